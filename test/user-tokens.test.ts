// Tests: tokens of people against the emulator, over sockets and in the real database: one refresh for everybody,
// whatever the platform does in the middle of it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type Emulator, type Fault, startEmulator } from '../src/emulator/index.ts'
import { authorizeUrl, exchangeCode, type FeishuApp, type TokenGeneration } from '../src/feishu/index.ts'
import { createMemoryTokenStore } from '../src/storage/memory/token-store.ts'
import { createSealer, type Database, openDatabase } from '../src/storage/sql/index.ts'
import {
  createAppTokens,
  createPlatformClient,
  createUserTokens,
  type TokenOwner,
  type UserTokensOptions,
} from '../src/tokens/index.ts'
import { type TestContext, testApp, testContext } from './support/fake-platform.ts'

const redirectUri = 'https://app.example.com/auth/callback'
const profile = 'contact:contact.base:readonly'
const email = 'contact:user.email:readonly'
const scopes = ['offline_access', profile, email]

const cleanUps: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const end of cleanUps.splice(0).reverse()) await end()
})

interface World {
  feishu: Emulator
  app: FeishuApp
  database: Database
  owner: TokenOwner
  /** One process, with a context of its own; all share the database. */
  process(
    parts?: Partial<UserTokensOptions> & Partial<Pick<TestContext, 'timeoutMs' | 'sleep'>>,
  ): ReturnType<typeof createUserTokens> & { context: TestContext }
  /** The person signs in; what was granted is kept. */
  signIn(asked?: string[], granted?: string[]): Promise<string>
  /** Refreshes that reached the platform since the last sign-in. */
  refreshes(): number
}

async function startWorld({
  generation = 'v2',
  enabled = scopes,
}: {
  generation?: TokenGeneration
  enabled?: string[]
} = {}): Promise<World> {
  const feishu = await startEmulator({ seed: 11, app: { redirectUrls: [redirectUri], scopes: enabled } })
  cleanUps.push(() => feishu.close())
  feishu.clock.freeze()
  const { appId, appSecret } = feishu.app
  const app = testApp(feishu.url, { appId, appSecret, tokenEndpoint: generation })
  const folder = mkdtempSync(join(tmpdir(), 'larkspur-user-tokens-'))
  cleanUps.push(() => rmSync(folder, { recursive: true }))
  const sealer = createSealer(['kGqv0w8Zr1yT5uB7nM3xC9aE2dF4hJ6L'])
  const database = await openDatabase(`sqlite:${join(folder, 'test.db')}`, { sealer })
  cleanUps.push(() => database.close())
  await database.migrate()
  const person = feishu.people.get(3)
  if (person === undefined) throw new Error('The organisation is too small')
  const owner: TokenOwner = {
    brand: 'feishu',
    appId,
    tenantKey: person.tenant_key,
    openId: person.open_id,
  }
  const { openId, ...belonging } = owner
  await database.identities.save(
    { ...belonging, subjectType: 'open_id', subject: openId },
    { name: '', enName: '', avatarUrl: '', openId, unionId: 'on_1', emailVerified: false },
    0,
    { userId: 'user-1', identityId: 'identity-1' },
  )
  let processes = 0
  const process: World['process'] = ({ timeoutMs = 5_000, sleep, ...parts } = {}) => {
    processes += 1
    // Whoever waits lets the time pass for everybody.
    const passTime = async (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted()
      feishu.clock.advance(ms)
    }
    const context = testContext({
      timeoutMs,
      clock: feishu.clock.now,
      sleep: sleep ?? passTime,
    })
    const tokens = createUserTokens({
      app,
      context,
      store: database.userTokens,
      refusals: database.scopeRefusals,
      appTokens: createAppTokens({ app, context, store: createMemoryTokenStore() }),
      consentUrl: (wanted) => `https://app.example.com/auth/authorize?scope=${wanted.join('%20')}`,
      holder: `process-${processes}`,
      ...parts,
    })
    return { ...tokens, context }
  }
  return {
    feishu,
    app,
    database,
    owner,
    process,
    async signIn(asked = scopes, granted = asked) {
      const url = authorizeUrl(app, { redirectUri, state: 's', scopes: asked })
      const takesScopes = generation !== 'v1' && generation !== 'passport'
      const back = feishu.login.approve(url.href, 3, takesScopes ? { grantedScopes: granted } : {})
      const code = new URL(back).searchParams.get('code') ?? ''
      const worker = process()
      const appTokens = createAppTokens({ app, context: worker.context, store: createMemoryTokenStore() })
      const { appAccessToken } = appTokens
      const issued = await exchangeCode(worker.context, app, { code, redirectUri, appAccessToken })
      await worker.keep(owner, issued, asked)
      feishu.clearRequests()
      return issued.accessToken
    },
    refreshes: () =>
      feishu
        .requests()
        .filter(({ operation }) => /token|refresh/.test(operation) && !operation.startsWith('auth.v3'))
        .length,
  }
}

const nearExpiry = '118m'
const pastExpiry = '2h'
const consentRequired = expect.objectContaining({ code: 'consent_required' })

describe('D41 one refresh', () => {
  test('D41 of 100 concurrent reads near expiry one refreshes, and 100 get the new token', async () => {
    const { feishu, owner, process, signIn, refreshes } = await startWorld()
    const old = await signIn()
    const tokens = process()
    expect(await tokens.accessToken(owner)).toBe(old)
    expect(refreshes()).toBe(0)
    feishu.clock.advance(nearExpiry)
    const read = await Promise.all(Array.from({ length: 100 }, () => tokens.accessToken(owner)))
    expect(refreshes()).toBe(1)
    expect(new Set(read).size).toBe(1)
    expect(read[0]).not.toBe(old)
    expect(await tokens.accessToken(owner)).toBe(read[0])
    expect(refreshes()).toBe(1)
  })

  test('D41 of 4 processes over one database one refreshes, and all get the new token', async () => {
    const { feishu, database, owner, process, signIn, refreshes } = await startWorld()
    const old = await signIn()
    feishu.clock.advance(nearExpiry)
    // Whoever finds the lock waits until the one who holds it has written.
    const written = Promise.withResolvers<void>()
    const { userTokens } = database
    const replace: typeof userTokens.replace = async (...call) => {
      const done = await userTokens.replace(...call)
      written.resolve()
      return done
    }
    const processes = Array.from({ length: 4 }, () =>
      process({ store: { ...userTokens, replace }, sleep: () => written.promise }),
    )
    const read = await Promise.all(
      processes.flatMap((one) => Array.from({ length: 5 }, () => one.accessToken(owner))),
    )
    expect(refreshes()).toBe(1)
    expect(new Set(read).size).toBe(1)
    expect(read[0]).not.toBe(old)
  })

  test('a caller that leaves does not take the refresh away from the others', async () => {
    const { feishu, owner, process, signIn, refreshes } = await startWorld()
    const old = await signIn()
    feishu.clock.advance(pastExpiry)
    const tokens = process()
    const leaving = new AbortController()
    const left = tokens.accessToken(owner, { signal: leaving.signal })
    const stays = tokens.accessToken(owner)
    leaving.abort()
    await expect(left).rejects.toMatchObject({ code: 'aborted' })
    expect(await stays).not.toBe(old)
    expect(refreshes()).toBe(1)
  })
})

describe('D42 the answer to a refresh is lost', () => {
  const lost: Fault['effect'][] = [{ kind: 'drop' }, { kind: 'html' }, { kind: 'truncate' }]
  test.each(lost)('D42 after the platform rotated ($kind): consent once, never a loop', async (effect) => {
    const { feishu, owner, process, signIn, refreshes } = await startWorld()
    const old = await signIn()
    feishu.clock.advance(nearExpiry)
    feishu.faults.add({ operation: 'oauth.v2.token', phase: 'after', effect })
    const tokens = process()
    // The old token still works, so nobody notices yet.
    expect(await tokens.accessToken(owner)).toBe(old)
    expect(await tokens.accessToken(owner)).toBe(old)
    expect(refreshes()).toBe(1)
    feishu.clock.advance('5m')
    await expect(tokens.accessToken(owner)).rejects.toMatchObject({
      code: 'consent_required',
      scopes: expect.arrayContaining(scopes),
      consentUrl: expect.stringContaining('offline_access'),
    })
    expect(refreshes()).toBe(2)
    for (let reads = 0; reads < 20; reads += 1) {
      await expect(tokens.accessToken(owner)).rejects.toThrow(consentRequired)
    }
    expect(refreshes()).toBe(2)
  })

  test('D42 a crash that leaves the lock behind: a new process asks once, then for consent', async () => {
    const { feishu, database, owner, process, signIn, refreshes } = await startWorld()
    await signIn()
    feishu.clock.advance(pastExpiry)
    feishu.faults.add({ operation: 'oauth.v2.token', phase: 'after', effect: { kind: 'drop' } })
    // Dies in the middle: the lock is never given back.
    const { userTokens } = database
    const dying = process({ store: { ...userTokens, unlock: async () => undefined } })
    await expect(dying.accessToken(owner)).rejects.toMatchObject({ code: 'platform_unavailable' })
    expect(refreshes()).toBe(1)
    const before = feishu.clock.now()
    const next = process()
    const reads = await Promise.allSettled(Array.from({ length: 20 }, () => next.accessToken(owner)))
    expect(reads).toEqual(reads.map(() => ({ status: 'rejected', reason: consentRequired })))
    expect(refreshes()).toBe(2)
    expect(feishu.clock.now() - before).toBeGreaterThanOrEqual(30_000)
    expect(next.context.logs.join()).toContain('interrupted')
    const third = process()
    await expect(third.accessToken(owner)).rejects.toThrow(consentRequired)
    expect(refreshes()).toBe(2)
    expect(await database.userTokens.find(owner)).toBeUndefined()
  })

  test('D42 a crash before the platform rotated costs nothing but the wait', async () => {
    const { feishu, database, owner, process, signIn, refreshes } = await startWorld()
    const old = await signIn()
    feishu.clock.advance(pastExpiry)
    feishu.faults.add({ operation: 'oauth.v2.token', effect: { kind: 'drop' } })
    const dying = process({ store: { ...database.userTokens, unlock: async () => undefined } })
    await expect(dying.accessToken(owner)).rejects.toMatchObject({ code: 'platform_unavailable' })
    const next = await process().accessToken(owner)
    expect(next).not.toBe(old)
    expect(refreshes()).toBe(2)
  })

  test('D42 the platform rotated and the database failed: the new pair is written before anything else', async () => {
    const { feishu, database, owner, process, signIn, refreshes } = await startWorld()
    const old = await signIn()
    feishu.clock.advance(nearExpiry)
    let broken = true
    const { userTokens } = database
    const tokens = process({
      store: {
        ...userTokens,
        async replace(...call) {
          if (broken) throw new Error('disk full')
          return userTokens.replace(...call)
        },
      },
    })
    await expect(tokens.accessToken(owner)).rejects.toThrow('disk full')
    await expect(tokens.accessToken(owner)).rejects.toThrow('disk full')
    expect(refreshes()).toBe(1)
    // Nobody else may send the spent token meanwhile.
    const now = feishu.clock.now()
    const version = (await userTokens.find(owner))?.version ?? 0
    expect(await userTokens.lock(owner, version, 'other', { now, until: now + 1 })).toMatchObject({
      outcome: 'held',
    })
    broken = false
    const next = await tokens.accessToken(owner)
    expect(next).not.toBe(old)
    expect(refreshes()).toBe(1)
    // Another process finds it, and its refresh token works.
    expect(await process().accessToken(owner)).toBe(next)
    feishu.clock.advance(pastExpiry)
    expect(await process().accessToken(owner)).not.toBe(next)
  })

  test('D42 close waits for a refresh under way, and writes what it could not', async () => {
    const { feishu, database, owner, process, signIn, refreshes } = await startWorld()
    const old = await signIn()
    feishu.clock.advance(nearExpiry)
    let failures = 3
    const { userTokens } = database
    const replace: typeof userTokens.replace = async (...call) => {
      failures -= 1
      if (failures >= 0) throw new Error('disk full')
      return userTokens.replace(...call)
    }
    const tokens = process({ store: { ...userTokens, replace } })
    const sent = Promise.withResolvers<void>()
    tokens.context.fetch = (...call) => {
      sent.resolve()
      return fetch(...call)
    }
    const read = tokens.accessToken(owner).catch((error: unknown) => error)
    await sent.promise
    await tokens.close()
    const next = await process().accessToken(owner)
    expect(next).not.toBe(old)
    expect([old, next]).toContain(await read)
    expect(refreshes()).toBe(1)
  })

  test('D42 close writes what the database did not take before', async () => {
    const { feishu, database, owner, process, signIn } = await startWorld()
    await signIn()
    feishu.clock.advance(nearExpiry)
    let broken = true
    const { userTokens } = database
    const replace: typeof userTokens.replace = async (...call) => {
      if (broken) throw new Error('disk full')
      return userTokens.replace(...call)
    }
    const tokens = process({ store: { ...userTokens, replace } })
    await expect(tokens.accessToken(owner)).rejects.toThrow('disk full')
    broken = false
    await tokens.close()
    await expect(tokens.accessToken(owner)).rejects.toMatchObject({ code: 'aborted' })
    feishu.clock.advance(pastExpiry)
    await expect(process().accessToken(owner)).resolves.toEqual(expect.any(String))
  })
})

describe('D43 a refresh that fails for a passing reason', () => {
  const json = 'application/json; charset=utf-8'
  const failures: [string, Fault['effect'], string][] = [
    ['500', { kind: 'status', status: 500 }, 'platform_unavailable'],
    ['20050', { kind: 'error', code: 20050 }, 'platform_unavailable'],
    ['20072', { kind: 'error', code: 20072 }, 'platform_unavailable'],
    ['HTML', { kind: 'html' }, 'platform_unavailable'],
    [
      'HTML that claims success',
      { kind: 'status', status: 200, body: '<html>', contentType: 'text/html' },
      'platform_response_invalid',
    ],
    [
      'a truncated body',
      { kind: 'status', status: 200, body: '{"code":0,"access_tok', contentType: json },
      'platform_response_invalid',
    ],
    ['a broken connection', { kind: 'drop' }, 'platform_unavailable'],
    ['a time-out', { kind: 'delay', ms: 600_000 }, 'platform_unavailable'],
    ['the rate limit', { kind: 'error', code: 99991400 }, 'rate_limited'],
    ['a wrong secret', { kind: 'error', code: 20002 }, 'app_credentials_invalid'],
  ]

  test.each(failures)(
    'D43 %s: the old pair lives, and a later call succeeds',
    async (_what, effect, code) => {
      const { feishu, owner, process, signIn } = await startWorld()
      const old = await signIn()
      feishu.clock.advance(nearExpiry)
      // More than one call repeats by itself.
      feishu.faults.add({ operation: 'oauth.v2.token', times: 3, effect })
      const tokens = process({ timeoutMs: 200 })
      const reads = await Promise.all(Array.from({ length: 10 }, () => tokens.accessToken(owner)))
      expect(new Set(reads)).toEqual(new Set([old]))
      expect(await tokens.accessToken(owner)).toBe(old)
      expect(await tokens.scopes(owner)).toEqual({ granted: expect.arrayContaining(scopes), refused: [] })

      feishu.clock.advance('3m')
      feishu.faults.clear()
      feishu.faults.add({ operation: 'oauth.v2.token', times: 3, effect })
      await expect(tokens.accessToken(owner)).rejects.toMatchObject({ code })

      feishu.faults.clear()
      // For a moment the reason stands, so that a platform in need is not asked by every read.
      await expect(tokens.accessToken(owner)).rejects.toMatchObject({ code })
      feishu.clock.advance('2s')
      const next = await tokens.accessToken(owner)
      expect(next).not.toBe(old)
      expect(await process().accessToken(owner)).toBe(next)
    },
  )

  test('D43 ahead of time it waits longer and longer between tries', async () => {
    const { feishu, owner, process, signIn, refreshes } = await startWorld()
    const old = await signIn()
    feishu.clock.advance('116m')
    feishu.faults.add({
      operation: 'oauth.v2.token',
      times: 100,
      effect: { kind: 'status', status: 200, body: 'no' },
    })
    const tokens = process()
    for (let second = 0; second < 200; second += 1) {
      expect(await tokens.accessToken(owner)).toBe(old)
      feishu.clock.advance('1s')
    }
    expect(refreshes()).toBeGreaterThan(4)
    expect(refreshes()).toBeLessThan(12)
  })
})

describe('D44 a refresh token that works no more', () => {
  test.each([20026, 20037, 20064, 20073, 20024])('D44 %i: dropped once, consent asked for', async (code) => {
    const { feishu, database, owner, process, signIn, refreshes } = await startWorld()
    await signIn()
    feishu.clock.advance(pastExpiry)
    feishu.faults.add({ operation: 'oauth.v2.token', effect: { kind: 'error', code } })
    const tokens = process()
    const reads = await Promise.allSettled(Array.from({ length: 10 }, () => tokens.accessToken(owner)))
    expect(reads).toEqual(reads.map(() => ({ status: 'rejected', reason: consentRequired })))
    expect(await database.userTokens.find(owner)).toBeUndefined()
    await expect(tokens.accessToken(owner)).rejects.toThrow(consentRequired)
    expect(refreshes()).toBe(1)
    const again = await signIn()
    expect(await tokens.accessToken(owner)).toBe(again)
  })

  test('D44 the switch for refreshing is off: the owner must act, and nothing is lost', async () => {
    const { feishu, app, owner, process, signIn } = await startWorld()
    const old = await signIn()
    feishu.apps.update(app.appId, { refreshEnabled: false })
    feishu.clock.advance(nearExpiry)
    expect(await process().accessToken(owner)).toBe(old)
    feishu.clock.advance('3m')
    const tokens = process()
    await expect(tokens.accessToken(owner)).rejects.toMatchObject({
      code: 'app_not_available',
      platform: { code: 20074 },
      hint: expect.stringContaining('Developer Console'),
    })
    feishu.apps.update(app.appId, { refreshEnabled: true })
    feishu.clock.advance('1s')
    expect(await tokens.accessToken(owner)).not.toBe(old)
  })

  test('D44 a new authorization during the refusal wins over it', async () => {
    const { feishu, database, owner, process, signIn } = await startWorld()
    await signIn()
    feishu.clock.advance(pastExpiry)
    feishu.faults.add({ operation: 'oauth.v2.token', effect: { kind: 'error', code: 20064 } })
    const { userTokens } = database
    let fresh = ''
    const tokens = process({
      store: {
        ...userTokens,
        async delete(...call) {
          if (fresh === '') fresh = await signIn()
          return userTokens.delete(...call)
        },
      },
    })
    expect(await tokens.accessToken(owner)).toBe(fresh)
  })

  test('365 days after the authorization the platform is not even asked', async () => {
    const { feishu, database, owner, process, signIn, refreshes } = await startWorld()
    await signIn()
    const stored = await database.userTokens.find(owner)
    if (stored === undefined) throw new Error('nothing kept')
    const authorizedAt = feishu.clock.now() - 365 * 24 * 3_600_000
    await database.userTokens.put(owner, { ...stored.pair, authorizedAt })
    const tokens = process()
    // What is left of the last access token still serves.
    expect(await tokens.accessToken(owner)).toBe(stored.pair.accessToken)
    feishu.clock.advance(pastExpiry)
    await expect(tokens.accessToken(owner)).rejects.toThrow(consentRequired)
    expect(refreshes()).toBe(0)
  })
})

describe('the five generations', () => {
  test.each<TokenGeneration>(['v3', 'v2', 'oidc', 'v1', 'passport'])(
    '%s: tokens are kept, refreshed again and again, and given up in the same way',
    async (generation) => {
      const { feishu, owner, process, signIn, refreshes } = await startWorld({ generation })
      const seen = new Set([await signIn()])
      const tokens = process()
      for (let round = 1; round <= 3; round += 1) {
        feishu.clock.advance(pastExpiry)
        seen.add(await tokens.accessToken(owner))
        expect(seen.size).toBe(round + 1)
        expect(refreshes()).toBe(round)
      }
      const operation = {
        v3: 'oauth.v3.token',
        v2: 'oauth.v2.token',
        oidc: 'authen.v1.oidc.refresh_access_token',
        v1: 'authen.v1.refresh_access_token',
        passport: 'passport.oauth.token',
      }[generation]
      feishu.clock.advance(pastExpiry)
      feishu.faults.add({ operation, phase: 'after', effect: { kind: 'drop' } })
      await expect(tokens.accessToken(owner)).rejects.toMatchObject({ code: 'platform_unavailable' })
      feishu.clock.advance('1s')
      await expect(tokens.accessToken(owner)).rejects.toThrow(consentRequired)
      await expect(tokens.accessToken(owner)).rejects.toThrow(consentRequired)
      expect(refreshes()).toBe(5)
    },
  )

  test('a pair of v2 is refreshed at v3 when the app has moved there', async () => {
    const { feishu, app, owner, process, signIn } = await startWorld()
    await signIn()
    const moved = process({ app: { ...app, tokenEndpoint: 'v3' } })
    feishu.clock.advance(pastExpiry)
    await moved.accessToken(owner)
    expect(feishu.requests({ operation: 'oauth.v3.token' })).toHaveLength(1)
    feishu.clock.advance(pastExpiry)
    await moved.accessToken(owner)
    expect(feishu.requests({ operation: 'oauth.v3.token' })).toHaveLength(2)
  })
})

describe('scopes', () => {
  test('ensureScopes: what was refused is said, what is added later keeps what was there', async () => {
    const { owner, process, signIn } = await startWorld()
    const tokens = process()
    expect(await tokens.ensureScopes(owner, [profile])).toMatchObject({
      granted: [],
      missing: [profile],
      satisfied: false,
      consentUrl: expect.any(String),
    })
    await signIn(['offline_access', profile], ['offline_access'])
    expect(await tokens.ensureScopes(owner, [profile, email])).toMatchObject({
      granted: ['offline_access'],
      missing: [profile, email],
      refused: [profile],
      satisfied: false,
      consentUrl: `https://app.example.com/auth/authorize?scope=${profile}%20${email}%20offline_access`,
    })
    await expect(tokens.accessToken(owner, { scopes: [profile] })).rejects.toMatchObject({
      code: 'consent_required',
      scopes: [profile],
    })
    await signIn([profile])
    await signIn([email])
    const report = await tokens.ensureScopes(owner, [profile, email])
    expect(report).toMatchObject({ missing: [], refused: [], satisfied: true })
    expect(report).not.toHaveProperty('consentUrl')
    expect([...report.granted].sort()).toEqual([...scopes].sort())
  })

  test('ensureScopes tells who must act: the app’s owner (99991672) or the person (99991679)', async () => {
    const { feishu, app, owner, process, signIn } = await startWorld({ enabled: ['offline_access', email] })
    await signIn(['offline_access', email])
    const tokens = process()
    const client = createPlatformClient({ app, context: tokens.context, userTokens: tokens, owner })
    const path = `/open-apis/contact/v3/users/${owner.openId}`
    await expect(client.get(path)).rejects.toMatchObject({
      code: 'scope_not_allowed',
      platform: { code: 99991672 },
      scopes: expect.arrayContaining([profile]),
      consentUrl: undefined,
    })
    const owners = await tokens.ensureScopes(owner, [profile, email])
    expect(owners).toMatchObject({ missing: [profile], notEnabled: [profile], satisfied: false })
    expect(owners).not.toHaveProperty('consentUrl')

    // The owner enables it and, some minutes later, the person is the one to ask.
    feishu.apps.update(app.appId, { scopes: [...scopes] })
    feishu.clock.advance('10m')
    const error = await client.get(path).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'consent_required',
      platform: { code: 99991679 },
      scopes: expect.arrayContaining([profile]),
      consentUrl: `https://app.example.com/auth/authorize?scope=${profile}%20offline_access%20${email}`,
    })
    const persons = await tokens.ensureScopes(owner, [profile])
    expect(persons).toMatchObject({ missing: [profile], notEnabled: [], consentUrl: expect.any(String) })

    await signIn([profile])
    expect(await client.get<{ user: { open_id: string } }>(path)).toMatchObject({
      user: { open_id: owner.openId },
    })
  })
})

describe('tokens that the platform refuses', () => {
  test('D45 a withdrawn consent is noticed at the next call, and asked for again', async () => {
    const { feishu, app, owner, process, signIn, refreshes } = await startWorld()
    await signIn()
    const tokens = process()
    const client = createPlatformClient({ app, context: tokens.context, userTokens: tokens, owner })
    const path = `/open-apis/contact/v3/users/${owner.openId}`
    await client.get(path)
    feishu.login.withdraw(3)
    await expect(client.get(path)).rejects.toMatchObject({
      code: 'consent_required',
      consentUrl: expect.stringContaining(profile),
    })
    await expect(client.get(path)).rejects.toThrow(consentRequired)
    expect(refreshes()).toBe(1)
  })

  test('D45 a token that died early is refreshed once, and the call made again', async () => {
    const { feishu, app, owner, process, signIn, refreshes } = await startWorld()
    const old = await signIn()
    const tokens = process()
    const client = createPlatformClient({ app, context: tokens.context, userTokens: tokens, owner })
    const path = `/open-apis/contact/v3/users/${owner.openId}`
    feishu.faults.add({ operation: 'contact.v3.users.get', effect: { kind: 'error', code: 99991668 } })
    await expect(client.get(path)).resolves.toHaveProperty('user')
    expect(refreshes()).toBe(1)
    expect(await tokens.accessToken(owner)).not.toBe(old)
    // An API that takes no user token at all answers the same: no refresh after refresh.
    feishu.faults.add({
      operation: 'contact.v3.users.get',
      times: 10,
      effect: { kind: 'error', code: 99991668 },
    })
    await expect(client.get(path)).rejects.toMatchObject({
      code: 'token_rejected',
      hint: expect.stringContaining('whether it takes a user_access_token'),
    })
    await expect(client.get(path)).rejects.toMatchObject({ code: 'token_rejected' })
    expect(refreshes()).toBe(1)
  })
})

describe('withdrawal', () => {
  test('deleted here, revoked there', async () => {
    const { feishu, app, database, owner, process, signIn } = await startWorld()
    const token = await signIn()
    const tokens = process()
    expect(await tokens.withdraw(owner)).toEqual({ revoked: true })
    expect(await database.userTokens.find(owner)).toBeUndefined()
    const answer = await fetch(`${app.hosts.open}/open-apis/authen/v1/user_info`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(answer.status).toBe(400)
    await expect(tokens.accessToken(owner)).rejects.toThrow(consentRequired)
    expect(await tokens.withdraw(owner)).toEqual({ revoked: false })
    expect(feishu.requests({ operation: 'oauth.v1.revoke' })).toHaveLength(2)
  })

  test('the platform cannot be reached: deleted all the same', async () => {
    const { feishu, database, owner, process, signIn } = await startWorld()
    await signIn()
    feishu.faults.add({
      operation: 'oauth.v1.revoke',
      times: 10,
      effect: { kind: 'status', status: 500 },
    })
    expect(await process().withdraw(owner)).toEqual({ revoked: false })
    expect(await database.userTokens.find(owner)).toBeUndefined()
  })

  test('during a refresh: what the platform rotated to is revoked as well', async () => {
    const { feishu, database, owner, process, signIn } = await startWorld()
    await signIn()
    feishu.clock.advance(pastExpiry)
    const { userTokens } = database
    const other = process()
    const tokens = process({
      store: {
        ...userTokens,
        async replace(...call) {
          await other.forget(owner)
          return userTokens.replace(...call)
        },
      },
    })
    await expect(tokens.accessToken(owner)).rejects.toThrow(consentRequired)
    expect(feishu.requests({ operation: 'oauth.v1.revoke' })).toHaveLength(2)
    expect(await database.userTokens.find(owner)).toBeUndefined()
  })
})

test('D49 no token, secret or code reaches a log or an error, whatever happens', async () => {
  const { feishu, database, app, owner, process, signIn } = await startWorld()
  const secrets = new Set([await signIn(), app.appSecret])
  const note = async () => {
    const pair = (await database.userTokens.find(owner))?.pair
    for (const value of [pair?.accessToken, pair?.refreshToken]) if (value !== undefined) secrets.add(value)
  }
  await note()
  const tokens = process({ timeoutMs: 100 })
  const seen: string[] = []
  const effects: Fault['effect'][] = [
    { kind: 'status', status: 500 },
    { kind: 'error', code: 20050 },
    { kind: 'html' },
    { kind: 'truncate' },
    { kind: 'drop' },
    { kind: 'error', code: 20064 },
  ]
  for (const effect of effects) {
    feishu.clock.advance(pastExpiry)
    feishu.faults.add({ operation: 'oauth.v2.token', times: 3, effect })
    const error = await tokens.accessToken(owner).catch((reason: unknown) => reason)
    seen.push(String(error), JSON.stringify(error), error instanceof Error ? `${error.stack}` : '')
    feishu.faults.clear()
    await note()
    if (!(await tokens.scopes(owner))) secrets.add(await signIn())
    await note()
  }
  seen.push(...tokens.context.logs)
  expect(secrets.size).toBeGreaterThan(4)
  for (const secret of secrets) expect(seen.join('\n')).not.toContain(secret)
})
