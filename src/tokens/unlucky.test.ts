// Tests: tokens of people when something happens in the middle: callers leave, rows go, clocks move, stores fail.
import { describe, expect, test } from 'vitest'
import { type FakeAnswer, startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { createMemoryScopeRefusalStore } from '../storage/memory/scope-refusal-store.ts'
import { createMemoryUserTokenStore } from '../storage/memory/user-token-store.ts'
import { createOwnerStates } from './owner-states.ts'
import { createNotEnabled } from './scope-report.ts'
import { held, issuedFirst, owner, rotated } from './test-pairs.ts'
import { authorizedPair } from './user-token-pair.ts'
import type { TokenOwner } from './user-token-store.ts'
import { createUserTokens } from './user-tokens.ts'
import { waitFor } from './wait.ts'

const minute = 60_000
const hour = 60 * minute
const down: FakeAnswer = { status: 500, body: { code: 20050 } }
const spent: FakeAnswer = { status: 400, body: { code: 20073, error: 'invalid_grant' } }

/** A platform that takes every refresh token once, and a store for as many processes as are made. */
async function setUp(answer: (n: number) => FakeAnswer | Promise<FakeAnswer> = rotated) {
  const used = new Set<string>()
  let refreshes = 0
  let revocations = 0
  const revoked: (string | undefined)[] = []
  const platform = await startFakePlatform((request) => {
    if (request.path.includes('revoke')) {
      revocations += 1
      revoked.push(/[?&\s"]token"?[=:]\s*"?([\w-]+)/.exec(`&${request.body}`)?.[1])
      return { body: { code: 0 } }
    }
    const { refresh_token: token } = JSON.parse(request.body) as { refresh_token: string }
    refreshes += 1
    if (used.has(token)) return spent
    used.add(token)
    return answer(refreshes)
  })
  const context = testContext({ maxTries: 1 })
  const memory = createMemoryUserTokenStore()
  const make = (parts: object = {}, own: object = {}, options: object = {}) =>
    createUserTokens({
      ...options,
      app: testApp(platform.url),
      context: { ...context, ...own },
      appTokens: { appAccessToken: async () => 'a-1' },
      consentUrl: (scopes) => `https://app.example.com/auth/authorize?scope=${scopes.join('+')}`,
      refusals: createMemoryScopeRefusalStore(),
      store: { ...memory, ...parts },
    })
  const tokens = make()
  await tokens.keep(owner, issuedFirst, [])
  return {
    context,
    memory,
    make,
    tokens,
    forgive: () => used.clear(),
    refreshes: () => refreshes,
    revocations: () => revocations,
    /** The tokens that were revoked, in their order. */
    revoked,
    [Symbol.asyncDispose]: () => platform[Symbol.asyncDispose](),
  }
}

test('a failure after its only caller has left troubles nobody', async () => {
  const unheard: unknown[] = []
  const hear = (reason: unknown) => unheard.push(reason)
  process.on('unhandledRejection', hear)
  const failing = Promise.withResolvers<never>()
  await expect(waitFor(failing.promise, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' })
  failing.reject(new Error('late'))
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  process.off('unhandledRejection', hear)
  expect(unheard).toEqual([])
})

test.each([
  ['a controller', new AbortController()],
  ['a number', 5],
  ['null', null],
  ['something like one', { aborted: false, addEventListener: () => undefined }],
])('%s is no signal, and ends no process', async (_what, signal) => {
  const unheard: unknown[] = []
  const hear = (reason: unknown) => unheard.push(reason)
  process.on('unhandledRejection', hear)
  for (const shared of [Promise.resolve(1), Promise.reject(new Error('late'))]) {
    await expect(waitFor(shared, signal as never)).rejects.toMatchObject({ code: 'request_invalid' })
  }
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  process.off('unhandledRejection', hear)
  expect(unheard).toEqual([])
})

describe('close', () => {
  test('waits for a refresh of somebody who is forgotten already', async () => {
    const platform = held(rotated)
    await using world = await setUp(platform.answer)
    world.context.time.now += 118 * minute
    const read = world.tokens.accessToken(owner).catch((error: unknown) => error)
    await platform.asked
    await world.tokens.forget(owner)
    let closed = false
    const closing = world.tokens.close().then(() => {
      closed = true
    })
    await new Promise(setImmediate)
    await new Promise(setImmediate)
    expect(closed).toBe(false)
    platform.go()
    await closing
    expect(await read).toMatchObject({ code: 'consent_required' })
  })

  test('no refresh begins after it', async () => {
    const reading = Promise.withResolvers<void>()
    await using world = await setUp()
    const slow = world.make({
      find: async (one: TokenOwner) => {
        await reading.promise
        return world.memory.find(one)
      },
    })
    world.context.time.now += 118 * minute
    const read = slow.accessToken(owner)
    await slow.close()
    reading.resolve()
    await expect(read).rejects.toMatchObject({ code: 'aborted' })
    expect(world.refreshes()).toBe(0)
  })
})

describe('the row after a refresh that failed', () => {
  test('is gone: the old token is not served any more', async () => {
    const platform = held(() => down)
    await using world = await setUp(platform.answer)
    world.context.time.now += 118 * minute
    const read = world.tokens.accessToken(owner)
    await platform.asked
    await world.tokens.withdraw(owner)
    platform.go()
    await expect(read).rejects.toMatchObject({ code: 'consent_required' })
  })

  test('is another one: that is served', async () => {
    const platform = held(() => down)
    await using world = await setUp(platform.answer)
    world.context.time.now += 118 * minute
    const read = world.tokens.accessToken(owner)
    await platform.asked
    await world.tokens.keep(owner, { ...issuedFirst, accessToken: 'eyJ-new', refreshToken: 'eyR-new' }, [])
    platform.go()
    expect(await read).toBe('eyJ-new')
  })
})

test('D46 a clock that goes back after a refresh does not stretch the life of its token', async () => {
  await using world = await setUp()
  world.context.time.now += 118 * minute
  expect(await world.tokens.accessToken(owner)).toBe('eyJ-1')
  world.context.time.now -= 5 * hour
  expect(await world.tokens.accessToken(owner)).toBe('eyJ-2')
})

test('D46 a lock of somebody who died before the clock went back is over', async () => {
  await using world = await setUp()
  world.context.time.now += 121 * minute
  const { now } = world.context.time
  const version = (await world.memory.find(owner))?.version ?? 0
  await world.memory.lock(owner, version, 'dead', { now: now + 3 * hour, until: now + 3 * hour + 30_000 })
  expect(await world.tokens.accessToken(owner)).toBe('eyJ-1')
})

test('D43 a dead token and a platform out of order: one call, and the reason for all who ask meanwhile', async () => {
  await using world = await setUp(() => down)
  world.context.time.now += 121 * minute
  for (let reads = 0; reads < 50; reads += 1) {
    world.forgive()
    await expect(world.tokens.accessToken(owner)).rejects.toMatchObject({ code: 'platform_unavailable' })
  }
  expect(world.refreshes()).toBe(1)
  world.context.time.now += 1_000
  await expect(world.tokens.accessToken(owner)).rejects.toMatchObject({ code: 'platform_unavailable' })
  expect(world.refreshes()).toBe(2)
})

test('D42 a pair that the store did not take is written by itself, and its lock goes on', async () => {
  await using world = await setUp()
  let broken = true
  let wake = Promise.withResolvers<void>()
  const asleep = () => wake.promise
  const A = world.make(
    {
      replace: async (...call: Parameters<typeof world.memory.replace>) => {
        if (broken) throw new Error('busy')
        return world.memory.replace(...call)
      },
    },
    { sleep: asleep },
  )
  world.context.time.now += 118 * minute
  await expect(A.accessToken(owner)).rejects.toThrow('busy')
  const version = (await world.memory.find(owner))?.version ?? 0
  const turn = async () => {
    const { resolve } = wake
    wake = Promise.withResolvers<void>()
    resolve()
    for (let n = 0; n < 5; n += 1) await new Promise(setImmediate)
  }
  world.context.time.now += 20_000
  await turn()
  world.context.time.now += 15_000
  const { now } = world.context.time
  expect(await world.memory.lock(owner, version, 'B', { now, until: now + 1 })).toMatchObject({
    outcome: 'held',
  })
  broken = false
  await turn()
  expect((await world.memory.find(owner))?.pair.refreshToken).toBe('eyR-1')
  expect(await world.make().accessToken(owner)).toBe('eyJ-1')
  expect(world.refreshes()).toBe(1)
  expect(world.revocations()).toBe(0)
})

describe('withdrawal', () => {
  test('revokes what came between reading and deleting', async () => {
    await using world = await setUp()
    let late: (() => Promise<void>) | undefined = async () => {
      late = undefined
      await world.tokens.keep(owner, { ...issuedFirst, accessToken: 'eyJ-new', refreshToken: 'eyR-new' }, [])
    }
    const tokens = world.make({
      delete: async (...call: Parameters<typeof world.memory.delete>) => {
        await late?.()
        return world.memory.delete(...call)
      },
    })
    expect(await tokens.withdraw(owner)).toEqual({ revoked: true })
    expect(world.revocations()).toBe(4)
    expect(await world.memory.find(owner)).toBeUndefined()
  })

  test('goes on when the visitor has left', async () => {
    await using world = await setUp()
    expect(await world.tokens.withdraw(owner, AbortSignal.abort())).toEqual({ revoked: false })
    await expect.poll(() => world.revocations()).toBe(2)
  })

  test('revokes a pair that is not stored yet, not the one that is spent', async () => {
    await using world = await setUp()
    const tokens = world.make({ replace: () => Promise.reject(new Error('busy')) })
    world.context.time.now += 118 * minute
    await expect(tokens.accessToken(owner)).rejects.toThrow('busy')
    expect(await tokens.withdraw(owner)).toEqual({ revoked: true })
    expect(await world.memory.find(owner)).toBeUndefined()
    expect(world.revoked).toEqual(['eyR-1', 'eyJ-1'])
  })
})

describe('a withdrawal with the person', () => {
  test('revokes what was found, or nothing', async () => {
    await using world = await setUp()
    const revoke = await world.tokens.prepareWithdrawal(owner)
    expect(world.revoked).toEqual([])
    await world.memory.delete(owner)
    expect(await revoke()).toEqual({ revoked: true })
    expect(world.revoked).toEqual(['eyR-first', 'eyJ-first'])
    expect(await (await world.tokens.prepareWithdrawal(owner))()).toEqual({ revoked: null })
  })

  test('revokes what a refresh comes to that was under way', async () => {
    const platform = held(rotated)
    await using world = await setUp(platform.answer)
    world.context.time.now += 118 * minute
    const read = world.tokens.accessToken(owner)
    await platform.asked
    const revoke = await world.tokens.prepareWithdrawal(owner)
    platform.go()
    expect(await read).toBe('eyJ-1')
    await world.memory.delete(owner)
    expect(await revoke()).toEqual({ revoked: true })
    expect(world.revoked).toEqual(['eyR-1', 'eyJ-1'])
  })

  test('revokes what a refresh has come to since', async () => {
    await using world = await setUp()
    const revoke = await world.tokens.prepareWithdrawal(owner)
    world.context.time.now += 118 * minute
    expect(await world.tokens.accessToken(owner)).toBe('eyJ-1')
    await world.memory.delete(owner)
    expect(await revoke()).toEqual({ revoked: true })
    expect(world.revoked).toEqual(['eyR-1', 'eyJ-1'])
  })

  test('waits for a refresh that began since', async () => {
    const platform = held(rotated)
    await using world = await setUp(platform.answer)
    const revoke = await world.tokens.prepareWithdrawal(owner)
    world.context.time.now += 118 * minute
    const read = world.tokens.accessToken(owner)
    await platform.asked
    await world.memory.delete(owner)
    const revoking = revoke()
    platform.go()
    await expect(read).rejects.toMatchObject({ code: 'consent_required' })
    expect(await revoking).toEqual({ revoked: true })
    expect(new Set(world.revoked)).toEqual(new Set(['eyR-1', 'eyJ-1']))
  })
})

test.each([
  { token_type: undefined },
  { token_type: 'bearer ' },
  { refresh_token: '' },
  { refresh_token: null },
  { scope: ['offline_access', 'a:read'] },
  { scope: null },
])('D42 an answer to a refresh is not lost for %j', async (parts) => {
  await using world = await setUp((n) => rotated(n, parts))
  world.context.time.now += 121 * minute
  expect(await world.tokens.accessToken(owner, { scopes: ['a:read'] })).toBe('eyJ-1')
})

describe('where a person is sent', () => {
  test('the address names what is missing first, and 50 scopes at most', async () => {
    await using world = await setUp()
    const many = Array.from({ length: 60 }, (_, n) => `im:s${n}`)
    await world.tokens.keep(owner, { ...issuedFirst, scopes: many }, [])
    const { consentUrl = '' } = await world.tokens.ensureScopes(owner, ['task:new'])
    const named = new URL(consentUrl).searchParams.get('scope')?.split(' ')
    expect(named).toHaveLength(50)
    expect(named?.[0]).toBe('task:new')
  })

  test('with nothing to agree to there is no address, but a hint', async () => {
    await using world = await setUp()
    await world.tokens.forget(owner)
    await expect(world.tokens.accessToken(owner)).rejects.toMatchObject({
      code: 'consent_required',
      consentUrl: undefined,
      hint: expect.stringContaining('`scopes`'),
    })
  })

  test('what only the app’s owner can help is no question to the person', async () => {
    await using world = await setUp()
    const fail = (code: 'scope_not_allowed' | 'consent_required', scopes: string[]) =>
      world.tokens.withAccessToken(owner, () => Promise.reject(new LarkspurError(code, { scopes })))
    await expect(fail('scope_not_allowed', ['x:y'])).rejects.toMatchObject({ code: 'scope_not_allowed' })
    await expect(fail('consent_required', ['x:y'])).rejects.toMatchObject({
      code: 'scope_not_allowed',
      scopes: ['x:y'],
    })
    await expect(fail('consent_required', ['x:y', 'x:z'])).rejects.toMatchObject({
      code: 'consent_required',
      consentUrl: expect.stringContaining('scope=x:z+'),
    })
  })
})

test('a refresh that does not end gives up before its lock does', async () => {
  const platform = held(rotated)
  await using world = await setUp(platform.answer)
  world.context.time.now += 121 * minute
  const tokens = world.make({}, {}, { lockMs: 300 })
  const began = performance.now()
  await expect(tokens.accessToken(owner)).rejects.toMatchObject({ code: 'platform_unavailable' })
  expect(performance.now() - began).toBeLessThan(300)
  platform.go()
})

test('D42 a pair that was written anew during a refresh is followed by the rotated one', async () => {
  const platform = held(rotated)
  await using world = await setUp((n) => platform.answer(n))
  world.context.time.now += 119 * minute
  const asking = world.tokens.accessToken(owner)
  await platform.asked
  const { pair, version } = (await world.memory.find(owner)) ?? expect.fail('no pair')
  await world.memory.replace(owner, version, pair)
  platform.go()
  expect(await asking).toBe('eyJ-1')
  expect((await world.memory.find(owner))?.pair.refreshToken).toBe('eyR-1')
})

test('a dead pair that was written anew with another key is deleted all the same', async () => {
  await using world = await setUp(() => spent)
  world.context.time.now += 121 * minute
  let moved = false
  const tokens = world.make({
    delete: async (...call: Parameters<typeof world.memory.delete>) => {
      const row = await world.memory.find(owner)
      if (!moved && row !== undefined) await world.memory.replace(owner, row.version, row.pair)
      moved = true
      return world.memory.delete(...call)
    },
  })
  await expect(tokens.accessToken(owner)).rejects.toMatchObject({ code: 'consent_required' })
  expect(await world.memory.find(owner)).toBeUndefined()
  expect(world.refreshes()).toBe(1)
})

test('a new authorization ends what stood in the way of the former one', async () => {
  await using world = await setUp(() => down)
  world.context.time.now += 121 * minute
  await expect(world.tokens.accessToken(owner)).rejects.toMatchObject({ code: 'platform_unavailable' })
  await world.tokens.keep(owner, { ...issuedFirst, expiresInSeconds: 60, refreshToken: 'eyR-new' }, [])
  await world.tokens.accessToken(owner)
  // Its token is due at once, and the pause of the former pair is not its pause.
  expect(world.refreshes()).toBe(2)
})

test('a refused token that a refresh gave again is still refused', async () => {
  await using world = await setUp(() => rotated(1, { access_token: 'eyJ-first' }))
  const refused = new LarkspurError('token_rejected', { platform: { code: 99991668 } })
  await expect(world.tokens.withAccessToken(owner, () => Promise.reject(refused))).rejects.toMatchObject({
    code: 'token_rejected',
  })
  expect(world.refreshes()).toBe(1)
  world.context.time.now += 2 * minute
  await world.tokens.accessToken(owner)
  expect(world.refreshes()).toBe(2)
})

test('what apps lack is noted for 1,000 scopes at most', () => {
  const seen = createNotEnabled(() => 0)
  const many = Array.from({ length: 1_001 }, (_, n) => `im:s${n}`)
  seen.note(many)
  expect(seen.among(many)).toHaveLength(1_000)
})

test('a refresh token is believed for 365 days at most', () => {
  const pair = authorizedPair({ ...issuedFirst, refreshExpiresInSeconds: 9e12 }, 0)
  expect(pair.refreshExpiresAt).toBe(365 * 24 * hour)
})

test('what is known of people is bounded, but for what is under way and what is not stored', () => {
  const states = createOwnerStates()
  const of = (n: number) => states.of({ ...owner, openId: `ou_${n}` })
  const pair = authorizedPair(issuedFirst, 0)
  const busy = Object.assign(of(0), { refreshing: Promise.resolve(pair) })
  const unsaved = Object.assign(of(1), { unsaved: { pair, spent: 's', version: 1, lock: 'l' } })
  const idle = of(2)
  for (let n = 3; n < 10_001; n += 1) of(n)
  expect(of(0)).toBe(busy)
  expect(of(1)).toBe(unsaved)
  expect(of(2)).not.toBe(idle)
})
