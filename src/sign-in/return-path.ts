// Decides: where a browser may go after the sign-in.

/** Kept for everybody who starts a sign-in, so it is short. */
const longest = 512

/** Only to have something to resolve against; `.invalid` is nobody's. */
const base = 'https://larkspur.invalid'

/** The start of an address without a scheme, also encoded once or more: dot segments can leave one at the front. */
const doubleSlash = /^\/(?:[/\\]|%(?:25)*(?:2f|5c))/i

/**
 * A path of this site, normalised, or `/` when the input is anything else: another origin, a scheme, a control
 * character or backslash, more than 512 characters, or a sign-in route, which would only start over.
 */
export function safeReturnPath(input: string | undefined | null): string {
  if (input === undefined || input === null || input.length > longest) return '/'
  // Browsers drop tabs and newlines and read `\` as `/`: what is checked here would not be what they open.
  if (!input.startsWith('/') || /[\p{Cc}\\]/u.test(input) || !URL.canParse(input, base)) return '/'
  const url = new URL(input, base)
  const path = url.pathname + url.search + url.hash
  if (url.origin !== base || path.length > longest || doubleSlash.test(path)) return '/'
  const decoded = decode(url.pathname)
  if (decoded === undefined || /[\p{Cc}\\]/u.test(decoded) || /^\/auth(?:\/|$)/i.test(decoded)) return '/'
  return path
}

/** The path as a lenient server or proxy would see it; undefined when it cannot be decoded. */
function decode(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return undefined
  }
}
