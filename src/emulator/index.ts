// Starts: an emulated Feishu on this machine.
import { randomInt } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createCertificate } from './client/certificate.ts'
import { jssdkHosts, qrHosts } from './client/hosts.ts'
import { createEmulator } from './emulator.ts'
import { createEvents } from './events/events.ts'
import { createApp } from './http/app.ts'
import { type Listening, listen } from './http/server.ts'
import { checkFault } from './operations/catalogue.ts'
import { createFaults } from './state/faults.ts'
import { createState } from './state/state.ts'
import type { Emulator, EmulatorOptions } from './types.ts'

export type { AttachOptions, OnCall } from './client/launch.ts'
export { attachClient, chromiumArguments, userAgentOf } from './client/launch.ts'
export type * from './types.ts'

const usualUsers = 200

function readOrigin(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const { protocol, origin, href } = URL.parse(text) ?? {}
  if (/^https?:$/.test(protocol ?? '') && href === `${origin}/`) return origin
  throw new Error(`An advertised URL is an http or https origin such as http://feishu.test:7070; got ${text}`)
}

async function listenSecurely(answer: RequestListener, host: string) {
  const { key, cert, spki } = await createCertificate([host, ...jssdkHosts, ...qrHosts])
  return { listening: await listen(answer, { host, port: 0, secure: { key, cert } }), spki }
}

/**
 * Starts an emulated Feishu. It listens before this resolves, shares nothing with other instances, and keeps no
 * process alive after `close()`.
 *
 * @throws Error when the host is not a loopback name, the port is taken, or an app setting is one that the
 *   console would refuse.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { host = '127.0.0.1', port = 0, organisation = {}, seed = randomInt(2 ** 31) } = options
  const users = organisation.users ?? usualUsers
  if (!Number.isInteger(users) || users < 1 || users > 10_000_000)
    throw new Error(`An organisation has between 1 and 10,000,000 people; got ${users}`)
  const advertisedUrl = readOrigin(options.advertisedUrl)
  const closing = new AbortController()
  const open: Listening[] = []
  let url = ''
  let https: Emulator['https']

  const advertised = () => advertisedUrl ?? url

  const state = createState({
    seed,
    organisation: { ...organisation, users },
    now: options.now ?? Date.now,
    origin: advertised,
    ...(options.app === undefined ? {} : { app: options.app }),
    ...(options.rateLimits === undefined ? {} : { rateLimits: options.rateLimits }),
    ...(options.switches === undefined ? {} : { switches: options.switches }),
  })
  const faults = createFaults(checkFault)
  const events = createEvents(state)
  const close = async () => {
    closing.abort()
    events.close()
    await Promise.all(open.map((listening) => listening.close()))
  }
  const emulator = createEmulator(state, faults, {
    url: () => url,
    advertised,
    https: () => https,
    events,
    close,
  })
  const app = createApp({ state, faults, signal: closing.signal, advertisedUrl }, emulator, {
    appHomeUrl: options.appHomeUrl,
  })
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false }) as RequestListener

  const origin = (scheme: string, at: number) => `${scheme}://${host === '::1' ? '[::1]' : host}:${at}`
  try {
    const plain = await listen(answer, { host, port })
    open.push(plain)
    url = origin('http', plain.port)
    if (options.https === true) {
      const { listening, spki } = await listenSecurely(answer, host)
      open.push(listening)
      https = { url: origin('https', listening.port), port: listening.port, spki }
    }
  } catch (error) {
    await close()
    throw error
  }
  return emulator
}
