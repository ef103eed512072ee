// Tests: tokens of people in one process: what is kept, how long it is believed, who must act.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FakeAnswer, startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { FeishuApp, IssuedUserTokens, TokenGeneration } from '../feishu/index.ts'
import { createMemoryScopeRefusalStore } from '../storage/memory/scope-refusal-store.ts'
import { createMemoryUserTokenStore } from '../storage/memory/user-token-store.ts'
import { held, issuedFirst, owner, rotated } from './test-pairs.ts'
import { authorizedPair } from './user-token-pair.ts'
import type { TokenOwner, UserTokenPair, UserTokenStore } from './user-token-store.ts'
import { createUserTokens, type UserTokensOptions } from './user-tokens.ts'

const minute = 60_000
const hour = 60 * minute
const withoutRefresh = ({ refreshToken: _, refreshExpiresInSeconds: __, ...rest }: IssuedUserTokens) => rest

async function setUp(
  answer: (n: number) => FakeAnswer | Promise<FakeAnswer> = rotated,
  parts: Partial<UserTokensOptions> & { appParts?: Partial<FeishuApp> } = {},
) {
  const platform = await startFakePlatform((_, n) => answer(n))
  const { appParts, ...options } = parts
  const context = testContext({ maxTries: 1 })
  const store = options.store ?? createMemoryUserTokenStore()
  const tokens = createUserTokens({
    app: testApp(platform.url, appParts),
    context,
    appTokens: { appAccessToken: async () => 'a-1' },
    consentUrl: (scopes) => `https://app.example.com/auth/authorize?scope=${scopes.join('+')}`,
    holder: 'test',
    refusals: createMemoryScopeRefusalStore(),
    ...options,
    store,
  })
  return {
    platform,
    context,
    store,
    tokens,
    calls: () => platform.seen.length,
    async [Symbol.asyncDispose]() {
      await tokens.close()
      await platform[Symbol.asyncDispose]()
    },
  }
}

describe('keep', () => {
  const cases: [string, IssuedUserTokens, string[], object | undefined][] = [
    ['a first pair', issuedFirst, [], { accessToken: 'eyJ-first', refreshToken: 'eyR-first' }],
    ['nothing that may do nothing', { ...issuedFirst, scopes: [] }, ['a:read'], undefined],
    [
      'a token of a generation that does not tell its scopes',
      { ...issuedFirst, scopes: [], generation: 'v1' },
      [],
      { accessToken: 'eyJ-first', generation: 'v1' },
    ],
    ['each scope once', { ...issuedFirst, scopes: ['a:read', 'a:read'] }, [], { scopes: ['a:read'] }],
  ]
  test.each(cases)('takes %s as it should', async (_what, issued, asked, expected) => {
    await using world = await setUp()
    await world.tokens.keep(owner, issued, asked)
    const stored = await world.store.find(owner)
    if (expected === undefined) expect(stored).toBeUndefined()
    else expect(stored?.pair).toMatchObject(expected)
  })

  const second = { ...issuedFirst, accessToken: 'eyJ-second', refreshToken: 'eyR-second' }
  const seconds: [string, IssuedUserTokens, string][] = [
    ['with a refresh token replaces', second, 'eyJ-second'],
    ['without one does not', withoutRefresh(second), 'eyJ-first'],
    [
      'without one and with fewer scopes does not',
      withoutRefresh({ ...second, scopes: ['a:read'] }),
      'eyJ-first',
    ],
    ['without one and with new scopes replaces', withoutRefresh({ ...second, scopes: ['b'] }), 'eyJ-second'],
    ['that may do nothing does not', { ...second, scopes: [] }, 'eyJ-first'],
  ]
  test.each(seconds)('a second pair %s', async (_what, issued, left) => {
    await using world = await setUp()
    await world.tokens.keep(owner, issuedFirst, [])
    const granted = await world.tokens.keep(owner, issued, [])
    const stored = await world.store.find(owner)
    expect(stored?.pair).toMatchObject({ accessToken: left, scopes: granted })
  })

  test('a pair whose refresh token has ended gives way to any other', async () => {
    await using world = await setUp()
    await world.tokens.keep(owner, issuedFirst, [])
    world.context.time.now += 8 * 24 * hour
    await world.tokens.keep(owner, withoutRefresh(second), [])
    expect(await world.tokens.accessToken(owner)).toBe('eyJ-second')
  })

  test('a refusal is remembered with the pair that stays', async () => {
    await using world = await setUp()
    await world.tokens.keep(owner, issuedFirst, [])
    await world.tokens.keep(owner, withoutRefresh(second), ['a:read', 'b:read'])
    expect(await world.tokens.scopes(owner)).toEqual({
      granted: ['offline_access', 'a:read'],
      refused: ['b:read'],
    })
  })

  test('a refusal that is noted during a refresh does not cost the new pair', async () => {
    const platform = held(rotated)
    await using world = await setUp(platform.answer)
    await world.tokens.keep(owner, issuedFirst, [])
    world.context.time.now += 118 * minute
    const read = world.tokens.accessToken(owner)
    await platform.asked
    await world.tokens.keep(owner, withoutRefresh(second), ['b:read'])
    platform.go()
    expect(await read).toBe('eyJ-1')
    expect((await world.store.find(owner))?.pair.refreshToken).toBe('eyR-1')
    expect(await world.tokens.scopes(owner)).toMatchObject({ refused: ['b:read'] })
  })

  test('a new authorization during a refresh wins over it', async () => {
    const platform = held(rotated)
    await using world = await setUp(platform.answer)
    await world.tokens.keep(owner, issuedFirst, [])
    world.context.time.now += 118 * minute
    const read = world.tokens.accessToken(owner)
    await platform.asked
    await world.tokens.keep(owner, second, [])
    platform.go()
    expect(await read).toBe('eyJ-second')
    expect(await world.tokens.accessToken(owner)).toBe('eyJ-second')
  })
})

describe('refusals', () => {
  const report = async (world: Awaited<ReturnType<typeof setUp>>, ...scopes: string[]) =>
    (await world.tokens.ensureScopes(owner, scopes)).refused

  test('who refuses everything has no tokens, and is asked no more by itself', async () => {
    await using world = await setUp()
    await world.tokens.keep(owner, { ...issuedFirst, scopes: [] }, ['b:read'])
    expect(await world.store.find(owner)).toBeUndefined()
    expect(await report(world, 'a:read', 'b:read')).toEqual(['b:read'])
  })

  test('a denial without tokens is noted, and an agreement strikes it out', async () => {
    await using world = await setUp()
    await world.tokens.noteAnswer(owner, ['a:read', 'b:read'], [])
    expect(await report(world, 'a:read', 'b:read', 'c:read')).toEqual(['a:read', 'b:read'])
    // An ordinary sign-in that asked for something else says nothing about it.
    await world.tokens.keep(owner, issuedFirst, ['a:read'])
    expect(await report(world, 'a:read', 'b:read')).toEqual(['b:read'])
    await world.tokens.noteAnswer(owner, [], ['b:read'])
    expect(await report(world, 'b:read')).toEqual([])
  })

  test('30 days after the last refusal it is forgotten; agreeing to something else makes it no younger', async () => {
    await using world = await setUp()
    await world.tokens.noteAnswer(owner, ['a:read', 'b:read'], [])
    world.context.time.now += 20 * 24 * hour
    await world.tokens.noteAnswer(owner, [], ['a:read'])
    world.context.time.now += 10 * 24 * hour - 1
    expect(await report(world, 'b:read')).toEqual(['b:read'])
    world.context.time.now += 1
    expect(await report(world, 'b:read')).toEqual([])
    await world.tokens.noteAnswer(owner, ['c:read'], [])
    expect(await report(world, 'b:read', 'c:read')).toEqual(['c:read'])
    expect(await world.tokens.sweep()).toBe(0)
    world.context.time.now += 30 * 24 * hour + 1
    expect(await world.tokens.sweep()).toBe(1)
  })

  test('however much is refused, the newest 200 are kept, and only scopes', async () => {
    await using world = await setUp()
    const many = Array.from({ length: 150 }, (_, n) => `im:a${n}`)
    await world.tokens.noteAnswer(owner, [...many, 'no scope', 'im:z'], [])
    await world.tokens.noteAnswer(
      owner,
      Array.from({ length: 150 }, (_, n) => `im:b${n}`),
      [],
    )
    expect((await report(world, 'im:a0', 'im:a101', 'im:b149', 'im:z')).toSorted()).toEqual([
      'im:a101',
      'im:b149',
      'im:z',
    ])
  })

  test.each<TokenGeneration>(['v1', 'passport'])('%s does not tell what was refused', async (generation) => {
    await using world = await setUp(rotated, { appParts: { tokenEndpoint: generation } })
    await world.tokens.keep(owner, { ...issuedFirst, scopes: [], generation }, ['a:read'])
    expect(await report(world, 'a:read')).toEqual([])
  })
})

describe('D46 lives that make no sense', () => {
  test.each([0, -1, undefined, null, '7200', {}])(
    'D46 expires_in %j of a refresh: the pair is kept, and no read after read asks again',
    async (expires_in) => {
      await using world = await setUp((n) => rotated(n, { expires_in }))
      await world.tokens.keep(owner, issuedFirst, [])
      world.context.time.now += 2 * hour
      const read = await Promise.all(Array.from({ length: 50 }, () => world.tokens.accessToken(owner)))
      expect(new Set(read)).toEqual(new Set(['eyJ-1']))
      expect(world.calls()).toBe(1)
      for (let second = 0; second < 29; second += 1) {
        await world.tokens.accessToken(owner)
        world.context.time.now += 1_000
      }
      expect(world.calls()).toBe(1)
      world.context.time.now += 31_000
      expect(await world.tokens.accessToken(owner)).toBe('eyJ-2')
    },
  )

  test('D46 whatever number comes, a pair lives between one minute and two hours', () => {
    fc.assert(
      fc.property(fc.double(), fc.integer({ min: 0 }), (expiresInSeconds, now) => {
        const seconds = expiresInSeconds > 0 ? expiresInSeconds : undefined
        const pair = authorizedPair({ ...issuedFirst, expiresInSeconds: seconds }, now)
        expect(pair.expiresAt - now).toBeGreaterThanOrEqual(minute)
        expect(pair.expiresAt - now).toBeLessThanOrEqual(2 * hour)
      }),
    )
  })

  test('D46 a clock that goes back causes one refresh, not one per read', async () => {
    await using world = await setUp()
    await world.tokens.keep(owner, issuedFirst, [])
    world.context.time.now -= 5 * hour
    for (let reads = 0; reads < 20; reads += 1) {
      expect(await world.tokens.accessToken(owner)).toBe('eyJ-1')
    }
    expect(world.calls()).toBe(1)
  })

  test('D46 however the clock moves, a read gives a token or a reason, and asks once at most', async () => {
    const moves = fc.array(fc.integer({ min: -3 * hour, max: 3 * hour }), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(moves, async (steps) => {
        await using world = await setUp()
        await world.tokens.keep(owner, issuedFirst, [])
        for (const step of steps) {
          const before = world.calls()
          world.context.time.now += step
          expect(await world.tokens.accessToken(owner)).toMatch(/^eyJ-/)
          expect(world.calls() - before).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 30 },
    )
  })
})

test('D47 people, tenants and apps never share a row', async () => {
  await using world = await setUp()
  const neighbours: TokenOwner[] = [
    { ...owner, openId: 'ou_2' },
    { ...owner, tenantKey: 'tenant-2' },
    { ...owner, tenantKey: 'tenant-1","ou_1', openId: '' },
  ]
  await world.tokens.keep(owner, issuedFirst, [])
  for (const other of neighbours) {
    await expect(world.tokens.accessToken(other)).rejects.toMatchObject({ code: 'consent_required' })
  }
  for (const other of [
    { ...owner, appId: 'cli_fedcba9876543210' },
    { ...owner, brand: 'lark' as const },
  ]) {
    await expect(world.tokens.accessToken(other)).rejects.toMatchObject({ code: 'request_invalid' })
    await expect(world.tokens.keep(other, issuedFirst, [])).rejects.toMatchObject({ code: 'request_invalid' })
  }
  expect(world.calls()).toBe(0)
})

describe('D50 a poisoned store', () => {
  const good: UserTokenPair = {
    accessToken: 'eyJ-first',
    expiresAt: Date.UTC(2026, 0, 1) + hour,
    scopes: [],
    generation: 'v2',
    authorizedAt: 0,
  }
  const poisons: [string, unknown][] = [
    ['null', null],
    ['a text', 'eyJ'],
    ['a number', 7],
    ['no access token', { ...good, accessToken: undefined }],
    ['an access token with a line break', { ...good, accessToken: 'eyJ\r\nx: y' }],
    ['an expiry of text', { ...good, expiresAt: '9e99' }],
    ['an endless life', { ...good, expiresAt: Number.POSITIVE_INFINITY }],
    ['a refresh token that is an object', { ...good, refreshToken: {} }],
    ['scopes of text', { ...good, scopes: 'a b' }],
    ['scopes that hold no texts', { ...good, scopes: [1] }],
    ['an unknown generation', { ...good, generation: '__proto__' }],
    ['no authorization', { ...good, authorizedAt: Number.NaN }],
  ]
  test.each(poisons)('D50 %s is no pair: the person is asked, the platform is not', async (_what, pair) => {
    const store: UserTokenStore = {
      ...createMemoryUserTokenStore(),
      find: async () => ({ pair: pair as UserTokenPair, version: 1 }),
    }
    await using world = await setUp(rotated, { store })
    await expect(world.tokens.accessToken(owner)).rejects.toMatchObject({ code: 'consent_required' })
    expect(await world.tokens.scopes(owner)).toBeUndefined()
    expect(world.calls()).toBe(0)
  })
})

describe('without a refresh token', () => {
  test('it serves to its end, and the hint names offline_access', async () => {
    await using world = await setUp()
    await world.tokens.keep(owner, withoutRefresh({ ...issuedFirst, scopes: ['a:read'] }), ['a:read'])
    world.context.time.now += 119 * minute
    expect(await world.tokens.accessToken(owner)).toBe('eyJ-first')
    world.context.time.now += 2 * minute
    await expect(world.tokens.accessToken(owner)).rejects.toMatchObject({
      code: 'consent_required',
      scopes: ['a:read'],
      hint: expect.stringContaining('offline_access'),
    })
    expect(await world.tokens.ensureScopes(owner, ['a:read'])).toMatchObject({
      granted: [],
      missing: ['a:read'],
    })
    expect(world.calls()).toBe(0)
  })

  test('once refused it is given up, without another call', async () => {
    await using world = await setUp()
    await world.tokens.keep(owner, withoutRefresh(issuedFirst), [])
    const refuse = () => Promise.reject(new LarkspurError('token_rejected', { platform: { code: 99991668 } }))
    await expect(world.tokens.withAccessToken(owner, refuse)).rejects.toMatchObject({
      code: 'consent_required',
    })
    expect(await world.store.find(owner)).toBeUndefined()
    expect(world.calls()).toBe(0)
  })
})

describe('withAccessToken', () => {
  const rejected = (code: number) => new LarkspurError('token_rejected', { platform: { code } })

  test.each([20005, 20006, 99991663, 99991668, 99991677])(
    'D45 %i: one refresh, one more try',
    async (code) => {
      await using world = await setUp()
      await world.tokens.keep(owner, issuedFirst, [])
      const used: string[] = []
      const use = async (token: string) => {
        used.push(token)
        throw rejected(code)
      }
      await expect(world.tokens.withAccessToken(owner, use)).rejects.toMatchObject({ platform: { code } })
      expect(used).toEqual(['eyJ-first', 'eyJ-1'])
      await expect(world.tokens.withAccessToken(owner, use)).rejects.toMatchObject({ platform: { code } })
      expect(used).toEqual(['eyJ-first', 'eyJ-1', 'eyJ-1'])
      expect(world.calls()).toBe(1)
    },
  )

  test.each([
    new Error('mine'),
    rejected(99991671),
    new LarkspurError('platform_unavailable', { platform: { code: 20050 } }),
  ])('anything else passes through: %s', async (error) => {
    await using world = await setUp()
    await world.tokens.keep(owner, issuedFirst, [])
    let uses = 0
    const use = async () => {
      uses += 1
      throw error
    }
    await expect(world.tokens.withAccessToken(owner, use)).rejects.toBe(error)
    expect(uses).toBe(1)
    expect(world.calls()).toBe(0)
  })

  test('a refused token that somebody has replaced is not refreshed', async () => {
    await using world = await setUp()
    await world.tokens.keep(owner, issuedFirst, [])
    const use = async (token: string) => {
      if (token === 'eyJ-second') return 'fine'
      await world.store.put(
        owner,
        authorizedPair({ ...issuedFirst, accessToken: 'eyJ-second' }, world.context.time.now),
      )
      throw rejected(99991668)
    }
    expect(await world.tokens.withAccessToken(owner, use)).toBe('fine')
    expect(world.calls()).toBe(0)
  })
})

describe('scopes', () => {
  test('missing ones cost no call, and the address asks for what was granted as well', async () => {
    await using world = await setUp()
    await world.tokens.keep(owner, issuedFirst, [])
    world.context.time.now += 2 * hour
    await expect(world.tokens.accessToken(owner, { scopes: ['a:read', 'b:read'] })).rejects.toMatchObject({
      code: 'consent_required',
      scopes: ['b:read'],
      consentUrl: 'https://app.example.com/auth/authorize?scope=b:read+offline_access+a:read',
    })
    expect(world.calls()).toBe(0)
  })

  test('an answer without scopes leaves them as they were; one with fewer is believed', async () => {
    await using world = await setUp((n) => rotated(n, { scope: n === 1 ? undefined : 'offline_access' }))
    await world.tokens.keep(owner, issuedFirst, [])
    world.context.time.now += 2 * hour
    expect(await world.tokens.accessToken(owner, { scopes: ['a:read'] })).toBe('eyJ-1')
    world.context.time.now += 2 * hour
    await expect(world.tokens.accessToken(owner, { scopes: ['a:read'] })).rejects.toMatchObject({
      code: 'consent_required',
      scopes: ['a:read'],
    })
  })

  test.each<TokenGeneration>(['v1', 'passport'])(
    '%s does not tell: the platform decides',
    async (generation) => {
      await using world = await setUp(rotated, { appParts: { tokenEndpoint: generation } })
      await world.tokens.keep(owner, { ...issuedFirst, scopes: [], generation }, [])
      expect(await world.tokens.accessToken(owner, { scopes: ['a:read'] })).toBe('eyJ-first')
      const report = await world.tokens.ensureScopes(owner, ['a:read'])
      expect(report).toMatchObject({ granted: [], missing: ['a:read'], satisfied: false })
      // Its authorize page could not ask.
      expect(report).not.toHaveProperty('consentUrl')
    },
  )

  test.each([['a b'], [''], ['a\n'], ['<x>'], [5 as unknown as string]])('%j is no scope', async (scope) => {
    await using world = await setUp()
    await expect(world.tokens.ensureScopes(owner, [scope])).rejects.toMatchObject({ code: 'request_invalid' })
    await expect(world.tokens.accessToken(owner, { scopes: [scope] })).rejects.toMatchObject({
      code: 'request_invalid',
    })
  })

  test('what the app lacks is forgotten after ten minutes', async () => {
    await using world = await setUp()
    await world.tokens.keep(owner, issuedFirst, [])
    const error = new LarkspurError('scope_not_allowed', { scopes: ['b:read'] })
    await world.tokens.withAccessToken(owner, () => Promise.reject(error)).catch(() => undefined)
    expect(await world.tokens.ensureScopes(owner, ['b:read', 'c:read'])).toMatchObject({
      missing: ['b:read', 'c:read'],
      notEnabled: ['b:read'],
      consentUrl: expect.stringContaining('scope=c:read+offline_access'),
    })
    world.context.time.now += 10 * minute
    expect(await world.tokens.ensureScopes(owner, ['b:read'])).toMatchObject({ notEnabled: [] })
  })
})

describe('a lock that does not end', () => {
  const lockedUntil = (until: number): UserTokenStore => ({
    ...createMemoryUserTokenStore(),
    find: async () => ({
      pair: authorizedPair(issuedFirst, Date.UTC(2026, 0, 1)),
      version: 1,
    }),
    lock: async () => ({ outcome: 'held', until }),
  })

  test.each([
    ['far ahead', Number.MAX_SAFE_INTEGER],
    ['long ago', 0],
  ])('until %s: the wait is bounded', async (_what, until) => {
    await using world = await setUp(rotated, { store: lockedUntil(until) })
    world.context.time.now += 118 * minute
    expect(await world.tokens.accessToken(owner)).toBe('eyJ-first')
    world.context.time.now += 5 * minute
    await expect(world.tokens.accessToken(owner)).rejects.toMatchObject({ code: 'platform_unavailable' })
    expect(world.calls()).toBe(0)
    // Polls for a minute at most, and never in a hurry.
    expect(Math.min(...world.context.waits)).toBeGreaterThanOrEqual(50)
    expect(world.context.waits.reduce((sum, ms) => sum + ms)).toBeLessThan(2 * 62_000)
  })
})

describe('what the platform says it revoked', () => {
  test('is refreshed at the next use; refused, it is gone', async () => {
    await using one = await setUp((n) => (n === 1 ? rotated(1) : { status: 400, body: { code: 20064 } }))
    const { tokens, context, store } = one
    await tokens.keep(owner, issuedFirst, [])
    await tokens.expire(owner, context.clock() + 1)
    await tokens.expire(owner, context.clock() + 1)
    expect([await tokens.accessToken(owner), one.calls()]).toEqual(['eyJ-1', 1])
    await tokens.expire(owner, context.clock() + 1)
    await expect(tokens.accessToken(owner)).rejects.toMatchObject({ code: 'consent_required' })
    expect([await store.find(owner), one.calls()]).toEqual([undefined, 2])
    await tokens.expire(owner, context.clock() + 1)
  })

  test('is not served while the platform cannot be asked', async () => {
    await using one = await setUp(() => ({ status: 503, body: {} }))
    await one.tokens.keep(owner, issuedFirst, [])
    await one.tokens.expire(owner, one.context.clock() + 1)
    await expect(one.tokens.accessToken(owner)).rejects.toMatchObject({ code: 'platform_unavailable' })
    expect(await one.store.find(owner)).toMatchObject({ pair: { refreshToken: 'eyR-first' } })
  })

  test('is another token when the person has authorized since', async () => {
    await using one = await setUp()
    await one.tokens.keep(owner, withoutRefresh(issuedFirst), [])
    await one.tokens.expire(owner, one.context.clock())
    expect([await one.tokens.accessToken(owner), one.calls()]).toEqual(['eyJ-first', 0])
  })

  test('is left to a refresh under way, whose lock stays', async () => {
    const wait = held(rotated)
    await using one = await setUp(wait.answer)
    const { tokens, context, store } = one
    await tokens.keep(owner, issuedFirst, [])
    context.time.now += 2 * hour
    const read = tokens.accessToken(owner)
    await wait.asked
    const before = await store.find(owner)
    await tokens.expire(owner, context.clock())
    expect(await store.find(owner)).toEqual(before)
    wait.go()
    expect([await read, one.calls()]).toEqual(['eyJ-1', 1])
    expect(await tokens.accessToken(owner)).toBe('eyJ-1')
  })
})

test('a store that cannot be read says so, and nothing is asked of the platform', async () => {
  const down = new LarkspurError('storage_unavailable')
  const store: UserTokenStore = { ...createMemoryUserTokenStore(), find: () => Promise.reject(down) }
  await using world = await setUp(rotated, { store })
  await expect(world.tokens.accessToken(owner)).rejects.toBe(down)
  expect(world.calls()).toBe(0)
})

test('a dead pair that the store would not delete is not sent again', async () => {
  const memory = createMemoryUserTokenStore()
  const down = new LarkspurError('storage_unavailable')
  let broken = true
  const store: UserTokenStore = {
    ...memory,
    delete: async (...call) => (broken ? Promise.reject(down) : memory.delete(...call)),
  }
  const dead = { status: 400, body: { code: 20064, error: 'invalid_grant' } }
  await using world = await setUp(() => dead, { store })
  await world.tokens.keep(owner, issuedFirst, [])
  world.context.time.now += 2 * hour
  await expect(world.tokens.accessToken(owner)).rejects.toBe(down)
  broken = false
  world.context.time.now += minute
  await expect(world.tokens.accessToken(owner)).rejects.toMatchObject({ code: 'consent_required' })
  expect(world.calls()).toBe(1)
  expect(await memory.find(owner)).toBeUndefined()
})
