// Shows: the same person, through five generations of the platform's sign-in and every flow, is one identity.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Emulator, startEmulator } from '../src/emulator/index.ts'
import { createLarkspur, type Larkspur, type LarkspurOptions } from '../src/index.ts'
import { createListener } from '../src/node/index.ts'
import { createVisitor, type Visitor } from './support/visitor.ts'
import { testSecret } from './support/world.ts'

type Generation = NonNullable<LarkspurOptions['feishu']['tokenEndpoint']>

const endpoints = {
  v3: 'oauth.v3.token',
  v2: 'oauth.v2.token',
  oidc: 'authen.v1.oidc.access_token',
  v1: 'authen.v1.access_token',
  passport: 'passport.oauth.token',
} as const satisfies Record<Generation, string>
const generations = Object.keys(endpoints) as Generation[]

interface Site {
  url: string
  larkspur: Larkspur
  server: Server
}

/** Five servers of one organisation on one database, each of another generation. */
let sites: Record<Generation, Site>
let feishu: Emulator
let folder: string
/** Every address that a server has asked. */
let asked: string[]

const quiet = () => {}

async function serve(tokenEndpoint: Generation): Promise<Site> {
  let answer: ReturnType<typeof createListener> = quiet
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { APP_ID: appId, APP_SECRET: appSecret, FEISHU_HOST: host } = feishu.env
  const larkspur = await createLarkspur({
    url,
    feishu: { appId, appSecret, host, tokenEndpoint },
    database: `sqlite:${join(folder, 'larkspur.db')}`,
    sessionSecret: testSecret,
    allowInsecureHosts: true,
    clock: () => feishu.clock.now(),
    fetch: (input, init) => {
      asked.push(input instanceof Request ? input.url : `${input}`)
      return fetch(input, init)
    },
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  })
  answer = createListener(larkspur)
  const redirectUrls = feishu.apps.get(appId)?.redirectUrls ?? []
  feishu.apps.update(appId, { redirectUrls: [...redirectUrls, `${url}/auth/callback`, `${url}/`] })
  return { url, larkspur, server }
}

beforeEach(async () => {
  feishu = await startEmulator({ seed: 7, organisation: { users: 50 } })
  folder = mkdtempSync(join(tmpdir(), 'larkspur-generations-'))
  asked = []
  const made: Partial<Record<Generation, Site>> = {}
  for (const generation of generations) made[generation] = await serve(generation)
  sites = made as Record<Generation, Site>
})
afterEach(async () => {
  for (const { server, larkspur } of Object.values(sites)) {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    await larkspur.close()
  }
  await feishu.close()
  rmSync(folder, { recursive: true, force: true })
})

interface User {
  id: string
  openId: string
  name: string
}

async function whoIs(visitor: Visitor): Promise<User> {
  const response = await visitor.script('/auth/session')
  expect(response.status).toBe(200)
  return ((await response.json()) as { user: User }).user
}

async function byRedirect({ url }: Site, person: number): Promise<User> {
  const visitor = createVisitor(url)
  const start = await visitor.open('/auth/authorize?return_to=/')
  const back = feishu.login.approve(start.headers.get('location') ?? '', person)
  expect((await visitor.open(back)).status).toBe(302)
  return whoIs(visitor)
}

async function byQr({ url }: Site, person: number): Promise<User> {
  const visitor = createVisitor(url)
  const { goto } = (await (await visitor.script('/auth/qr', {})).json()) as { goto: string }
  const back = feishu.login.approve(goto, person)
  expect((await visitor.open(back)).status).toBe(302)
  return whoIs(visitor)
}

async function inClient({ url }: Site, person: number): Promise<User> {
  const visitor = createVisitor(url)
  const { attempt } = (await (await visitor.script('/auth/attempts', {})).json()) as { attempt: string }
  const code = feishu.client.code(`${url}/`, person)
  expect((await visitor.script('/auth/in-client', { attempt, code })).status).toBe(200)
  return whoIs(visitor)
}

const fromMiniProgram =
  (api: 'requestAccess' | 'login') =>
  async ({ url }: Site, person: number): Promise<User> => {
    const code = feishu.miniProgram.code(person, { api })
    const response = await createVisitor(url).script('/auth/mini-program', { code })
    return ((await response.json()) as { user: User }).user
  }

const flows = [byRedirect, byQr, inClient, fromMiniProgram('requestAccess'), fromMiniProgram('login')]

test('by redirect, every generation ends in one account with one identity', async () => {
  const users: User[] = []
  for (const generation of generations) {
    feishu.clearRequests()
    users.push(await byRedirect(sites[generation], 1))
    expect(feishu.requests({ operation: endpoints[generation] })).toHaveLength(1)
  }
  const { id, openId } = users[0] as User
  expect(openId).toBe(feishu.people.get(1)?.open_id)
  expect(new Set(users.map((user) => `${user.id} ${user.openId} ${user.name}`)).size).toBe(1)
  expect(await sites.v2.larkspur.accounts.identities(id)).toHaveLength(1)
})

test('so does every flow of every generation, for each of two people', async () => {
  const ids = [1, 2].map(() => new Set<string>())
  for (const generation of generations) {
    for (const flow of flows) {
      for (const [index, person] of [1, 2].entries()) {
        const user = await flow(sites[generation], person)
        expect(user.openId).toBe(feishu.people.get(person)?.open_id)
        ids[index]?.add(user.id)
      }
    }
  }
  expect(ids.map((set) => set.size)).toEqual([1, 1])
  const [[one = ''] = [], [two = ''] = []] = ids.map((set) => [...set])
  expect(one).not.toBe(two)
  for (const id of [one, two]) expect(await sites.v1.larkspur.accounts.identities(id)).toHaveLength(1)
})

test('even when the first five sign-ins come at once', async () => {
  const users = await Promise.all(generations.map((generation) => byRedirect(sites[generation], 3)))
  const [id = ''] = new Set(users.map((user) => user.id))
  expect(new Set(users.map((user) => user.id)).size).toBe(1)
  expect(await sites.v3.larkspur.accounts.identities(id)).toHaveLength(1)
})

test.each(generations)('D4 a callback of the generation %s serves once', async (generation) => {
  const visitor = createVisitor(sites[generation].url)
  const start = await visitor.open('/auth/authorize?return_to=/')
  const back = feishu.login.approve(start.headers.get('location') ?? '', 1)
  feishu.clearRequests()
  await Promise.all(Array.from({ length: 10 }, () => visitor.open(back)))
  expect(feishu.requests({ operation: endpoints[generation] })).toHaveLength(1)
})

test('D22 the secret is in no address of any generation', async () => {
  for (const generation of generations) {
    const start = await createVisitor(sites[generation].url).open('/auth/authorize')
    asked.push(start.headers.get('location') ?? '')
    for (const flow of flows) await flow(sites[generation], 1)
  }
  expect(asked.length).toBeGreaterThan(50)
  for (const address of asked) expect(decodeURIComponent(address)).not.toContain(feishu.env.APP_SECRET)
})
