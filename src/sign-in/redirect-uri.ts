// Derives: the redirect URIs from the public address of the site, and refuses addresses that could be misread.

import { LarkspurError } from '../errors/larkspur-error.ts'

/** Where the platform sends browsers back to, below the public origin. */
const callbackPath = '/auth/callback'

/** Name of the first app; no address has to say it. */
export const defaultInstance = 'default'

/** What an app may be called: it stands in addresses. */
export const instanceName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/

/**
 * The one redirect URI of an app instance. Nothing that a request says has a part in it. Every instance has its own, so
 * that a code of one platform, sent to the callback of another, is noticed.
 * @param url public origin exactly as browsers write it: `https://host[:port]`, or http on 127.0.0.1, [::1] or localhost
 * @param instance name of the app instance: a letter, then at most 63 letters, digits, `_` and `-`
 * @throws LarkspurError `configuration_invalid`
 */
export function redirectUriOf(url: string, instance: string = defaultInstance): string {
  if (!isPublicOrigin(url)) {
    throw new LarkspurError('configuration_invalid', {
      message:
        'The public address must be an origin such as https://app.example.com: https (http only on 127.0.0.1, ' +
        '[::1] or localhost), in lower case, without user name, default port, path, query or fragment.',
      hint: 'Correct LARKSPUR_URL.',
    })
  }
  if (!instanceName.test(instance)) {
    throw new LarkspurError('configuration_invalid', {
      message:
        'The name of an instance must be 1 to 64 letters, digits, "_" and "-", and begin with a letter.',
    })
  }
  return `${url}${callbackPath}${instance === defaultInstance ? '' : `/${instance}`}`
}

const longestAddress = 2_048

/**
 * Whether the address is a page of this site, as a browser and as the platform read it: nothing that a parser repairs, no
 * user name, and no fragment, before which the platform would put the code.
 * @param origin public origin of the site, as browsers write it
 */
export function isOwnPage(address: string, origin: string): boolean {
  if (address.length > longestAddress || /[\p{C}\s\\#]/u.test(address) || !URL.canParse(address)) return false
  const { origin: found, username, password } = new URL(address)
  return found === origin && username === '' && password === '' && address.startsWith(origin)
}

function isPublicOrigin(url: string): boolean {
  // The parser repairs much (tabs, backslashes, upper case, unusual IP addresses); what it had to repair is refused.
  if (!URL.canParse(url)) return false
  const { origin, protocol, hostname } = new URL(url)
  if (origin !== url || hostname.endsWith('.')) return false
  return (
    protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
  )
}
