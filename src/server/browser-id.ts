// Gives: every browser a random id, to which sign-in attempts are bound.

import type { AppContext } from './context.ts'
import { browserCookieSeconds } from './cookies.ts'

/** The browser's id; undefined for a browser that has none, or one that we never gave. */
export function readBrowserId(c: AppContext): string | undefined {
  const id = c.get('services').cookies.browser.read(c.req.header('cookie'))
  return id !== undefined && /^[A-Za-z0-9_-]{43}$/.test(id) ? id : undefined
}

/** The browser's id, a new one when there is none yet. Set again each time, so that it outlives what starts now. */
export function ensureBrowserId(c: AppContext): string {
  const { cookies, random } = c.get('services')
  const id = readBrowserId(c) ?? Buffer.from(random(32)).toString('base64url')
  c.header('Set-Cookie', cookies.browser.set(id, browserCookieSeconds), { append: true })
  return id
}
