// Finds: the authorize page that stands at an address, here or at one of the platform's hosts.
import type { AuthorizePage } from './authorize-request.ts'
import { pageOperations } from './catalogue.ts'
import { isPlatformHost, placeOf } from './place.ts'

export const isLoopbackName = (hostname: string): boolean =>
  /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(hostname)

/** An address that can mean this emulator: its own origins, a loopback name, or one of the hosts that it stands for. */
function isOurs({ origin, protocol, hostname, username, password }: URL, own: readonly string[]): boolean {
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return false
  return own.includes(origin) || isLoopbackName(hostname) || isPlatformHost(hostname)
}

/** The authorize page at this path and host; whose server it is, is not its question. */
export function authorizePageAt(url: URL): AuthorizePage | undefined {
  const { kind, path } = placeOf(url)
  return pageOperations.find(
    (one) => one.path === path && (kind === 'any' || one.hosts.some((host) => host === kind)),
  )?.page
}

/**
 * The page that a browser would meet at this address.
 *
 * @param own origins under which this emulator is known besides the loopback names
 */
export function pageOf(url: URL, own: readonly string[]): AuthorizePage | undefined {
  return isOurs(url, own) ? authorizePageAt(url) : undefined
}
