// Turns: Node's request and response into Request and Response.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Larkspur } from '../server/larkspur.ts'
import { createLogger, redactedLogger } from '../server/log/logger.ts'
import { toLarkspurError } from '../server/to-larkspur-error.ts'

/** Larkspur itself, or an app around it. */
export type Answering = Pick<Larkspur, 'fetch'> & Partial<Pick<Larkspur, 'errorResponse'>>

/** An address that no router takes: its percent sign encodes nothing. */
const malformed = 'http://localhost/%'

/** For an app that keeps Larkspur's `errorResponse` to itself. */
function failed(thrown: unknown): Response {
  const error = toLarkspurError(thrown)
  redactedLogger(createLogger(), []).error({ error }, 'the app failed')
  return Response.json({ error: { code: error.code } }, { status: error.status })
}

/**
 * A listener for `http.createServer`, or for any framework that hands over Node's request and response.
 *
 * ```ts
 * http.createServer(createListener(larkspur)).listen(3000)
 * ```
 */
export function createListener(
  larkspur: Answering,
): (request: IncomingMessage, response: ServerResponse) => void {
  async function answer(request: Request, env: unknown): Promise<Response> {
    try {
      return await larkspur.fetch(request, env)
    } catch (error) {
      // Larkspur itself never rejects; an app around it may.
      return larkspur.errorResponse?.(request, error) ?? failed(error)
    }
  }
  const listener = getRequestListener(answer, {
    // HTTP/1.0 needs no Host, and simple health checks send none. Larkspur's own address never comes from here.
    hostname: 'localhost',
    // A library must not exchange the process's own Request and Response.
    overrideGlobalObjects: false,
    // A Host or an address that is none never becomes a Request. Asking Larkspur for one that it refuses in the same
    // words gives the refusal a request id, a line in the log and the headers of every other answer.
    errorHandler: () =>
      larkspur.fetch(new Request(malformed)).catch(() => new Response(null, { status: 500 })),
  })
  return (request, response) => void listener(request, response)
}
