// Talks: to our own server.

import { ClientError } from './error.ts'
import { type Timer, within } from './within.ts'

export interface Server {
  /** @throws ClientError with the server's own code, or `network` */
  request(method: 'GET' | 'POST', path: string, signal?: AbortSignal, body?: object): Promise<unknown>
}

export function createServer(
  fetch: typeof globalThis.fetch,
  baseUrl: string,
  language: () => string,
  timer: Timer,
  timeoutMs: number,
): Server {
  async function send(path: string, init: RequestInit): Promise<unknown> {
    const response = await fetch(baseUrl + path, { credentials: 'same-origin', ...init })
    const answer = response.status === 204 ? {} : await response.json()
    if (response.ok) return answer
    const error = (
      answer as { error?: { code?: string; message?: string; hint?: string; requestId?: string } }
    ).error
    throw new ClientError(error?.code ?? 'internal_error', error)
  }
  return {
    request(method, path, signal, body) {
      // By hand: web views of older clients have no AbortSignal.timeout.
      const control = new AbortController()
      const headers: Record<string, string> = { Accept: 'application/json' }
      if (language()) headers['Accept-Language'] = language()
      if (body) headers['Content-Type'] = 'application/json'
      const init: RequestInit = { method, headers, signal: control.signal }
      if (body) init.body = JSON.stringify(body)
      return within<unknown>(
        timer,
        timeoutMs,
        'network',
        (resolve, reject) =>
          send(path, init).then(resolve, (cause) =>
            reject(cause instanceof ClientError ? cause : new ClientError('network', { cause })),
          ),
        signal,
      ).catch((error) => {
        control.abort()
        throw error
      })
    },
  }
}
