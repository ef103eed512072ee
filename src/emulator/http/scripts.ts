// Serves: the client's JavaScript SDK and the QR script at the paths they have on the platform's script hosts.
import type { Hono } from 'hono'
import { type AssetName, readAsset } from '../client/assets.ts'
import type { EmulatorEnv } from './record.ts'

const folders = [
  'lark/op',
  'goofy/lark/op',
  'goofy/ee/lark/h5jssdk(?:/lark/js_sdk)?',
  'obj/lark-static-sgsaas/lark/op',
  'open/jssdk',
]
const scriptPath = new RegExp(`^/(?:${folders.join('|')})/[\\w.-]+\\.js$`)

/** Addresses that public pages load the QR script from; there are no other versions. */
const qrScriptPath = /^\/obj\/feishu-static\/lark\/passport\/qrcode\/LarkSSOSDKWebQRCode-1\.0\.[123]\.js$/

function assetAt(path: string): AssetName | undefined {
  if (qrScriptPath.test(path)) return 'qrlogin.js'
  return scriptPath.test(path) ? 'jssdk.js' : undefined
}

export const isScript = (path: string): boolean => assetAt(path) !== undefined

export function serveScripts(app: Hono<EmulatorEnv>): void {
  app.get('*', async (c, next) => {
    const name = assetAt(c.var.place.path)
    if (name === undefined) return next()
    // A page without the client must still load, and the developer must read why there is none.
    const asset = await readAsset(name).then(
      (text) => ({ text, status: 200 as const }),
      (error: Error) => ({ text: `console.error(${JSON.stringify(error.message)})`, status: 503 as const }),
    )
    return c.body(asset.text, asset.status, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
      // Pages may load it with `crossorigin`, as they load the platform's.
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    })
  })
}
