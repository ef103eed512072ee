// Declares: the response headers of the emulator's pages.

/** `client` holds a web app in a frame; `authorize` leads back to a web app and may stand in the client's frame. */
export type PageKind = 'console' | 'client' | 'authorize'

/** Strict policy: everything from this origin, nothing inline. */
export function pageHeaders(kind: PageKind = 'console'): Record<string, string> {
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
    // The console may be open under the other loopback name than the one the app was given.
    `frame-ancestors ${kind === 'authorize' ? "'self' http://127.0.0.1:* http://localhost:*" : "'none'"}`,
  ]
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
}
