// Declares: the response headers of the emulator's pages.

/**
 * `client` holds a web app in a frame; `authorize` leads back to a web app and may stand in the client's frame; `qr`
 * stands in any web app; `withdrawal` is a page of the platform's, as `authorize` is, and leads nowhere.
 */
export type PageKind = 'console' | 'client' | 'authorize' | 'qr' | 'withdrawal'

function ancestors(kind: PageKind, consoleOrigins: readonly string[]): string {
  if (kind === 'qr') return 'http: https:'
  return kind === 'authorize' ? ["'self'", ...consoleOrigins].join(' ') : "'none'"
}

/**
 * Pages whose forms must be known as ours by their origin. Without a referrer a browser calls the origin of a form
 * `null`, and under a plain http name that is no loopback one it says nothing else.
 */
const namesItsForms: readonly PageKind[] = ['authorize', 'withdrawal']

/**
 * Strict policy: everything from this origin, nothing inline.
 *
 * @param consoleOrigins the console's other names: it may hold an authorize page in the client's frame, nobody else may
 */
export function pageHeaders(
  kind: PageKind = 'console',
  consoleOrigins: readonly string[] = [],
): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    kind === 'client' ? 'frame-src http: https:' : "frame-src 'none'",
    // Browsers apply form-action to the redirect that follows a post, so the authorize page cannot have it.
    ...(kind === 'authorize' ? [] : ["form-action 'self'"]),
    `frame-ancestors ${ancestors(kind, consoleOrigins)}`,
  ]
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'referrer-policy': namesItsForms.includes(kind) ? 'same-origin' : 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
}
