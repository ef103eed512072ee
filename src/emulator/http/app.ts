// Routes: every request of one emulator.
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { operations, pageOperations } from '../operations/catalogue.ts'
import type { Emulator } from '../types.ts'
import { createUi } from '../ui/index.ts'
import { type Service, serveOperation } from './api.ts'
import { serveAvatars } from './avatar.ts'
import { serveBridge } from './bridge.ts'
import { servePage } from './pages.ts'
import { readPlace } from './place.ts'
import { type EmulatorEnv, isOwn, record } from './record.ts'
import { isScript, serveScripts } from './scripts.ts'
import { serveUnmatched } from './unmatched.ts'

const mostBodyBytes = 64 * 1024

export function createApp(
  service: Service,
  emulator: Emulator,
  options: { appHomeUrl?: string | undefined },
): Hono<EmulatorEnv> {
  const app = new Hono<EmulatorEnv>({ getPath: (request) => readPlace(request).path })
  app.use(record(service.state, isScript))
  const limit = bodyLimit({
    maxSize: mostBodyBytes,
    onError: (c) => c.json({ code: 9499, msg: 'Bad Request: the body is larger than 64 KB' }, 413),
  })
  // What stands below /_emulator words its own refusals.
  app.use((c, next) => (isOwn(c.var.place) ? next() : limit(c, next)))
  serveScripts(app)
  serveAvatars(app, service.state)
  serveBridge(app, emulator.client.call)
  app.route('/', createUi(emulator, options))
  // Where the platform's answers send a developer: the settings of the app.
  app.get('/app/*', (c) => c.redirect('/_emulator/app'))
  app.get('/', (c) => (c.var.place.kind === 'any' ? c.redirect('/_emulator/') : c.notFound()))
  for (const operation of operations) serveOperation(app, service, operation)
  for (const page of pageOperations) servePage(app, service, page)
  serveUnmatched(app)
  app.onError((error, c) => {
    // The request ends with an answer, and the developer of the emulator sees the reason.
    process.stderr.write(`larkspur emulator: ${error.stack ?? error.message}\n`)
    return c.json({ code: 20050, msg: 'The emulator failed; its output says why' }, 500)
  })
  return app
}
