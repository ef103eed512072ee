// Offers: everything below `/_emulator/`: the console, its files, the control API; and the authorize pages.
import { type Context, Hono } from 'hono'
import { type AssetName, readAsset } from '../client/assets.ts'
import { createControl } from '../http/control.ts'
import type { Emulator } from '../types.ts'
import { icon } from './icon.ts'
import { createPages, notFoundPage, type UiOptions } from './pages.ts'
import { qrFrameStyle } from './qr-frame-style.ts'
import { styleSheet } from './style.ts'

export { renderChooser, renderConsent, renderRefusal } from './authorize-pages.ts'
export { personCard } from './cards.ts'
export { pageHeaders } from './headers.ts'
export { chooseLanguage } from './language.ts'
export type { UiOptions } from './pages.ts'

const assetHeaders = { 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' }

const script = (c: Context, name: AssetName) =>
  readAsset(name).then(
    (text) => c.body(text, 200, { ...assetHeaders, 'content-type': 'text/javascript; charset=utf-8' }),
    (error: Error) => c.text(error.message, 503),
  )

/**
 * The console, below `/_emulator/`. Its routes are full paths, so mount it at `/`, after everything else below
 * `/_emulator/`: what nobody knows there gets its page that says so.
 */
export function createUi(emulator: Emulator, options: UiOptions = {}): Hono {
  const ui = new Hono()
  // Before the console's guard: the authorize page loads these under the platform's own host names, too.
  ui.get('/_emulator/assets/:name', async (c) => {
    switch (c.req.param('name')) {
      case 'emulator.css':
        return c.body(styleSheet, 200, { ...assetHeaders, 'content-type': 'text/css; charset=utf-8' })
      case 'icon.svg':
        return c.body(icon, 200, { ...assetHeaders, 'content-type': 'image/svg+xml' })
      case 'authorize.js':
        return script(c, 'authorize.js')
      case 'frame.js':
        return script(c, 'frame.js')
      case 'phone.js':
        return script(c, 'phone.js')
      case 'qr-frame.js':
        return script(c, 'qr-frame.js')
      case 'qr-frame.css':
        return c.body(qrFrameStyle, 200, { ...assetHeaders, 'content-type': 'text/css; charset=utf-8' })
      default:
        return notFoundPage(c)
    }
  })
  // The control API is the console for programs, and comes before the console's own "no such page".
  ui.route('/', createControl(emulator))
  ui.route('/', createPages(emulator, options))
  ui.all('/_emulator/*', notFoundPage)
  return ui
}
