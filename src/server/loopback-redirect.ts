// Redirects: a page asked for by another name of this machine to the configured one.

import { createMiddleware } from 'hono/factory'
import type { AppEnvironment } from './context.ts'
import { isLoopbackHost } from './loopback.ts'
import type { Settings } from './settings.ts'

/** Where a person may begin. */
const pages = ['/', '/auth/authorize', '/auth/qr']

/**
 * Cookies belong to one host name. A sign-in that starts at localhost and comes back to 127.0.0.1 finds none and
 * would start again, forever. The target is the configured address; the Host header only says that it differs.
 */
export function loopbackRedirect(settings: Settings) {
  const own = new URL(settings.origin)
  const local = isLoopbackHost(own.hostname)
  return createMiddleware<AppEnvironment>(async (c, next) => {
    const asked = new URL(c.req.url)
    const isPage = c.req.method === 'GET' && pages.includes(c.req.path)
    const elsewhere =
      asked.hostname !== own.hostname && isLoopbackHost(asked.hostname) && asked.port === own.port
    if (local && isPage && elsewhere) return c.redirect(`${own.origin}${asked.pathname}${asked.search}`, 302)
    await next()
  })
}
