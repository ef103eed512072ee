// Lets: pages of other configured origins read an answer.

import type { AppContext } from './context.ts'

/**
 * Cross-origin reads (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol) for exactly these origins, without
 * cookies. Call it first, so that a refusal can be read as well.
 */
export function allowReading(c: AppContext, origins: readonly string[]): void {
  // Whoever caches must know that the answer depends on it, also when it holds no permission.
  c.header('Vary', 'Origin', { append: true })
  const origin = c.req.header('origin')
  if (origin === undefined || origin === c.get('services').settings.origin || !origins.includes(origin))
    return
  c.header('Access-Control-Allow-Origin', origin)
  c.header('Access-Control-Expose-Headers', 'Retry-After, X-Request-Id')
}
