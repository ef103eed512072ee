// Decides: whether a page of the client is covered by what `h5sdk.config` has authenticated in its window.
import type { Authentication, Container } from '../state/containers.ts'
import { signedUrl } from './jsapi-signature.ts'

/** `/home` covers `/home/route` and not `/homes` or `/detail`. */
function isBelow(parent: URL, page: URL): boolean {
  const path = parent.pathname.endsWith('/') ? parent.pathname : `${parent.pathname}/`
  return parent.origin === page.origin && page.pathname.startsWith(path)
}

/**
 * True when an authentication of this address reaches the page: the address itself, and every page below its path.
 *
 * @param queryKept whether the same path with another query is still the same address
 */
export function reaches(authenticated: string, pageUrl: string, queryKept: boolean): boolean {
  const address = signedUrl(pageUrl)
  if (authenticated === address) return true
  if (!URL.canParse(authenticated) || !URL.canParse(address)) return false
  const [parent, page] = [new URL(authenticated), new URL(address)]
  if (parent.origin === page.origin && parent.pathname === page.pathname)
    return queryKept || parent.search === page.search
  return isBelow(parent, page)
}

/** Every authentication that reaches the page, newest first. */
export const authenticationsFor = (
  { authentications }: Pick<Container, 'authentications'>,
  pageUrl: string,
  queryKept: boolean,
): Authentication[] => authentications.filter(({ url }) => reaches(url, pageUrl, queryKept)).reverse()
