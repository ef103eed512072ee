// Listens: on a port, and stops without cutting off a request.

import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Larkspur } from '../server/larkspur.ts'
import { type Answering, createListener } from './listener.ts'

export interface ServeOptions {
  /** Default 3000; 0 takes any free port. */
  port?: number
  /** Address to listen on. Default 127.0.0.1: only this machine, and a proxy on it, reach it. */
  host?: string
  /** How long requests under way may take to finish at `close`. Default 10,000 ms. */
  graceMs?: number
  /** How long a request may take to arrive, its headers two thirds of that. Default 30,000 ms; then 408. */
  requestMs?: number
}

/** A server that listens. */
export interface Running {
  port: number
  /**
   * Accepts no more connections, ends streams of events, lets other requests under way finish for up to `graceMs`,
   * then cuts off the rest and closes Larkspur. Safe to call twice.
   */
  close(): Promise<void>
}

/** A port that is ours before the app behind it exists: its address may be part of the app's configuration. */
export interface Listening extends Running {
  /** Starts answering. Requests that came earlier were told to come again. */
  attach(larkspur: Answering & Pick<Larkspur, 'close'>): void
}

/** @throws the system's error, e.g. `EADDRINUSE`, when it cannot listen there */
export async function listen(options: ServeOptions = {}): Promise<Listening> {
  const { port = 3000, host = '127.0.0.1', graceMs = 10_000, requestMs = 30_000 } = options
  let answer: ReturnType<typeof createListener> = (_request, response) => {
    response.writeHead(503, { 'Retry-After': '1' }).end()
  }
  let closeApp = async (): Promise<void> => {}
  let stopping: Promise<void> | undefined
  const underWay = new Set<ServerResponse>()
  /** Streams of events: they would go on for as long as their readers like, who come again by themselves. */
  const streams = new Set<ServerResponse>()
  const times = {
    requestTimeout: requestMs,
    headersTimeout: Math.ceil((requestMs * 2) / 3),
    connectionsCheckingInterval: Math.min(5_000, requestMs),
  }
  const server = createServer(times, (request, response) => {
    underWay.add(response)
    response.once('close', () => {
      underWay.delete(response)
      streams.delete(response)
    })
    response.shouldKeepAlive &&= stopping === undefined
    answer(request, response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  async function stop(): Promise<void> {
    // Closes the connections that carry no request at the moment; the others end with their answer.
    const finished = new Promise((resolve) => server.close(resolve))
    for (const response of underWay) response.shouldKeepAlive = false
    for (const stream of streams) stream.destroy()
    const limit = setTimeout(() => server.closeAllConnections(), graceMs)
    await finished
    clearTimeout(limit)
    await closeApp()
  }
  return {
    port: (server.address() as AddressInfo).port,
    attach(larkspur) {
      answer = createListener(noting(larkspur, (response) => streams.add(response)))
      closeApp = () => larkspur.close()
    },
    close() {
      stopping ??= stop()
      return stopping
    },
  }
}

/**
 * Serves Larkspur on its own port.
 * @throws the system's error, e.g. `EADDRINUSE`, when it cannot listen there
 */
export async function serve(
  larkspur: Answering & Pick<Larkspur, 'close'>,
  options: ServeOptions = {},
): Promise<Running> {
  const listening = await listen(options)
  listening.attach(larkspur)
  return { port: listening.port, close: listening.close }
}

/** The same app; `note` is told of each answer that is a stream of events. */
function noting(app: Answering, note: (response: ServerResponse) => void): Answering {
  return {
    ...(app.errorResponse && {
      errorResponse: (request, error) => app.errorResponse?.(request, error) as Promise<Response>,
    }),
    async fetch(request, env) {
      const response = await app.fetch(request, env)
      const { outgoing } = (env ?? {}) as { outgoing?: ServerResponse }
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
      if (isStream && outgoing !== undefined) note(outgoing)
      return response
    },
  }
}
