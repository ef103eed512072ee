// Reads: with what a request claims to be signed in.

import { type Cookies, isBearerToken } from '../sessions/index.ts'

/** A bearer token in place of a cookie: no browser sends it by itself, so no foreign page can make one do so. */
export interface Credential {
  kind: 'bearer' | 'cookie'
  /** Undefined when there is none. */
  id: string | undefined
}

/** The session id that the browser carries; never a bearer token that somebody put into the cookie. */
export function readCookieId(headers: Headers, cookies: Pick<Cookies, 'session'>): string | undefined {
  const id = cookies.session.read(headers.get('cookie'))
  return id !== undefined && isBearerToken(id) ? undefined : id
}

/**
 * A request with a bearer token of ours is judged by it alone: its cookies are not looked at. Other schemes and tokens
 * in `Authorization` are the business of the app that Larkspur is part of.
 */
export function readCredential(headers: Headers, cookies: Pick<Cookies, 'session'>): Credential {
  const token = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (token !== undefined && isBearerToken(token)) return { kind: 'bearer', id: token }
  return { kind: 'cookie', id: readCookieId(headers, cookies) }
}
