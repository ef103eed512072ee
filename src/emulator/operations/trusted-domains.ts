// Checks: that a page belongs to an app's H5 trusted domains.
import type { AppSettings } from '../types.ts'

/** An entry is an origin, or `host:port`, or a bare host, which stands for the usual ports. */
function fits(entry: string, page: URL): boolean {
  if (/^https?:\/\//.test(entry)) return URL.canParse(entry) && new URL(entry).origin === page.origin
  return entry.toLowerCase() === page.host || entry.toLowerCase() === `${page.hostname}:${portOf(page)}`
}

const portOf = (page: URL) => page.port || (page.protocol === 'https:' ? '443' : '80')

export function isTrustedPage(app: AppSettings, pageUrl: string): boolean {
  if (!URL.canParse(pageUrl)) return false
  const page = new URL(pageUrl)
  return app.trustedDomains.some((entry) => fits(entry, page))
}
