// Checks: that an address is in an app's redirect URL list, which is also the page list of the client bridge.
import type { State } from '../state/state.ts'
import type { AppSettings } from '../types.ts'

const withoutFragment = (url: string) => url.split('#')[0] ?? ''
const withoutQuery = (url: string) => withoutFragment(url).split('?')[0] ?? ''

/** Exact comparison of what stands before `?` and `#`; no wildcard, no normalisation. */
export function isListed(state: State, app: AppSettings, url: string): boolean {
  const read = state.switches.strictQuery ? withoutFragment : withoutQuery
  return app.redirectUrls.some((listed) => read(listed) === read(url))
}

/** An absolute http or https URL without anything that a browser would read in another way than we do. */
export function isPlainUrl(url: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  return /^https?:\/\//.test(url) && !/[\u0000-\u0020\u007f\\]/.test(url) && URL.canParse(url)
}
