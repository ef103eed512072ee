// Remembers: in the browser, a redirect sign-in that began together with the browser's id.

import { createHash } from 'node:crypto'
import type { Cookie } from '../sessions/index.ts'
import { safeReturnPath } from '../sign-in/index.ts'
import type { AppContext } from './context.ts'
import { challengeCookieSeconds } from './cookies.ts'

/**
 * Two first tabs at once are each given a browser id, and the later one wins: the sign-in of the other tab cannot be
 * matched any more. This cookie has a name of its own for every start, so both stay, and it tells that this browser
 * began that sign-in and where it was to lead. It proves nothing else and signs nobody in.
 */
function startCookie(c: AppContext, state: string) {
  const short = createHash('sha256').update(state).digest('hex').slice(0, 16)
  return c.get('services').cookies.start(short)
}

/** How many starts a browser remembers. A page that makes it start again and again must not fill its cookies. */
const most = 4

/** What the browser remembers, oldest first, as browsers send them (RFC 6265, 5.4). */
function remembered(c: AppContext): Cookie[] {
  const { start } = c.get('services').cookies
  const prefix = start('').name
  return (c.req.header('cookie') ?? '').split(';').flatMap((pair) => {
    const [name = ''] = pair.trim().split('=')
    return name.startsWith(prefix) ? [start(name.slice(prefix.length))] : []
  })
}

export function rememberStart(c: AppContext, state: string, returnTo: string): void {
  const all = remembered(c)
  for (const oldest of all.slice(0, Math.max(0, all.length + 1 - most))) {
    c.header('Set-Cookie', oldest.clear(), { append: true })
  }
  const value = Buffer.from(returnTo).toString('base64url')
  c.header('Set-Cookie', startCookie(c, state).set(value, challengeCookieSeconds), { append: true })
}

/** Where a start that this browser remembers was to lead. The memory is used up. */
export function recallStart(c: AppContext, state: string): string | undefined {
  const cookie = startCookie(c, state)
  const value = cookie.read(c.req.header('cookie'))
  if (value === undefined || value === '') return undefined
  c.header('Set-Cookie', cookie.clear(), { append: true })
  return safeReturnPath(Buffer.from(value, 'base64url').toString())
}
