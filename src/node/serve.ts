// Listens: on a port, and stops without cutting off a request.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Larkspur } from '../server/larkspur.ts'
import { createListener } from './listener.ts'

export interface ServeOptions {
  /** Default 3000; 0 takes any free port. */
  port?: number
  /** Address to listen on. Default 127.0.0.1: only a proxy on this machine reaches it. */
  host?: string
  /** How long requests under way may take to finish at `close`. Default 10,000 ms. */
  graceMs?: number
}

export interface Running {
  port: number
  /**
   * Accepts no more connections, lets requests under way finish for up to `graceMs`, then cuts off the rest and
   * closes Larkspur. Safe to call twice.
   */
  close(): Promise<void>
}

/**
 * Serves Larkspur on its own port.
 * @throws the system's error, e.g. `EADDRINUSE`, when it cannot listen there
 */
export async function serve(larkspur: Larkspur, options: ServeOptions = {}): Promise<Running> {
  const { port = 3000, host = '127.0.0.1', graceMs = 10_000 } = options
  const server = createServer(createListener(larkspur))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  async function stop(): Promise<void> {
    const finished = new Promise((resolve) => server.close(resolve))
    server.closeIdleConnections()
    const limit = setTimeout(() => server.closeAllConnections(), graceMs)
    await finished
    clearTimeout(limit)
    await larkspur.close()
  }
  let stopping: Promise<void> | undefined
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      stopping ??= stop()
      return stopping
    },
  }
}
