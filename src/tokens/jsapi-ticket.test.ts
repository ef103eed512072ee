// Tests: the life of the ticket, which is obtained with another token.
import { expect, test } from 'vitest'
import { type FakeAnswer, startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import { createMemoryTokenStore } from '../storage/memory/token-store.ts'
import { createAppTokens } from './app-tokens.ts'
import type { TokenStore } from './token-store.ts'

const minute = 60_000
const ticketPath = '/open-apis/jssdk/ticket/get'

interface Counts {
  tokens: number
  tickets: number
}

async function setUp(answer: (counts: Counts) => FakeAnswer | undefined = () => undefined) {
  const counts: Counts = { tokens: 0, tickets: 0 }
  const platform = await startFakePlatform((request): FakeAnswer => {
    const isTicket = request.path === ticketPath
    if (isTicket) counts.tickets += 1
    else counts.tokens += 1
    const special = isTicket ? answer(counts) : undefined
    if (special !== undefined) return special
    return isTicket
      ? { body: { code: 0, data: { ticket: `g-${counts.tickets}`, expire_in: 7200 } } }
      : { body: { code: 0, tenant_access_token: `t-${counts.tokens}`, expire: 7200 } }
  })
  const context = testContext({ maxTries: 1 })
  const memory = createMemoryTokenStore()
  const keys = new Set<string>()
  const store: TokenStore = {
    ...memory,
    set: (key, record) => {
      keys.add(key)
      return memory.set(key, record)
    },
  }
  const tokens = createAppTokens({ app: testApp(platform.url), context, store })
  return {
    platform,
    context,
    counts,
    tokens,
    keys,
    async [Symbol.asyncDispose]() {
      await tokens.close()
      await platform[Symbol.asyncDispose]()
    },
  }
}

test('1,000 callers on a cold cache cause one token and one ticket, kept under keys of their own', async () => {
  await using world = await setUp()
  const tickets = await Promise.all(Array.from({ length: 1000 }, () => world.tokens.jsapiTicket()))
  expect(new Set(tickets)).toEqual(new Set(['g-1']))
  expect(world.counts).toEqual({ tokens: 1, tickets: 1 })
  expect(world.keys.size).toBe(2)
  expect(world.platform.seen[1]?.headers.authorization).toBe('Bearer t-1')
})

test.each([99991663, 99991664, 99991668])('a tenant token refused with %i is replaced once', async (code) => {
  await using world = await setUp(({ tickets }) => (tickets === 1 ? { body: { code, msg: 'x' } } : undefined))
  expect(await world.tokens.jsapiTicket()).toBe('g-2')
  expect(world.counts).toEqual({ tokens: 2, tickets: 2 })
})

test('a platform that refuses every tenant token ends in an error after two tries', async () => {
  await using world = await setUp(() => ({ body: { code: 99991663, msg: 'x' } }))
  await expect(world.tokens.jsapiTicket()).rejects.toMatchObject({ code: 'token_rejected' })
  expect(world.counts).toEqual({ tokens: 2, tickets: 2 })
})

test('an error is not kept', async () => {
  await using world = await setUp(({ tickets }) =>
    tickets === 1 ? { body: { code: 99991401, msg: 'ip is denied by app setting' } } : undefined,
  )
  await expect(world.tokens.jsapiTicket()).rejects.toMatchObject({ code: 'ip_not_allowed' })
  expect(await world.tokens.jsapiTicket()).toBe('g-2')
})

test('a renewal that fails leaves the ticket in use until it ends', async () => {
  await using world = await setUp(({ tickets }) =>
    tickets === 1 ? undefined : { status: 503, body: { code: 1, msg: 'down' } },
  )
  await world.tokens.jsapiTicket()
  world.context.time.now += 91 * minute
  expect(await world.tokens.jsapiTicket()).toBe('g-1')
  await expect.poll(() => world.context.logs.join()).toContain('could not be renewed')
  expect(await world.tokens.jsapiTicket()).toBe('g-1')
  world.context.time.now += 29 * minute
  await expect(world.tokens.jsapiTicket()).rejects.toMatchObject({ code: 'platform_unavailable' })
  expect(world.context.logs.join()).not.toMatch(/[gt]-\d/)
})

test.each([0, -1, null, '7200', 1])(
  'D46 an expire_in of %j gives a minute, and no busy loop',
  async (expire_in) => {
    await using world = await setUp(({ tickets }) => ({
      body: { code: 0, data: { ticket: `g-${tickets}`, expire_in } },
    }))
    for (let read = 0; read < 100; read += 1) expect(await world.tokens.jsapiTicket()).toBe('g-1')
    expect(world.counts.tickets).toBe(1)
    world.context.time.now += minute
    expect(await world.tokens.jsapiTicket()).toBe('g-2')
  },
)

test('evicting a ticket leaves a fresher one and the tokens alone', async () => {
  await using world = await setUp()
  const old = await world.tokens.jsapiTicket()
  await world.tokens.evictJsapiTicket(old)
  expect(await world.tokens.jsapiTicket()).toBe('g-2')
  await world.tokens.evictJsapiTicket(old)
  expect(await world.tokens.jsapiTicket()).toBe('g-2')
  expect(world.counts).toEqual({ tokens: 1, tickets: 2 })
})

test('after close there is none', async () => {
  await using world = await setUp()
  await world.tokens.jsapiTicket()
  await world.tokens.close()
  await expect(world.tokens.jsapiTicket()).rejects.toMatchObject({ code: 'aborted' })
})
