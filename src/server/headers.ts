// Sets: the security headers of every answer.

import { createMiddleware } from 'hono/factory'
import type { AppEnvironment } from './context.ts'
import type { Instance } from './instance.ts'
import type { Instances } from './instances.ts'
import type { Settings } from './settings.ts'

/** A source expression cannot hold `;` or `,`; both are legal in a path when escaped. */
const source = (url: string) => url.replaceAll(';', '%3B').replaceAll(',', '%2C')

/** Where a sign-in of this app leads first. */
function authorizeOrigin({ app: { hosts, tokenEndpoint } }: Instance): string {
  if (tokenEndpoint === 'v1') return hosts.open
  return tokenEndpoint === 'passport' ? hosts.passport : hosts.accounts
}

/**
 * The policy of a page: own scripts and styles, one script of the platform, nothing inline. The JSSDK is that script
 * unless the page shows the platform's QR code.
 * Source: https://www.w3.org/TR/CSP3/
 */
export function contentSecurityPolicy(
  settings: Settings,
  instances: readonly Instance[],
  platform: { script: string; frame?: string } = { script: settings.main.jssdkUrl },
): string {
  const { hosts } = settings.main.app
  const authorize = new Set(instances.map(authorizeOrigin))
  // Avatars come from the platform's image hosts by https; an emulator's come from itself.
  const images = ["'self'", 'https:', ...(hosts.open.startsWith('http:') ? [hosts.open] : [])]
  return [
    "default-src 'none'",
    `script-src 'self' ${source(platform.script)}`,
    ...(platform.frame === undefined ? [] : [`frame-src ${platform.frame}`]),
    "style-src 'self'",
    `img-src ${images.join(' ')}`,
    "connect-src 'self'",
    `frame-ancestors ${settings.frameAncestors.length === 0 ? "'none'" : settings.frameAncestors.join(' ')}`,
    "base-uri 'none'",
    // Chromium applies form-action to the redirects of a form, and a sign-in may start from one.
    `form-action 'self' ${[...authorize].join(' ')}`,
  ].join('; ')
}

/** Headers that no handler has to think of; a handler's own value wins. */
export function securityHeaders(settings: Settings, instances: Pick<Instances, 'all'>) {
  let made: { of: readonly Instance[]; policy: string } | undefined
  const policy = () => {
    // Apps come and go, and then it is another array.
    const { all } = instances
    if (made?.of !== all) made = { of: all, policy: contentSecurityPolicy(settings, all) }
    return made.policy
  }
  return createMiddleware<AppEnvironment>(async (c, next) => {
    await next()
    const { headers } = c.res
    const isHome = c.req.path === '/'
    const set = (name: string, value: string) => {
      if (!headers.has(name)) headers.set(name, value)
    }
    set('Cache-Control', 'no-store')
    set('Content-Security-Policy', policy())
    // Addresses under /auth and /callback can hold a code, so nothing of them may leave. The start page sends its
    // address to our own origin only: a client without Fetch Metadata proves with it that its script is ours.
    set('Referrer-Policy', isHome ? 'same-origin' : 'no-referrer')
    set('X-Content-Type-Options', 'nosniff')
    set('Cross-Origin-Resource-Policy', 'same-origin')
    set('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
    if (settings.frameAncestors.length === 0) set('X-Frame-Options', 'DENY')
    if (settings.secure) set('Strict-Transport-Security', 'max-age=31536000')
    headers.set('X-Request-Id', c.get('requestId'))
  })
}
