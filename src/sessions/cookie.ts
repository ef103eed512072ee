// Writes and reads: the cookies of a browser. No other place makes one.

import { LarkspurError } from '../errors/larkspur-error.ts'

export interface CookieOptions {
  /** Public origin of the site. Over https the cookies are `Secure` and carry the `__Host-` prefix. */
  url: string
  /**
   * `lax` (default), or `none` for a site that other sites show in a frame; that needs https, and the cookies are
   * then kept apart per embedding site (`Partitioned`).
   */
  sameSite?: 'lax' | 'none'
}

/** One cookie: its name, and how it is set, removed and read. */
export interface Cookie {
  readonly name: string
  /** Value for `Set-Cookie`. */
  set(value: string, maxAgeSeconds: number): string
  /** Value for `Set-Cookie` that removes the cookie. */
  clear(): string
  /** Its value in a `Cookie` header; undefined when absent, or there twice with two values. */
  read(header: string | null | undefined): string | undefined
}

export interface Cookies {
  /** The opaque id of a session. */
  session: Cookie
  /** A random id that binds sign-in attempts to this browser; says nothing about the person. */
  browser: Cookie
  /** The one-time challenge of a sign-in in the client, for scripts that send a code alone. */
  challenge: Cookie
  /** Of one sign-in that began in this browser; `key` tells them apart. */
  start(key: string): Cookie
}

/** @throws LarkspurError `configuration_invalid` for `sameSite: 'none'` without https */
export function createCookies({ url, sameSite = 'lax' }: CookieOptions): Cookies {
  const secure = new URL(url).protocol === 'https:'
  if (sameSite === 'none' && !secure) {
    throw new LarkspurError('configuration_invalid', {
      message: 'Cookies with SameSite=None need an https address.',
      hint: 'Set LARKSPUR_URL to an https address, or SESSION_SAME_SITE to lax.',
    })
  }
  // The prefix makes the browser refuse the cookie from a subdomain, from plain http and with another path.
  const prefix = secure ? '__Host-' : ''
  const attributes = [
    'Path=/',
    'HttpOnly',
    ...(secure ? ['Secure'] : []),
    ...(sameSite === 'none' ? ['SameSite=None', 'Partitioned'] : ['SameSite=Lax']),
  ].join('; ')
  // A browser keeps a partitioned cookie beside an unpartitioned one of the same name and sends both; which is ours
  // could not be told. So each flavour has names of its own, and the setting can change.
  const name = `${prefix}larkspur${sameSite === 'none' ? '_framed' : ''}`
  return {
    session: createCookie(name, attributes),
    browser: createCookie(`${name}_browser`, attributes),
    challenge: createCookie(`${name}_challenge`, attributes),
    start: (key) => createCookie(`${name}_start_${key}`, attributes),
  }
}

function createCookie(name: string, attributes: string): Cookie {
  const write = (value: string, maxAge: number) => `${name}=${value}; Max-Age=${maxAge}; ${attributes}`
  return {
    name,
    set(value, maxAgeSeconds) {
      // Ids are base64url; anything else would be a mistake that could add attributes.
      if (!/^[A-Za-z0-9_-]+$/.test(value)) throw new LarkspurError('internal_error')
      return write(value, Math.floor(maxAgeSeconds))
    },
    clear: () => write('', 0),
    read(header) {
      const values = new Set(
        (header ?? '')
          .split(';')
          .map((part) => part.trim())
          .filter((part) => part.startsWith(`${name}=`))
          .map((part) => part.slice(name.length + 1)),
      )
      // Two values mean that somebody else planted one; which is ours cannot be told.
      return values.size === 1 ? [...values][0] : undefined
    },
  }
}
