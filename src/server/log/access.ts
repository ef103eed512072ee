// Logs: one line per request, without query and parameters, so that neither a code nor an id of a person gets there.

import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import { clientAddress } from '../client-address.ts'
import type { AppContext, AppEnvironment } from '../context.ts'

/** The pattern, where the address is one of many of a route. */
function loggedPath(c: AppContext): string {
  const pattern = routePath(c, -1)
  return pattern.includes('/:') ? pattern : c.req.path.slice(0, 200)
}

export const accessLog = createMiddleware<AppEnvironment>(async (c, next) => {
  const { clock, logger } = c.get('services')
  const started = clock()
  await next()
  logger.info(
    {
      requestId: c.get('requestId'),
      method: c.req.method,
      path: loggedPath(c),
      status: c.res.status,
      ms: clock() - started,
      remote: clientAddress(c),
    },
    'request',
  )
})
