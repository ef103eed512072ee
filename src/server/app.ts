// Assembles: the routes behind the middleware that every request passes.

import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { consoleRoutes } from './console/routes.ts'
import type { AppContext, AppEnvironment, Services } from './context.ts'
import { errorResponse } from './errors.ts'
import { securityHeaders } from './headers.ts'
import { chooseLanguage } from './language.ts'
import { accessLog } from './log/access.ts'
import { loopbackRedirect } from './loopback-redirect.ts'
import { directoryRoutes } from './routes/directory.ts'
import { elementRoutes } from './routes/elements.ts'
import { eventRoutes } from './routes/events.ts'
import { assetRoutes, homeRoutes } from './routes/home.ts'
import { identityRoutes } from './routes/identities.ts'
import { inClientRoutes } from './routes/in-client.ts'
import { jsapiRoutes } from './routes/jsapi.ts'
import { miniProgramRoutes } from './routes/mini-program.ts'
import { operationsRoutes } from './routes/operations.ts'
import { qrRoutes } from './routes/qr.ts'
import { redirectRoutes } from './routes/redirect.ts'
import { sampleRoutes } from './routes/sample.ts'
import { scopeRoutes } from './routes/scopes.ts'
import { sessionRoutes } from './routes/session.ts'
import { register } from './routes/table.ts'

/** The proxy's id when there is a trusted one, so that both logs tell one story. */
function requestIdOf(c: AppContext, services: Services): string {
  const given = c.req.header('x-request-id')
  if (services.settings.trustProxy && given !== undefined && /^[\w-]{8,64}$/.test(given)) return given
  return Buffer.from(services.random(12)).toString('base64url')
}

/** @throws LarkspurError `request_invalid` when the address has percent signs that encode nothing */
const wellFormedAddress = createMiddleware<AppEnvironment>(async (c, next) => {
  const { pathname, search } = new URL(c.req.url)
  try {
    decodeURIComponent(pathname)
    decodeURIComponent(search.replaceAll('+', ' '))
  } catch {
    throw new LarkspurError('request_invalid', { message: 'The address is not well formed.' })
  }
  await next()
})

/** What every answer passes. */
function createBase(services: Services): Hono<AppEnvironment> {
  const app = new Hono<AppEnvironment>()
  app.use(async (c, next) => {
    c.set('services', services)
    c.set('language', chooseLanguage(c.req.header('accept-language')))
    // A failure from here on is answered too, so what an answer needs is there before anything can fail.
    c.set('requestId', 'unknown')
    c.set('requestId', requestIdOf(c, services))
    await next()
  })
  app.use(securityHeaders(services.settings, services.instances))
  app.use(accessLog)
  app.onError((error, c) => errorResponse(c, error))
  return app
}

export function createApp(services: Services): Hono<AppEnvironment> {
  const { settings } = services
  const app = createBase(services)
  app.use(wellFormedAddress)
  app.use(loopbackRedirect(settings))
  register(app, redirectRoutes)
  register(app, qrRoutes)
  register(app, inClientRoutes)
  if (settings.miniProgram) register(app, miniProgramRoutes)
  register(app, sampleRoutes)
  register(app, jsapiRoutes)
  register(app, sessionRoutes)
  register(app, scopeRoutes)
  register(app, identityRoutes)
  register(app, eventRoutes())
  register(app, directoryRoutes)
  register(app, elementRoutes)
  register(app, operationsRoutes)
  if (settings.console) register(app, consoleRoutes)
  register(app, assetRoutes)
  if (settings.homePage) register(app, homeRoutes)
  app.notFound((c) => errorResponse(c, new LarkspurError('not_found')))
  return app
}

/** Answers a request of somebody else's route that failed, as a route of ours would. */
export async function answerFailure(services: Services, request: Request, error: unknown): Promise<Response> {
  const app = createBase(services)
  app.all('*', (c) => errorResponse(c, error))
  return app.fetch(request)
}
