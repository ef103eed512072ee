// Routes: every request of one emulator.
import { Hono } from 'hono'
import { laterOperations, operations, pageOperations } from '../operations/catalogue.ts'
import { readPlace } from '../operations/place.ts'
import type { Emulator } from '../types.ts'
import { createUi } from '../ui/index.ts'
import { type Service, serveOperation } from './api.ts'
import { serveAvatars } from './avatar.ts'
import { serveBridge } from './bridge.ts'
import { limitBody } from './limit-body.ts'
import { servePage } from './pages.ts'
import { serveQr } from './qr.ts'
import { type EmulatorEnv, record } from './record.ts'
import { isScript, serveScripts } from './scripts.ts'
import { serveLater, serveUnmatched } from './unmatched.ts'
import { serveWithdrawal } from './withdrawal.ts'

export function createApp(
  service: Service,
  emulator: Emulator,
  options: { appHomeUrl?: string | undefined },
): Hono<EmulatorEnv> {
  const app = new Hono<EmulatorEnv>({ getPath: (request) => readPlace(request).path })
  app.use(record(service.state, isScript))
  app.use(limitBody)
  serveScripts(app)
  serveAvatars(app, service.state)
  serveBridge(app, service.state)
  serveQr(app, service, () => emulator.url)
  app.route('/', createUi(emulator, options))
  // Where the platform's answers send a developer: the settings of the app.
  app.get('/app/*', (c) => c.redirect('/_emulator/app'))
  app.get('/', (c) => (c.var.place.kind === 'any' ? c.redirect('/_emulator/') : c.notFound()))
  for (const later of laterOperations) serveLater(app, later)
  for (const operation of operations) serveOperation(app, service, operation)
  for (const page of pageOperations) servePage(app, service, page)
  serveWithdrawal(app, service)
  serveUnmatched(app)
  app.onError((error, c) => {
    // The request ends with an answer, and the developer of the emulator sees the reason.
    process.stderr.write(`larkspur emulator: ${error.stack ?? error.message}\n`)
    return c.text('The emulator failed; its output says why', 500)
  })
  return app
}
