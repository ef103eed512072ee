// Reads: the address of the web app to open; only web addresses are ever opened.
import type { Emulator } from '../types.ts'

/** A http or https address; undefined for anything else, `javascript:` and `data:` above all. */
export function appAddress(address: string | undefined): URL | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined
  const url = new URL(address)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined
}

/** Where the app lives when nobody said so: the root of its first redirect URL. */
export function guessHome(emulator: Pick<Emulator, 'app'>): string | undefined {
  const redirect = appAddress(emulator.app.redirectUrls[0])
  return redirect && `${redirect.origin}/`
}

const twins = new Set(['127.0.0.1', 'localhost'])

/**
 * The name under which the console must be open for this app: cookies do not pass between 127.0.0.1 and localhost,
 * and in a frame of the other name the app's cookies would be those of a third party.
 */
export function sameName(page: URL, app: URL): URL | undefined {
  if (page.hostname === app.hostname || !twins.has(page.hostname) || !twins.has(app.hostname))
    return undefined
  const moved = new URL(page)
  moved.hostname = app.hostname
  return moved
}
