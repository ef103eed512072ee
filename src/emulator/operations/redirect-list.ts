// Checks: that an address is in an app's redirect URL list, which is also the page list of the client bridge.
import type { State } from '../state/state.ts'
import type { AppSettings } from '../types.ts'

const withoutFragment = (url: string) => url.split('#')[0] ?? ''
const withoutQuery = (url: string) => withoutFragment(url).split('?')[0] ?? ''

/** Exact comparison; no wildcard, no normalisation. */
const inList = (app: AppSettings, url: string, read: (url: string) => string): boolean =>
  app.redirectUrls.some((listed) => read(listed) === read(url))

/** A redirect URI: what stands before `?` and `#` counts, and by the switch the query, too. */
export const isListed = (state: State, app: AppSettings, url: string): boolean =>
  inList(app, url, state.switches.strictQuery ? withoutFragment : withoutQuery)

/** A page in the client: the documents say outright that its query does not count. */
export const isPageListed = (app: AppSettings, url: string): boolean => inList(app, url, withoutQuery)

/** An absolute http or https URL without anything that a browser would read in another way than we do. */
export function isPlainUrl(url: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  return /^https?:\/\//.test(url) && !/[\u0000-\u0020\u007f\\]/.test(url) && URL.canParse(url)
}
