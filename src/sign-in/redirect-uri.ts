// Derives: the redirect URI from the public address of the site, and refuses addresses that could be misread.

import { LarkspurError } from '../errors/larkspur-error.ts'

/** Where the platform sends browsers back to, below the public origin. */
const callbackPath = '/auth/callback'

/**
 * The one redirect URI of the site. Nothing that a request says has a part in it.
 * @param url public origin exactly as browsers write it: `https://host[:port]`, or http on 127.0.0.1, [::1] or localhost
 * @throws LarkspurError `configuration_invalid`
 */
export function redirectUriOf(url: string): string {
  if (!isPublicOrigin(url)) {
    throw new LarkspurError('configuration_invalid', {
      message:
        'The public address must be an origin such as https://app.example.com: https (http only on 127.0.0.1, ' +
        '[::1] or localhost), in lower case, without user name, default port, path, query or fragment.',
      hint: 'Correct LARKSPUR_URL.',
    })
  }
  return `${url}${callbackPath}`
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
