// Judges: whether a page with forms is asked under a name of ours, and whether what is posted comes from it.
import { isLoopbackName } from '../operations/page-at.ts'
import { isPlatformHost } from '../operations/place.ts'
import type { EmulatorContext } from './record.ts'

/** Undefined for a text that is no address, `null` among them. */
const originOf = (text: string): string | undefined => URL.parse(text)?.origin

/**
 * Answers a request under somebody else's name: a name that points to 127.0.0.1 would make its owner's pages
 * same-origin with ours (DNS rebinding). Undefined when the name is a loopback one, the platform's, or the advertised.
 */
export function refuseForeignHost(
  c: EmulatorContext,
  advertisedUrl: string | undefined,
): Response | undefined {
  const { hostname, host } = new URL(c.req.url)
  const advertised = advertisedUrl === undefined ? undefined : new URL(advertisedUrl).hostname
  if (isLoopbackName(hostname) || isPlatformHost(hostname) || hostname === advertised) return undefined
  return c.text(
    `Host "${host}" is no name of this emulator; use 127.0.0.1 or localhost, or advertise it.`,
    403,
  )
}

/** Posted by a page of ours, or by a script, which names neither an origin nor a page. */
export function isOwnForm(c: EmulatorContext, advertisedUrl: string | undefined): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  // Browsers leave that out for a plain http name that is not a loopback one, and old ones do everywhere.
  const from = c.req.header('origin') ?? c.req.header('referer')
  if (from === undefined) return true
  const origin = originOf(from)
  // Behind TLS we see http, and the browser says https.
  return origin === new URL(c.req.url).origin || (origin !== undefined && origin === advertisedUrl)
}
