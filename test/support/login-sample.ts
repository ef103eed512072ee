// Holds: a page and a script of our own that make the same calls, in the same order, as the platform's login sample:
// the JSSDK's globals, GET /get_appid, h5sdk.error, h5sdk.ready, tt.requestAccess, GET /callback?code=, then the name on the page.

export const samplePage = (jssdkUrl: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sample</title>
<script src="${jssdkUrl}"></script></head>
<body><div id="picture"></div><p id="name"></p><p id="welcome"></p><script src="/sample.js"></script></body></html>`

export const sampleScript = `
(function () {
  var chinese = /^zh[_-]CN$/.test(navigator.language)
  function show(person) {
    document.getElementById('name').textContent = chinese ? person.name : person.en_name
    document.getElementById('welcome').textContent = chinese ? '欢迎使用飞书' : 'welcome to Feishu'
  }
  if (!window.h5sdk) {
    document.getElementById('name').textContent = 'open me in the client'
    return
  }
  fetch('/get_appid').then(function (response) { return response.json() }).then(function (answer) {
    window.h5sdk.error(function (error) { document.title = 'error: ' + JSON.stringify(error) })
    window.h5sdk.ready(function () {
      tt.requestAccess({
        appID: answer.appid,
        scopeList: [],
        success: function (result) {
          fetch('/callback?code=' + result.code).then(function (response) { return response.json() }).then(show)
        },
        fail: function (error) { document.title = 'refused: ' + JSON.stringify(error) },
      })
    })
  })
})()
`
