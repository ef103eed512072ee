// Logs: one line per request, without query, so that no code or state gets there.

import { createMiddleware } from 'hono/factory'
import type { AppContext, AppEnvironment } from '../context.ts'

/** The last entry of X-Forwarded-For is the one that our own proxy wrote; earlier ones are the sender's claim. */
function remoteAddress(c: AppContext): string | undefined {
  const forwarded = c.req.header('x-forwarded-for')
  if (c.get('services').settings.trustProxy && forwarded !== undefined)
    return forwarded.split(',').at(-1)?.trim()
  return c.env?.incoming?.socket?.remoteAddress
}

export const accessLog = createMiddleware<AppEnvironment>(async (c, next) => {
  const { clock, logger } = c.get('services')
  const started = clock()
  await next()
  logger.info(
    {
      requestId: c.get('requestId'),
      method: c.req.method,
      path: c.req.path.slice(0, 200),
      status: c.res.status,
      ms: clock() - started,
      remote: remoteAddress(c),
    },
    'request',
  )
})
