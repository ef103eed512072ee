// Talks: to our own server.

import { ClientError, type Told } from './error.ts'
import { type Timer, within } from './within.ts'

/**
 * Asks by GET; with a body, which goes as JSON, by POST.
 * @throws ClientError with the server's own code, or `network`
 */
export type Request = (path: string, signal?: AbortSignal, body?: object) => Promise<unknown>

export function createRequest(
  fetch: typeof globalThis.fetch,
  baseUrl: string,
  language: () => string | undefined,
  timer: Timer,
  timeoutMs: number,
): Request {
  async function send(path: string, init: RequestInit): Promise<unknown> {
    const response = await fetch(baseUrl + path, init)
    const answer = response.status === 204 ? {} : await response.json()
    if (response.ok) return answer
    const { error = {} } = answer as { error?: Told & { code?: string } }
    throw new ClientError(error.code || 'internal_error', error)
  }
  return (path, signal, body) => {
    // By hand: web views of older clients have no AbortSignal.timeout.
    const control = new AbortController()
    const wanted = language()
    const init: RequestInit = {
      method: 'GET',
      credentials: 'same-origin',
      signal: control.signal,
      headers: {
        Accept: 'application/json',
        ...(wanted ? { 'Accept-Language': wanted } : {}),
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    }
    return within<unknown>(
      timer,
      timeoutMs,
      'network',
      (resolve, reject) =>
        send(path, init).then(resolve, (cause) =>
          reject(cause instanceof ClientError ? cause : new ClientError('network', { cause })),
        ),
      signal,
    ).finally(() => control.abort())
  }
}
