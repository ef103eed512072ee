// Holds: a page and a script of our own that make the same calls, in the same order, as the platform's JSAPI sample:
// GET /get_config_parameters?url=, h5sdk.error, h5sdk.config, h5sdk.ready, tt.getUserInfo, tt.showToast.

export const jsapiSamplePage = (jssdkUrl: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>JSAPI sample</title>
<script src="${jssdkUrl}"></script></head>
<body><img id="picture" alt="" width="72" height="72" hidden><h1 id="name"></h1><p id="log"></p>
<script src="/jsapi-sample.js"></script></body></html>`

export const jsapiSampleScript = `
(function () {
  function say(text) { document.getElementById('log').textContent += text + '; ' }
  if (!window.h5sdk) return say('open me in the client')
  var address = encodeURIComponent(location.href.split('#')[0])
  fetch('/get_config_parameters?url=' + address).then(function (response) { return response.json() }).then(function (answer) {
    window.h5sdk.error(function (error) { say('error ' + JSON.stringify(error)) })
    window.h5sdk.config({
      appId: answer.appid,
      timestamp: answer.timestamp,
      nonceStr: answer.noncestr,
      signature: answer.signature,
      jsApiList: [],
      onSuccess: function () { say('config ok') },
      onFail: function (error) { say('config failed ' + JSON.stringify(error)) },
    })
    window.h5sdk.ready(function () {
      tt.getUserInfo({
        success: function (result) {
          document.getElementById('name').textContent = result.userInfo.nickName
          var picture = document.getElementById('picture')
          picture.src = result.userInfo.avatarUrl
          picture.hidden = false
          say(result.errMsg)
        },
        fail: function (error) { say('getUserInfo failed ' + JSON.stringify(error)) },
      })
      tt.showToast({
        title: '鉴权成功',
        icon: 'success',
        duration: 3000,
        success: function (result) { say(result.errMsg) },
        fail: function (error) { say('showToast failed ' + JSON.stringify(error)) },
      })
    })
  })
})()
`
