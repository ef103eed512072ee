// Logs: one line per request, without query, so that no code or state gets there.

import { createMiddleware } from 'hono/factory'
import { clientAddress } from '../client-address.ts'
import type { AppEnvironment } from '../context.ts'

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
      remote: clientAddress(c),
    },
    'request',
  )
})
