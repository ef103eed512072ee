// Names: the cookies of the site, with the one that holds the challenge of an in-client sign-in.

import { type Cookie, type Cookies, createCookies } from '../sessions/index.ts'
import type { Settings } from './settings.ts'

export interface SiteCookies extends Cookies {
  /** The one-time challenge that GET /get_appid issues and GET /callback consumes. */
  challenge: Cookie
}

/** Long enough for every sign-in that is under way; the value says nothing about a person. */
export const browserCookieSeconds = 30 * 86_400

/** As long as an attempt lives. */
export const challengeCookieSeconds = 600

/** A cookie with the flags and the strict reading of another one, under a name of its own. */
export function sibling(cookie: Cookie, name: string): Cookie {
  const rename = (line: string) => name + line.slice(cookie.name.length)
  return {
    name,
    set: (value, maxAgeSeconds) => rename(cookie.set(value, maxAgeSeconds)),
    clear: () => rename(cookie.clear()),
    read(header) {
      const ours = (header ?? '')
        .split(';')
        .map((part) => part.trim())
        .filter((part) => part.startsWith(`${name}=`))
      return cookie.read(ours.map((part) => cookie.name + part.slice(name.length)).join('; '))
    },
  }
}

export function createSiteCookies(settings: Settings): SiteCookies {
  const cookies = createCookies({ url: settings.origin, sameSite: settings.session.sameSite })
  const challenge = sibling(cookies.browser, cookies.browser.name.replace('_browser', '_challenge'))
  return { ...cookies, challenge }
}
