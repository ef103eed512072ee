// Starts: an emulator and an app in front of it, on free ports, as one disposable thing.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts'
import { createLarkspur, type Larkspur, type LarkspurOptions } from '../../src/index.ts'
import { createListener } from '../../src/node/index.ts'

export interface World {
  feishu: Emulator
  larkspur: Larkspur
  /** Public origin of the app. */
  url: string
  [Symbol.asyncDispose](): Promise<void>
}

export interface WorldOptions {
  emulator?: EmulatorOptions
  /** A function gets the emulator and the site's origin, e.g. to make a second app. */
  larkspur?: Partial<LarkspurOptions> | ((feishu: Emulator, url: string) => Partial<LarkspurOptions>)
  /** The app's clock follows the emulator's (default true). */
  sharedClock?: boolean
  /** Serves these paths itself before Larkspur is asked: the user's own app. */
  pages?: Record<string, { body: string; contentType: string; headers?: Record<string, string> }>
}

const quiet = () => {}
const silentLogger = { debug: quiet, info: quiet, warn: quiet, error: quiet }

export const testSecret = 'a test secret that is long enough: 7f3c9a1e5b'

/** An emulator and an app that trusts it, both on loopback. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const feishu = await startEmulator({ seed: 7, organisation: { users: 200 }, ...options.emulator })
  // The port must be known before the app is made: its public address is part of its configuration.
  let answer: ReturnType<typeof createListener> = () => {}
  const server = createServer((request, response) => {
    const page = options.pages?.[new URL(request.url ?? '/', 'http://app').pathname]
    if (page === undefined) return answer(request, response)
    response.writeHead(200, { 'content-type': page.contentType, ...page.headers }).end(page.body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  feishu.apps.update(feishu.app.appId, {
    redirectUrls: [`${url}/auth/callback`, `${url}/`, `${url}/callback`, `${url}/app`],
    trustedDomains: [url],
  })
  const larkspur = await createLarkspur({
    url,
    feishu: { appId: feishu.env.APP_ID, appSecret: feishu.env.APP_SECRET, host: feishu.env.FEISHU_HOST },
    database: 'sqlite::memory:',
    sessionSecret: testSecret,
    allowInsecureHosts: true,
    frameAncestors: [feishu.url],
    logger: silentLogger,
    ...(options.sharedClock === false ? {} : { clock: () => feishu.clock.now() }),
    ...(typeof options.larkspur === 'function' ? options.larkspur(feishu, url) : options.larkspur),
  })
  answer = createListener(larkspur)
  return {
    feishu,
    larkspur,
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await larkspur.close()
      await feishu.close()
    },
  }
}
