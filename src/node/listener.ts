// Turns: Node's request and response into Request and Response.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Larkspur } from '../server/larkspur.ts'

/** What never becomes a Request: a Host header or an address that is none. */
function refusal(): Response {
  const body = { error: { code: 'request_invalid', message: 'The request is not valid.' } }
  return Response.json(body, { status: 400, headers: { 'Cache-Control': 'no-store' } })
}

/**
 * A listener for `http.createServer`, or for any framework that hands over Node's request and response.
 *
 * ```ts
 * http.createServer(createListener(larkspur)).listen(3000)
 * ```
 */
export function createListener(
  larkspur: Pick<Larkspur, 'fetch'>,
): (request: IncomingMessage, response: ServerResponse) => void {
  const listener = getRequestListener((request, env) => larkspur.fetch(request, env), {
    // A library must not exchange the process's own Request and Response.
    overrideGlobalObjects: false,
    errorHandler: refusal,
  })
  return (request, response) => void listener(request, response)
}
