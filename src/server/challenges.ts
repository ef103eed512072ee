// Keeps: the challenges of the sample routes in their cookie, the newest two, so that two pages can share it.

import type { AppContext } from './context.ts'
import { challengeCookieSeconds } from './cookies.ts'

const kept = 2
/** 256 bits in base64url; all of one length, so they need nothing between them. */
const shape = /[A-Za-z0-9_-]{43}/g

/** The newest first. */
export function openChallenges(c: AppContext): string[] {
  const value = c.get('services').cookies.challenge.read(c.req.header('cookie')) ?? ''
  return value.length % 43 === 0 ? [...value.matchAll(shape)].map(([one]) => one).slice(0, kept) : []
}

export function writeChallenges(c: AppContext, open: readonly string[]): void {
  const { challenge } = c.get('services').cookies
  const value = open.slice(0, kept).join('')
  const line = value === '' ? challenge.clear() : challenge.set(value, challengeCookieSeconds)
  c.header('Set-Cookie', line, { append: true })
}
