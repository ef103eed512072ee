// Refuses: requests that do not come from a page of this site (attack rows D8 and D9).

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { Credential } from './credential.ts'

function originOf(referer: string): string | undefined {
  return URL.canParse(referer) ? new URL(referer).origin : undefined
}

/**
 * True when the browser vouches that a page of `origin` made this request.
 *
 * Fetch Metadata (https://www.w3.org/TR/fetch-metadata/) decides where the client sends it; older web views do not,
 * and for them Origin or Referer must name our own origin. A request with none of the three is nobody's page.
 */
export function isSameOrigin(headers: Headers, origin: string): boolean {
  const site = headers.get('sec-fetch-site')
  const from = headers.get('origin')
  if (site !== null) {
    // A page with `Referrer-Policy: no-referrer` posts forms with `Origin: null`, so null alone tells nothing here.
    return site === 'same-origin' && (from === null || from === 'null' || from === origin)
  }
  if (from !== null) return from === origin
  const referer = headers.get('referer')
  return referer !== null && originOf(referer) === origin
}

/** @throws LarkspurError `origin_not_allowed` */
export function requireSameOrigin(headers: Headers, origin: string): void {
  if (!isSameOrigin(headers, origin)) throw new LarkspurError('origin_not_allowed')
}

/**
 * Requests with a bearer token need no page of ours: only whoever holds the token can make them.
 * @throws LarkspurError `origin_not_allowed`
 */
export function requireSameOriginOrBearer(headers: Headers, origin: string, kind: Credential['kind']): void {
  if (kind === 'cookie') requireSameOrigin(headers, origin)
}

/**
 * Refuses what a page asks for without going there: scripts, images and the like. Whoever sends no Fetch Metadata is let
 * through; so is a mode without a page's site, as the `fetch` of a server sends it and no browser does.
 * @throws LarkspurError `origin_not_allowed`
 */
export function requireNavigation(headers: Headers): void {
  const mode = headers.get('sec-fetch-mode')
  const isOfPage = (headers.get('sec-fetch-site') ?? 'none') !== 'none'
  if (isOfPage && mode !== null && mode !== 'navigate') throw new LarkspurError('origin_not_allowed')
}

/**
 * Lets only a script's own request through: no address bar, link, image, frame or prefetch.
 * @throws LarkspurError `origin_not_allowed`
 */
export function requireOwnScript(headers: Headers, origin: string): void {
  requireSameOrigin(headers, origin)
  const mode = headers.get('sec-fetch-mode')
  const destination = headers.get('sec-fetch-dest')
  const isScript =
    (mode === null || mode === 'cors' || mode === 'same-origin') && (destination ?? 'empty') === 'empty'
  if (!isScript) throw new LarkspurError('origin_not_allowed')
}
