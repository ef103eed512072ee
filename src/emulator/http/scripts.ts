// Serves: the client's JavaScript SDK at the paths it has on the platform's script hosts.
import type { Hono } from 'hono'
import { readAsset } from '../client/assets.ts'
import type { EmulatorEnv } from './record.ts'

const folders = [
  'lark/op',
  'goofy/lark/op',
  'goofy/ee/lark/h5jssdk(?:/lark/js_sdk)?',
  'obj/lark-static-sgsaas/lark/op',
  'open/jssdk',
]
const scriptPath = new RegExp(`^/(?:${folders.join('|')})/[\\w.-]+\\.js$`)

export const isScript = (path: string): boolean => scriptPath.test(path)

export function serveScripts(app: Hono<EmulatorEnv>): void {
  app.get('*', async (c, next) => {
    if (!isScript(c.var.place.path)) return next()
    // A page without the client must still load, and the developer must read why there is none.
    const asset = await readAsset('jssdk.js').then(
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
