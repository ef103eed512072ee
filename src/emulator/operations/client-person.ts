// Tells: the emulator's own authorize pages inside the client who is logged in, and no other page.
import { isSameServer } from '../client/browser/same-server.ts'
import type { ClientAnswer, ClientProfile } from '../types.ts'
import { authorizePageAt } from './page-at.ts'
import { isPlatformHost } from './place.ts'

/** One of the emulator's origins, also under another loopback name, or one of the hosts that it stands for. */
function isOwn({ origin, hostname }: URL, origins: readonly string[]): boolean {
  return isPlatformHost(hostname) || origins.some((own) => isSameServer(own, origin))
}

/**
 * Who is logged in, for an authorize page.
 *
 * @param origins where this emulator answers
 * @param pageUrl where the asking page is, as the browser says
 */
export function tellPerson(
  origins: readonly string[],
  pageUrl: string,
  { openId, outcome }: ClientProfile,
): ClientAnswer | undefined {
  const url = URL.canParse(pageUrl) ? new URL(pageUrl) : undefined
  if (url === undefined || !isOwn(url, origins) || authorizePageAt(url) === undefined) return undefined
  return outcome === 'hang' ? { ok: 'hang' } : { ok: true, result: { openId, outcome } }
}
