// Holds: a page of our own that makes the calls of the documented front-end sample of login elements, in its order:
// getLoginConfig, the passport address from it, and with a code in the address loginWithCode. How the address is shown is up
// to the page: as a link, or as the platform's QR code. In the client it asks the bridge for a code in place of it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Emulator } from '../../src/emulator/index.ts'
import type { LarkspurOptions } from '../../src/index.ts'
import { html, startApp } from './app-pages.ts'
import type { World } from './world.ts'

export const exampleName = 'auths.loginTypes.FSInnerExample'
/** Where the page is. */
export const samplePath = '/login'

const markup = (head: string, body: string) =>
  html(`<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>登录</title><link rel="icon" href="data:,">${head}</head>
<body><main><h1>登录</h1><p id="who"></p><div id="place"></div></main><script>${body}</script></body></html>`)

const qrScript = '/obj/feishu-static/lark/passport/qrcode/LarkSSOSDKWebQRCode-1.0.3.js'
const api = '<script src="/auth/api.js"></script>'

/** Shows what came of the sign-in, or of its failure. */
const shows = `
function show(person) { window.person = person; document.querySelector('#who').textContent = person.name }
function tell(error) { window.failure = error; document.querySelector('#who').textContent = error.errcode + ' ' + error.message }
`

/** @param present what is done with the address of the platform's page, `loginUrl` */
const inBrowser = (passport: string, present: string) => `${shows}
async function login() {
  const config = await api.getLoginConfig('${exampleName}')
  window.config = config
  const loginUrl = '${passport}/suite/passport/oauth/authorize?client_id=' + config.appId +
    '&redirect_uri=' + encodeURIComponent(config.redirectUri) + '&response_type=code&state=' + config.state
  const query = new URLSearchParams(location.search)
  const authCode = query.get('code')
  if (authCode) show(await api.loginWithCode('${exampleName}', { authCode: authCode, state: query.get('state') }))
  else { ${present} }
}
login().catch(tell)`

const asLink = `
    const link = document.createElement('a')
    link.href = loginUrl
    link.textContent = '飞书登录'
    document.querySelector('#place').append(link)`

const asQrCode = `
    const code = QRLogin({ id: 'place', goto: loginUrl, width: '300', height: '300' })
    addEventListener('message', function (event) {
      if (!code.matchOrigin(event.origin) || !code.matchData(event.data)) return
      location.href = loginUrl + '&tmp_code=' + event.data.tmp_code
    })`

/** The workbench: nothing to click. */
const inClient = `${shows}
async function login() {
  const config = await api.getLoginConfig('${exampleName}')
  const code = await new Promise(function (resolve, reject) {
    h5sdk.error(reject)
    h5sdk.ready(function () {
      const answers = { success: function (result) { resolve(result.code) } }
      const older = function () {
        tt.requestAuthCode(Object.assign({ appId: config.appId, fail: reject }, answers))
      }
      if (!tt.requestAccess) return older()
      const wanted = { appID: config.appId, scopeList: [], state: config.state }
      tt.requestAccess(Object.assign(wanted, answers, {
        fail: function (error) { if (error.errno === 103) older(); else reject(error) },
      }))
    })
  })
  show(await api.loginWithCode('${exampleName}', { authCode: code, state: config.state }))
}
login().catch(tell)`

/** A folder as the documents lay it out, and what removes it. */
export function exampleFolder({ env }: Pick<Emulator, 'env'>): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'larkspur-elements-'))
  const place = join(folder, 'auths', 'loginTypes', 'FSInnerExample')
  mkdirSync(place, { recursive: true })
  const define = { title: '飞书自建扫码登录示例', type: 'auths.loginTypes.FSInnerType' }
  writeFileSync(join(place, 'e.json'), JSON.stringify(define))
  // The last one is ours: an emulator has another host than the platform.
  const config = { appId: env.APP_ID, appSecret: env.APP_SECRET, host: env.FEISHU_HOST }
  writeFileSync(join(place, 'FSInnerExample.json'), JSON.stringify(config))
  return { folder, remove: () => rmSync(folder, { recursive: true }) }
}

/** An app whose FSInnerExample is the emulator's app, and which has another one besides. */
export async function startSample(options: Partial<LarkspurOptions> = {}): Promise<World> {
  let remove = () => {}
  const world = await startApp(
    ({ feishu }) => ({
      [samplePath]: markup(api, inBrowser(feishu.url, asLink)),
      '/qr-login': markup(
        `${api}<script src="${feishu.url}${qrScript}"></script>`,
        inBrowser(feishu.url, asQrCode),
      ),
      '/workbench': markup(
        `<script src="${feishu.url}/lark/op/h5-js-sdk-1.5.44.js"></script>${api}`,
        inClient,
      ),
      '/empty': markup(api, ''),
    }),
    {
      larkspur(feishu) {
        const { appId, appSecret } = feishu.apps.create()
        const example = exampleFolder(feishu)
        remove = example.remove
        return {
          feishu: { appId, appSecret, host: feishu.env.FEISHU_HOST },
          elements: { directories: [example.folder] },
          ...options,
        }
      },
    },
  )
  const { feishu, url } = world
  feishu.apps.update(feishu.app.appId, {
    redirectUrls: [samplePath, '/qr-login', '/workbench'].map((path) => `${url}${path}`),
  })
  return {
    ...world,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      remove()
    },
  }
}
