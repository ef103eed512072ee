// Listens: on loopback, on a free port unless told otherwise, and stops at once when asked.
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

const loopback: readonly string[] = ['127.0.0.1', '::1', 'localhost']

export interface ListenOptions {
  host: string
  port: number
  /** Serve https with this key and certificate. */
  secure?: { key: string; cert: string }
}

/** The answers are as trustworthy as a test double: nobody but this machine may get them. */
export async function listen(
  answer: RequestListener,
  { host, port, secure }: ListenOptions,
): Promise<Listening> {
  if (!loopback.includes(host)) throw new Error(`The emulator listens on loopback only, not on ${host}`)
  const server: Server = secure === undefined ? createServer(answer) : createSecureServer(secure, answer)
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(port, host, () => {
      server.off('error', fail)
      done()
    })
  })
  let closing: Promise<void> | undefined
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      closing ??= new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      })
      return closing
    },
  }
}
