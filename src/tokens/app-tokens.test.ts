// Tests: the life cycle of the app's tokens against a real socket and an injected clock.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FakeAnswer, startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { FeishuApp } from '../feishu/index.ts'
import { createMemoryTokenStore } from '../storage/memory/token-store.ts'
import { type AppTokens, createAppTokens } from './app-tokens.ts'
import type { TokenRecord, TokenStore } from './token-store.ts'

const minute = 60_000

/** Resolves by hand. */
function gate() {
  let open!: () => void
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

const issue = (n: number, life: { expire?: unknown } = { expire: 7200 }): FakeAnswer => ({
  body: { code: 0, msg: 'ok', tenant_access_token: `t-${n}`, app_access_token: `a-${n}`, ...life },
})
const refuse = (code: number): FakeAnswer => ({ body: { code, msg: 'x' } })

type Answer = (n: number) => FakeAnswer | Promise<FakeAnswer>

/** A platform, and tokens that ask it; `tries: 1` keeps callFeishu's own retries out of the count. */
async function setUp(answer: Answer = issue, parts: { store?: TokenStore } = {}) {
  const platform = await startFakePlatform((_, n) => answer(n))
  let requests = 0
  const context = testContext({
    maxTries: 1,
    // Counted where the request begins, so that no answer has to arrive first.
    fetch: (url, init) => {
      requests += 1
      return fetch(url, init)
    },
  })
  const store = parts.store ?? createMemoryTokenStore()
  const tokens = createAppTokens({ app: testApp(platform.url), context, store })
  return {
    platform,
    context,
    store,
    tokens,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      await tokens.close()
      await platform[Symbol.asyncDispose]()
    },
  }
}

/** Reads until the background renewal that a read has set off is visible. */
const becomes = (tokens: AppTokens, value: string) =>
  expect.poll(() => tokens.tenantAccessToken()).toBe(value)

const rejection = (code = 99991663) =>
  new LarkspurError('token_rejected', { platform: { code, operation: 'contact.user' } })

describe('one request for everybody', () => {
  test('D40 1,000 callers on a cold cache cause one request', async () => {
    const held = gate()
    await using world = await setUp(async (n) => {
      await held.opened
      return issue(n)
    })
    const callers = Array.from({ length: 1000 }, () => world.tokens.tenantAccessToken())
    await expect.poll(world.requests).toBe(1)
    callers.push(...Array.from({ length: 1000 }, () => world.tokens.tenantAccessToken()))
    held.open()
    expect(new Set(await Promise.all(callers))).toEqual(new Set(['t-1']))
    expect(world.requests()).toBe(1)
  })

  test('the two kinds are separate', async () => {
    await using world = await setUp()
    expect(await world.tokens.tenantAccessToken()).toBe('t-1')
    expect(await world.tokens.appAccessToken()).toBe('a-2')
    expect(await world.tokens.tenantAccessToken()).toBe('t-1')
    expect(world.platform.seen.map((request) => request.path)).toEqual([
      '/open-apis/auth/v3/tenant_access_token/internal',
      '/open-apis/auth/v3/app_access_token/internal',
    ])
  })

  test('a caller that leaves does not cancel the others', async () => {
    const held = gate()
    await using world = await setUp(async (n) => {
      await held.opened
      return issue(n)
    })
    const leaving = new AbortController()
    const first = world.tokens.tenantAccessToken({ signal: leaving.signal })
    const second = world.tokens.tenantAccessToken({ signal: new AbortController().signal })
    await expect.poll(world.requests).toBe(1)
    leaving.abort()
    await expect(first).rejects.toMatchObject({ code: 'aborted' })
    held.open()
    expect(await second).toBe('t-1')
    expect(world.requests()).toBe(1)
  })

  test('a caller that has already left causes no request', async () => {
    await using world = await setUp()
    await expect(world.tokens.tenantAccessToken({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    })
    expect(world.requests()).toBe(0)
  })

  test('an error reaches all who waited and is not kept', async () => {
    await using world = await setUp((n) => (n === 1 ? refuse(10014) : issue(n)))
    const callers = Array.from({ length: 50 }, () =>
      world.tokens.tenantAccessToken().catch((e: LarkspurError) => e.code),
    )
    expect(new Set(await Promise.all(callers))).toEqual(new Set(['app_credentials_invalid']))
    expect(await world.tokens.tenantAccessToken()).toBe('t-2')
  })
})

describe('renewal', () => {
  test('outside the last 30 minutes the platform is left alone', async () => {
    await using world = await setUp()
    await world.tokens.tenantAccessToken()
    world.context.time.now += 90 * minute
    expect(await world.tokens.tenantAccessToken()).toBe('t-1')
    await world.tokens.close()
    expect(world.requests()).toBe(1)
  })

  test('inside them nobody waits: the old value is served until the new one is here', async () => {
    const held = gate()
    await using world = await setUp(async (n) => {
      if (n === 2) await held.opened
      return issue(n)
    })
    await world.tokens.tenantAccessToken()
    world.context.time.now += 91 * minute
    const during = await Promise.all(Array.from({ length: 1000 }, () => world.tokens.tenantAccessToken()))
    expect(new Set(during)).toEqual(new Set(['t-1']))
    await expect.poll(world.requests).toBe(2)
    expect(await world.tokens.tenantAccessToken()).toBe('t-1')
    held.open()
    await becomes(world.tokens, 't-2')
    expect(world.requests()).toBe(2)
  })

  test('an expired token is never served: callers join the renewal that is under way', async () => {
    const held = gate()
    await using world = await setUp(async (n) => {
      if (n === 2) await held.opened
      return issue(n)
    })
    await world.tokens.tenantAccessToken()
    world.context.time.now += 119 * minute
    await world.tokens.tenantAccessToken()
    await expect.poll(world.requests).toBe(2)
    world.context.time.now += minute
    const late = world.tokens.tenantAccessToken()
    held.open()
    expect(await late).toBe('t-2')
    expect(world.requests()).toBe(2)
  })

  test('a failing renewal backs off from 1 s to 60 s and keeps the old value until it expires', async () => {
    let healthy = true
    const asked: number[] = []
    const context = testContext({
      maxTries: 1,
      fetch: async () => {
        asked.push(context.time.now)
        const life = { code: 0, tenant_access_token: `t-${asked.length}`, expire: 7200 }
        return healthy ? Response.json(life) : new Response('down', { status: 503 })
      },
    })
    const tokens = createAppTokens({
      app: testApp('http://127.0.0.1:9'),
      context,
      store: createMemoryTokenStore(),
    })
    await tokens.tenantAccessToken()
    healthy = false
    const start = context.time.now + 91 * minute
    for (context.time.now = start; context.time.now < start + 300_000; context.time.now += 1_000) {
      expect(await tokens.tenantAccessToken()).toBe('t-1')
      // Nothing here leaves the process: a turn of the event loop ends what the read has set off.
      await new Promise(setImmediate)
    }
    const pauses = asked.slice(1).map((at, index) => at - (index === 0 ? start : (asked[index] ?? 0)))
    expect(pauses).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
    context.time.now += 30 * minute
    await expect(tokens.tenantAccessToken()).rejects.toMatchObject({ code: 'platform_unavailable' })
    healthy = true
    expect(await tokens.tenantAccessToken()).toBe(`t-${asked.length}`)
    // After a success the pauses begin at a second again.
    healthy = false
    const before = asked.length
    for (const step of [91 * minute, 999, 1]) {
      context.time.now += step
      await tokens.tenantAccessToken()
      await new Promise(setImmediate)
    }
    expect(asked.length - before).toBe(2)
  })

  test.each<[string, { expire?: unknown }]>([
    ['0', { expire: 0 }],
    ['negative', { expire: -5 }],
    ['missing', {}],
    ['null', { expire: null }],
    ['text', { expire: '7200' }],
    ['one second', { expire: 1 }],
  ])('D46 an expire that is %s gives a minute, and no busy loop', async (_what, life) => {
    await using world = await setUp((n) => issue(n, life))
    for (let read = 0; read < 100; read += 1) await world.tokens.tenantAccessToken()
    expect(world.requests()).toBe(1)
    world.context.time.now += minute - 1
    expect(await world.tokens.tenantAccessToken()).toBe('t-1')
    await becomes(world.tokens, 't-2')
    world.context.time.now += minute
    expect(await world.tokens.tenantAccessToken()).toBe('t-3')
  })

  test.each([7_200_000, 1e300])('D46 an expire of %d is cut to the two hours that exist', async (expire) => {
    await using world = await setUp((n) => issue(n, { expire }))
    await world.tokens.tenantAccessToken()
    expect(await world.tokens.tenantAccessToken()).toBe('t-1')
    world.context.time.now += 120 * minute
    expect(await world.tokens.tenantAccessToken()).toBe('t-2')
  })

  test('D46 the same token again, with what is left of it, is not asked for on every read', async () => {
    await using world = await setUp(() => issue(1, { expire: 1_700 }))
    for (let read = 0; read < 100; read += 1) await world.tokens.tenantAccessToken()
    expect(world.requests()).toBe(1)
  })

  test.each([
    ['a minute', minute],
    ['an hour', 60 * minute],
  ])('D46 a clock that goes back by %s serves the token and asks the platform once', async (_how, back) => {
    await using world = await setUp()
    await world.tokens.tenantAccessToken()
    world.context.time.now += 70 * minute
    await world.tokens.tenantAccessToken()
    world.context.time.now -= back
    expect(await world.tokens.tenantAccessToken()).toBe('t-1')
    await becomes(world.tokens, 't-2')
    for (let read = 0; read < 100; read += 1) await world.tokens.tenantAccessToken()
    expect(world.requests()).toBe(2)
  })

  test('D46 after a clock went back by a day no token lives a day longer', async () => {
    await using world = await setUp()
    await world.tokens.tenantAccessToken()
    world.context.time.now -= 24 * 60 * minute
    expect(await world.tokens.tenantAccessToken()).toBe('t-2')
    expect(world.requests()).toBe(2)
  })
})

describe('a rejected token', () => {
  test.each([99991663, 99991664, 99991668])(
    'D45 %i: evicted, and one more try with a new one',
    async (code) => {
      await using world = await setUp()
      const used: string[] = []
      const result = await world.tokens.withTenantAccessToken(async (token) => {
        used.push(token)
        if (token === 't-1') throw rejection(code)
        return 'done'
      })
      expect(result).toBe('done')
      expect(used).toEqual(['t-1', 't-2'])
      expect(await world.tokens.tenantAccessToken()).toBe('t-2')
      expect(world.requests()).toBe(2)
    },
  )

  test.each([10202, 20013, 20014, 99991664])(
    'D45 %i for an app_access_token: evicted, and one more try with a new one',
    async (code) => {
      await using world = await setUp()
      const used: string[] = []
      const work = world.tokens.withAppAccessToken(async (token) => {
        used.push(token)
        throw rejection(code)
      })
      await expect(work).rejects.toMatchObject({ code: 'token_rejected' })
      expect(used).toEqual(['a-1', 'a-2'])
      expect(await world.tokens.appAccessToken()).toBe('a-2')
    },
  )

  test('D45 a platform that rejects every token ends in an error after two tries', async () => {
    await using world = await setUp()
    const used: string[] = []
    const work = world.tokens.withTenantAccessToken(async (token) => {
      used.push(token)
      throw rejection()
    })
    await expect(work).rejects.toMatchObject({ code: 'token_rejected' })
    expect(used).toEqual(['t-1', 't-2'])
    expect(world.requests()).toBe(2)
  })

  test('D45 100 callers with the same dead token cause one renewal', async () => {
    await using world = await setUp()
    await world.tokens.tenantAccessToken()
    const work = Array.from({ length: 100 }, () =>
      world.tokens.withTenantAccessToken(async (token) => {
        if (token === 't-1') throw rejection()
        return token
      }),
    )
    expect(new Set(await Promise.all(work))).toEqual(new Set(['t-2']))
    expect(world.requests()).toBe(2)
  })

  test('a rejection that comes late does not evict the fresh token', async () => {
    await using world = await setUp()
    const held = gate()
    const late = world.tokens.withTenantAccessToken(async (token) => {
      if (token !== 't-1') return token
      await held.opened
      throw rejection()
    })
    await world.tokens.withTenantAccessToken(async (token) => {
      if (token === 't-1') throw rejection()
    })
    held.open()
    expect(await late).toBe('t-2')
    expect(world.requests()).toBe(2)
  })

  test.each<[string, unknown]>([
    ['another code of Feishu', new LarkspurError('token_rejected', { platform: { code: 20005 } })],
    ['another error', new LarkspurError('platform_unavailable', { platform: { code: 99991663 } })],
    ['a foreign error', new Error('99991663')],
    ['nothing', undefined],
  ])('%s is passed on at once', async (_what, thrown) => {
    await using world = await setUp()
    let runs = 0
    const work = world.tokens.withTenantAccessToken(async () => {
      runs += 1
      throw thrown
    })
    await expect(
      work.then(
        () => 'resolved',
        (reason: unknown) => reason,
      ),
    ).resolves.toBe(thrown)
    expect(runs).toBe(1)
    expect(world.requests()).toBe(1)
  })

  test('a read that was under way during the eviction cannot bring the dead token back', async () => {
    const inner = createMemoryTokenStore()
    const slow = gate()
    let reads = 0
    const store: TokenStore = {
      ...inner,
      async get(key) {
        const record = await inner.get(key)
        reads += 1
        if (reads === 3) await slow.opened
        return record
      },
    }
    await using world = await setUp(issue, { store })
    await world.tokens.tenantAccessToken()
    const work = world.tokens.withTenantAccessToken(async (token) => {
      if (token !== 't-1') return token
      // Somebody else's read has taken the old record and hangs while we find out that it is dead.
      void world.tokens.tenantAccessToken()
      await expect.poll(() => reads).toBe(3)
      setImmediate(slow.open)
      throw rejection()
    })
    expect(await work).toBe('t-2')
    expect(world.requests()).toBe(2)
  })
})

describe('the store', () => {
  test('a slow store is read once for everybody, so that an old miss cannot cause a second request', async () => {
    const inner = createMemoryTokenStore()
    let reads = 0
    const store: TokenStore = {
      ...inner,
      async get(key) {
        reads += 1
        const record = await inner.get(key)
        await new Promise(setImmediate)
        return record
      },
    }
    await using world = await setUp(issue, { store })
    await Promise.all(Array.from({ length: 1000 }, () => world.tokens.tenantAccessToken()))
    expect([reads, world.requests()]).toEqual([1, 1])
  })

  test('tells what is there and until when, never the value, and asks for nothing', async () => {
    await using world = await setUp()
    const { tokens, requests } = world
    const none = { tenant_access_token: null, app_access_token: null, jsapi_ticket: null }
    const states = async () =>
      Object.fromEntries((await tokens.states()).map(({ kind, expiresAt }) => [kind, expiresAt]))
    expect(await states()).toEqual(none)
    expect(requests()).toBe(0)
    const asked = world.context.clock()
    const token = await tokens.tenantAccessToken()
    expect(await states()).toEqual({ ...none, tenant_access_token: asked + 120 * minute })
    expect(JSON.stringify(await tokens.states())).not.toContain(token)
    expect(requests()).toBe(1)
    await tokens.close()
    expect(await states()).toMatchObject({ tenant_access_token: asked + 120 * minute })
  })

  test('a token of another process is used', async () => {
    const store = createMemoryTokenStore()
    await using first = await setUp(issue, { store })
    await first.tokens.tenantAccessToken()
    const again = createAppTokens({ app: testApp(first.platform.url), context: first.context, store })
    expect(await again.tenantAccessToken()).toBe('t-1')
    expect(first.requests()).toBe(1)
  })

  test('D47 apps, brands, hosts and kinds never share a key', async () => {
    const part = fc.string({ unit: fc.constantFrom(...'ab|",[]\\:'), maxLength: 6 })
    const app = fc.record({
      brand: fc.constantFrom('feishu' as const, 'lark' as const),
      open: part,
      appId: part,
    })
    const keysOf = async ({
      brand,
      open,
      appId,
    }: {
      brand: FeishuApp['brand']
      open: string
      appId: string
    }) => {
      const keys: string[] = []
      const store: TokenStore = {
        get: async (key) => {
          keys.push(key)
          return { value: 't-x', expiresAt: context.time.now + 60 * minute }
        },
        set: async () => undefined,
        delete: async () => undefined,
      }
      const context = testContext()
      const hosts = { open, accounts: '', passport: '' }
      const tokens = createAppTokens({ app: testApp('', { brand, appId, hosts }), context, store })
      await tokens.tenantAccessToken()
      await tokens.appAccessToken()
      return keys
    }
    await fc.assert(
      fc.asyncProperty(app, app, async (a, b) => {
        const keys = [...(await keysOf(a)), ...(await keysOf(b))]
        const same = a.brand === b.brand && a.open === b.open && a.appId === b.appId
        expect(new Set(keys).size).toBe(same ? 2 : 4)
      }),
      {
        examples: [
          [
            { brand: 'feishu', open: 'a|b', appId: 'c' },
            { brand: 'feishu', open: 'a', appId: 'b|c' },
          ],
          [
            { brand: 'feishu', open: 'a","b', appId: 'c' },
            { brand: 'feishu', open: 'a', appId: 'b","c' },
          ],
        ],
      },
    )
  })

  const now = testContext().time.now
  test.each<[string, unknown]>([
    ['a text', 't-poison'],
    ['null', null],
    ['a number as value', { value: 5, expiresAt: now + minute }],
    ['an empty value', { value: '', expiresAt: now + minute }],
    ['a value with a line break', { value: 'a\r\nb', expiresAt: now + minute }],
    ['no expiry', { value: 't-poison' }],
    ['an expiry that is text', { value: 't-poison', expiresAt: String(now + minute) }],
    ['an expiry that is NaN', { value: 't-poison', expiresAt: Number.NaN }],
    ['an expiry in a year', { value: 't-poison', expiresAt: now + 365 * 24 * 60 * minute }],
    ['an expiry of now', { value: 't-poison', expiresAt: now }],
  ])('D50 a record that is %s is a miss', async (_what, record) => {
    const inner = createMemoryTokenStore()
    const store: TokenStore = {
      ...inner,
      get: async (key) => (await inner.get(key)) ?? (record as TokenRecord),
    }
    await using world = await setUp(issue, { store })
    expect(await world.tokens.tenantAccessToken()).toBe('t-1')
    expect(await world.tokens.tenantAccessToken()).toBe('t-1')
    expect(world.requests()).toBe(1)
  })

  test('a store that is down costs neither sign-ins nor a request per call', async () => {
    const broken: TokenStore = {
      get: async () => Promise.reject(new Error('down t-secret-token')),
      set: () => {
        throw new Error('down')
      },
      delete: async () => Promise.reject(new Error('down')),
    }
    await using world = await setUp(issue, { store: broken })
    for (let read = 0; read < 10; read += 1) expect(await world.tokens.tenantAccessToken()).toBe('t-1')
    expect(
      await world.tokens.withTenantAccessToken(async (t) => (t === 't-1' ? Promise.reject(rejection()) : t)),
    ).toBe('t-2')
    expect(world.requests()).toBe(2)
    expect(world.context.logs.join()).toContain('the token store cannot be read')
    expect(world.context.logs.join()).not.toMatch(/t-1|t-2|t-secret/)
  })
})

describe('close', () => {
  test('new calls fail with aborted, of every kind', async () => {
    await using world = await setUp()
    await world.tokens.tenantAccessToken()
    await world.tokens.close()
    await world.tokens.close()
    const { tokens } = world
    for (const call of [
      tokens.tenantAccessToken,
      tokens.appAccessToken,
      () => tokens.withTenantAccessToken(async (t) => t),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'aborted' })
    }
    expect(world.requests()).toBe(1)
  })

  test('aborts who waits and a renewal in the background, quietly', async () => {
    await using world = await setUp((n) => (n === 1 ? issue(n) : () => undefined))
    await world.tokens.tenantAccessToken()
    world.context.time.now += 100 * minute
    await world.tokens.tenantAccessToken()
    const waiting = world.tokens.appAccessToken().catch((error: LarkspurError) => error.code)
    await expect.poll(world.requests).toBe(3)
    await world.tokens.close()
    expect(await waiting).toBe('aborted')
    expect(world.context.logs.join()).not.toContain('could not be renewed')
  })
})
