// Tries: the redirect flow, and what may be done to its callback.

import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../test/support/fake-platform.ts'
import {
  type Flows,
  newBrowser,
  secret,
  sha256,
  startFlows,
  tokenPath,
  url,
} from '../../test/support/sign-in-flows.ts'
import type { Attempt, SubjectType } from './ports.ts'

describe('sign-in by redirect', () => {
  let flows: Flows
  beforeEach(async () => {
    flows = await startFlows()
  })
  afterEach(() => flows[Symbol.asyncDispose]())

  it('signs in with two calls to the platform and returns to the path it started from', async () => {
    const { signIn, browserId, query } = await flows.started()
    const { person, returnTo } = await signIn.finishRedirect({ browserId, query })
    expect(returnTo).toBe('/after?x=1')
    expect(person).toEqual({
      userId: expect.stringMatching(/^[\w-]{43}$/),
      identityId: expect.stringMatching(/^[\w-]{43}$/),
      identity: {
        brand: 'feishu',
        appId: 'cli_0123456789abcdef',
        tenantKey: 'tenant-1',
        subjectType: 'open_id',
        subject: 'ou_1',
      },
      profile: {
        name: '人1',
        enName: 'Person 1',
        avatarUrl: 'https://img.example/1',
        openId: 'ou_1',
        unionId: 'on_1',
        emailVerified: false,
      },
      blocked: null,
      doubt: null,
      lastSignInAt: flows.context.time.now,
    })
    expect(flows.platform.seen.map((request) => request.path)).toEqual([
      tokenPath,
      '/open-apis/authen/v1/user_info',
    ])
  })

  it.each<[SubjectType, string[], string[]]>([
    ['open_id', [], []],
    ['open_id', ['a:b', 'c:d', 'a:b'], ['a:b', 'c:d']],
    ['user_id', [], ['contact:user.employee_id:readonly']],
    ['user_id', ['a:b'], ['a:b', 'contact:user.employee_id:readonly']],
    ['user_id', ['contact:user.employee_id:readonly'], ['contact:user.employee_id:readonly']],
  ])('D25 keyed by %s with scopes %j asks for %j in both flows', async (subjectType, scopes, asked) => {
    const signIn = flows.make({ scopes, policy: { subjectType } })
    const { location } = await signIn.startRedirect({ browserId: newBrowser() })
    expect(new URL(location).searchParams.get('scope')).toBe(asked.join(' ') || null)
    expect((await signIn.startInClient({ browserId: newBrowser() })).scopeList).toEqual(asked)
  })

  it('D1 callback without state is refused before anything is asked', async () => {
    const { signIn, browserId, query } = await flows.started()
    query.delete('state')
    await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
      code: 'attempt_missing',
    })
    expect(flows.platform.seen).toEqual([])
  })

  it.each<[string, string, (query: URLSearchParams) => void]>([
    ['random', 'attempt_invalid', (query) => query.set('state', newBrowser())],
    ['empty', 'attempt_invalid', (query) => query.set('state', '')],
    ['repeated', 'attempt_invalid', (query) => query.append('state', query.get('state') ?? '')],
    [
      'an array by brackets',
      'attempt_missing',
      (query) => {
        query.append('state[]', query.get('state') ?? '')
        query.delete('state')
      },
    ],
    ['cut', 'attempt_invalid', (query) => query.set('state', (query.get('state') ?? '').slice(1))],
    ['longer', 'attempt_invalid', (query) => query.set('state', `${query.get('state')}=`)],
    ['huge', 'attempt_invalid', (query) => query.set('state', 'a'.repeat(100_000))],
  ])('D2 callback with a state that is %s is refused and logged without it', async (_, code, change) => {
    const { signIn, browserId, query } = await flows.started()
    const value = query.get('state') ?? ''
    const whole = query.toString()
    change(query)
    const error = await signIn.finishRedirect({ browserId, query }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code, status: 400 })
    const told = flows.context.logs.join() + String(error)
    for (const given of [value, query.get('state') || 'none', query.get('code') ?? 'none']) {
      expect(told).not.toContain(given)
    }
    expect(flows.exchanges()).toEqual([])
    // The attempt is still there: nothing of this spoilt it.
    await signIn.finishRedirect({ browserId, query: new URLSearchParams(whole) })
  })

  it.each<[string, (query: URLSearchParams) => void]>([
    ['no code and no error', (query) => query.delete('code')],
    ['an empty code', (query) => query.set('code', '')],
    ['two codes', (query) => query.append('code', 'other')],
    ['a code and an error', (query) => query.append('error', 'access_denied')],
    ['a code with a line break', (query) => query.set('code', 'a\nb')],
    ['a code of 513 characters', (query) => query.set('code', 'a'.repeat(513))],
  ])('refuses a callback with %s and leaves the attempt', async (_, change) => {
    const { signIn, browserId, query } = await flows.started()
    const whole = query.toString()
    change(query)
    await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
      code: 'request_invalid',
    })
    expect(flows.exchanges()).toEqual([])
    await signIn.finishRedirect({ browserId, query: new URLSearchParams(whole) })
  })

  it.each([
    ['another browser', newBrowser(), 'attempt_invalid'],
    ['a browser without a cookie', undefined, 'attempt_missing'],
    ['a browser with a broken cookie', 'x', 'attempt_missing'],
  ])("D3 an attacker's callback in %s is refused and does not spoil the attempt", async (_, victim, code) => {
    const { signIn, browserId, query } = await flows.started()
    await expect(signIn.finishRedirect({ browserId: victim, query })).rejects.toMatchObject({ code })
    expect(flows.platform.seen).toEqual([])
    expect((await signIn.finishRedirect({ browserId, query })).person.profile.openId).toBe('ou_1')
  })

  it('D3 a store that forgets to compare the browser signs nobody in', async () => {
    const { browserId, query } = await flows.started()
    const owner = sha256(browserId)
    const forgetful = {
      ...flows.database.attempts,
      take: (id: string) => flows.database.attempts.take(id, owner),
    }
    await expect(
      flows.make({ attempts: forgetful }).finishRedirect({ browserId: newBrowser(), query }),
    ).rejects.toMatchObject({ code: 'attempt_invalid' })
    expect(flows.exchanges()).toEqual([])
  })

  it('D4 the same callback twice: the second is refused without a call', async () => {
    const { signIn, browserId, query } = await flows.started()
    await signIn.finishRedirect({ browserId, query })
    await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
      code: 'attempt_invalid',
    })
    expect(flows.exchanges()).toHaveLength(1)
  })

  it('D4 the same callback 50 times at once: one success, one exchange', async () => {
    const { signIn, browserId, query } = await flows.started()
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => signIn.finishRedirect({ browserId, query })),
    )
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'attempt_invalid' })
    }
    expect(flows.exchanges()).toHaveLength(1)
  })

  it.each([
    [599_999, undefined],
    [600_000, 'attempt_expired'],
    [1_199_999, 'attempt_expired'],
  ])('D5 a state that is %d ms old: %s', async (age, code) => {
    const { signIn, browserId, query } = await flows.started()
    flows.context.time.now += age
    await signIn.startRedirect({ browserId: newBrowser() })
    const outcome = await signIn.finishRedirect({ browserId, query }).catch((thrown) => thrown.code)
    if (code === undefined) expect(outcome).toMatchObject({ person: { blocked: null } })
    else expect(outcome).toBe(code)
    expect(flows.exchanges()).toHaveLength(code === undefined ? 1 : 0)
  })

  it('D6 a state minted for one app does not serve another, nor another redirect URI', async () => {
    const { browserId, location } = await flows.started()
    const others = [
      flows.make({ app: testApp(flows.platform.url, { appSecret: secret, appId: 'cli_other' }) }),
      flows.make({ url: 'https://other.example' }),
    ]
    for (const other of others) {
      const { location: fresh } = await flows.make().startRedirect({ browserId })
      expect(fresh).not.toBe(location)
      await expect(other.finishRedirect({ browserId, query: flows.approve(fresh) })).rejects.toMatchObject({
        code: 'attempt_invalid',
      })
    }
    expect(flows.exchanges()).toEqual([])
  })

  it('D6 an in-client attempt does not serve as state, nor a state as in-client attempt', async () => {
    const { signIn, browserId, query } = await flows.started()
    const { attempt } = await signIn.startInClient({ browserId })
    const crossed = new URLSearchParams({ state: attempt, code: flows.clientCode() })
    await expect(signIn.finishRedirect({ browserId, query: crossed })).rejects.toMatchObject({
      code: 'attempt_invalid',
    })
    await expect(
      signIn.finishInClient({ browserId, attempt: query.get('state') ?? '', code: flows.clientCode() }),
    ).rejects.toMatchObject({ code: 'attempt_invalid' })
    expect(flows.exchanges()).toEqual([])
  })

  it('D7 states are 256 random bits and never equal; the store holds their hash', async () => {
    const signIn = flows.make()
    const states = new Set<string>()
    for (let i = 0; i < 200; i++) {
      const { location } = await signIn.startRedirect({ browserId: newBrowser() })
      states.add(new URL(location).searchParams.get('state') ?? '')
    }
    expect(states.size).toBe(200)
    for (const state of states) expect(Buffer.from(state, 'base64url')).toHaveLength(32)
    const [state = ''] = states
    expect(await flows.database.attempts.take(state, 'any')).toEqual({ outcome: 'unknown' })
    const id = createHash('sha256').update(state).digest('hex')
    expect(await flows.database.attempts.take(id, 'any')).toEqual({ outcome: 'other_browser' })
  })

  it.each([
    ['of another app', 20024],
    ['expired', 20004],
    ['used before', 20065],
    ['unknown', 20003],
    ['of another address', 20071],
  ])('D10 D11 a code that is %s ends in code_invalid and makes no user', async (_, refusal) => {
    const { signIn, browserId, query } = await flows.started()
    const issued = flows.codes.get(query.get('code') ?? '')
    if (issued) issued.refusal = refusal
    const error = await signIn.finishRedirect({ browserId, query }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'code_invalid', hint: expect.stringContaining('again') })
    expect(await flows.database.identities.firstTenant('feishu', 'cli_0123456789abcdef')).toBeUndefined()
    expect(flows.exchanges()).toHaveLength(1)
  })

  it.each(['v3', 'v2', 'oidc', 'v1', 'passport'] as const)(
    'D30 at %s a sign-in counts as confirmed only when the page was told to ask',
    async (tokenEndpoint) => {
      const signIn = flows.make({ app: testApp(flows.platform.url, { appSecret: secret, tokenEndpoint }) })
      for (const [prompt, expected] of [
        ['consent', 'consent'],
        [undefined, null],
      ] as const) {
        const { location } = await signIn.startRedirect({ browserId: newBrowser(), prompt })
        expect(new URL(location).searchParams.get('prompt')).toBe(expected)
      }
    },
  )

  it('D30 a sign-in counts as confirmed by how it was started, not by what comes back', async () => {
    const signIn = flows.make()
    const browserId = newBrowser()
    for (const prompt of ['consent', undefined] as const) {
      const { location } = await signIn.startRedirect({ browserId, prompt })
      const query = flows.approve(location)
      query.set('prompt', 'consent')
      expect((await signIn.finishRedirect({ browserId, query })).confirmed).toBe(prompt === 'consent')
    }
  })

  it('D17 a denial says what was asked for and denied', async () => {
    const signIn = flows.make()
    const browserId = newBrowser()
    const { location } = await signIn.startRedirect({ browserId, scopes: ['task:task:read', 'a:b'] })
    const state = new URL(location).searchParams.get('state') ?? ''
    const query = new URLSearchParams({ state, error: 'access_denied' })
    await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
      code: 'authorization_denied',
      scopes: ['task:task:read', 'a:b'],
    })
  })

  it('D12 every redirect uses PKCE with S256 and the verifier stays here', async () => {
    const { signIn, browserId, location, query } = await flows.started()
    const asked = new URL(location).searchParams
    expect(asked.getAll('code_challenge_method')).toEqual(['S256'])
    await signIn.finishRedirect({ browserId, query })
    const { code_verifier: verifier } = JSON.parse(flows.exchanges()[0]?.body ?? '')
    expect(verifier).toMatch(/^[\w-]{43}$/)
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(asked.get('code_challenge'))
    expect(location + flows.context.logs.join()).not.toContain(verifier)
  })

  it('D12 the codes of two flows cannot be swapped', async () => {
    const signIn = flows.make()
    const browserId = newBrowser()
    const one = flows.approve((await signIn.startRedirect({ browserId })).location)
    const two = flows.approve((await signIn.startRedirect({ browserId })).location)
    const swapped = new URLSearchParams({ state: one.get('state') ?? '', code: two.get('code') ?? '' })
    await expect(signIn.finishRedirect({ browserId, query: swapped })).rejects.toMatchObject({
      code: 'pkce_failed',
    })
  })

  it.each<[string, Partial<Attempt>]>([
    ['without a verifier', { codeVerifier: null }],
    ['of a QR code, with a verifier', { kind: 'qr' }],
    ['of the client', { kind: 'in_client' }],
    ['to bind for nobody', { kind: 'bind' }],
  ])('D12 an attempt %s is never exchanged', async (_, changes) => {
    const { signIn, browserId, query } = await flows.started()
    await flows.alter(query.get('state') ?? '', browserId, changes)
    await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
      code: 'attempt_invalid',
    })
    expect(flows.exchanges()).toEqual([])
  })

  it('D13 the redirect URI is the configured one, at both ends', async () => {
    const { signIn, browserId, location, query } = await flows.started()
    expect(new URL(location).searchParams.getAll('redirect_uri')).toEqual([`${url}/auth/callback`])
    await signIn.finishRedirect({ browserId, query })
    expect(JSON.parse(flows.exchanges()[0]?.body ?? '').redirect_uri).toBe(`${url}/auth/callback`)
  })

  it.each(['//evil', '/\\evil', '/%2f%2fevil', 'https:evil', '/a\r\nb', '/\tb', '/auth/authorize'])(
    'D14 return path %j falls to /',
    async (returnTo) => {
      const signIn = flows.make()
      const browserId = newBrowser()
      const { location } = await signIn.startRedirect({ browserId, returnTo })
      expect((await signIn.finishRedirect({ browserId, query: flows.approve(location) })).returnTo).toBe('/')
    },
  )

  it('D15 the target comes from the attempt and the code is not forwarded', async () => {
    const { signIn, browserId, query } = await flows.started()
    for (const name of ['return_to', 'returnTo', 'redirect_uri', 'next'])
      query.set(name, 'https://evil.example')
    expect((await signIn.finishRedirect({ browserId, query })).returnTo).toBe('/after?x=1')
  })

  it('D16 a code of one brand does not serve the callback of the other', async () => {
    const { browserId, query } = await flows.started()
    const lark = flows.make({ app: testApp(flows.platform.url, { appSecret: secret, brand: 'lark' }) })
    await expect(lark.finishRedirect({ browserId, query })).rejects.toMatchObject({
      code: 'attempt_invalid',
    })
    expect(flows.exchanges()).toEqual([])
  })

  it.each([
    ['access_denied', 'authorization_denied', 403],
    ['server_error', 'platform_refused', 502],
    ['<script>alert(1)</script>', 'platform_refused', 502],
  ])('D17 error=%s becomes %s; its text is only a field', async (name, code, status) => {
    const { signIn, browserId, query } = await flows.started()
    query.delete('code')
    query.set('error', name)
    query.set('error_description', `<img src=x onerror=alert(1)>\r\nforged log line ${'x'.repeat(10_000)}`)
    const error = await signIn.finishRedirect({ browserId, query }).catch((thrown) => thrown)
    expect(error).toMatchObject({ code, status, platform: { operation: 'authorize' } })
    expect(error.message + error.hint).not.toMatch(/[<>]/)
    expect(error.platform.msg).not.toMatch(/[\r\n]/)
    expect(error.platform.msg.length).toBeLessThanOrEqual(200)
    await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
      code: 'attempt_invalid',
    })
    expect(flows.platform.seen).toEqual([])
  })

  it('D22 no secret is in any address, and only the token endpoint receives it', async () => {
    const { signIn, browserId, location, query } = await flows.started()
    await signIn.finishRedirect({ browserId, query })
    const addresses = [location, ...flows.platform.seen.map((request) => request.path)]
    for (const address of addresses) expect(decodeURIComponent(address)).not.toContain(secret)
    expect(flows.platform.seen.filter((request) => JSON.stringify(request).includes(secret))).toHaveLength(1)
  })

  it('keeps at most 20 open attempts of one browser and drops the oldest', async () => {
    const signIn = flows.make()
    const browserId = newBrowser()
    const queries = []
    for (let i = 0; i < 22; i++) {
      flows.context.time.now++
      queries.push(flows.approve((await signIn.startRedirect({ browserId })).location))
    }
    const outcomes = []
    for (const query of queries) {
      outcomes.push(await signIn.finishRedirect({ browserId, query }).catch((thrown) => thrown.code))
    }
    expect(outcomes.slice(0, 2)).toEqual(['attempt_invalid', 'attempt_invalid'])
    expect(outcomes.slice(2).every((outcome) => outcome.person)).toBe(true)
  })

  it('sweeps attempts that nobody finished', async () => {
    const { signIn, browserId, query } = await flows.started()
    flows.context.time.now += 1_200_001
    await signIn.startRedirect({ browserId: newBrowser() })
    await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
      code: 'attempt_invalid',
    })
  })

  it('sweeps when told to, and keeps what a late browser may still bring back', async () => {
    const { signIn, browserId, query } = await flows.started()
    flows.context.time.now += 1_199_999
    await signIn.sweep()
    await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
      code: 'attempt_expired',
    })
    const late = await flows.started()
    flows.context.time.now += 1_200_000
    await late.signIn.sweep()
    await expect(late.signIn.finishRedirect(late)).rejects.toMatchObject({ code: 'attempt_invalid' })
  })

  it('sweeps no more before a start than a person can wait for', async () => {
    const swept: (number | undefined)[] = []
    const store = {
      ...flows.database.attempts,
      async deleteExpired(_: number, atMost?: number) {
        swept.push(atMost)
        return 0
      },
    }
    await flows.make({ attempts: store }).startRedirect({ browserId: newBrowser() })
    expect(swept).toEqual([500])
  })

  it('with 50,000 open attempts starts none, until the oldest have expired', async () => {
    let kept = 50_000
    let expired = 0
    const store = {
      ...flows.database.attempts,
      create: async (_: unknown, most: number) => kept < most && ++kept > 0,
      deleteExpired: async (now: number, atMost = 0) => {
        const gone = now === flows.context.time.now ? Math.min(expired, atMost) : 0
        kept -= gone
        return gone
      },
    }
    const signIn = flows.make({ attempts: store })
    await expect(signIn.startRedirect({ browserId: newBrowser() })).rejects.toMatchObject({
      code: 'server_busy',
      retryAfterSeconds: 60,
    })
    expired = 600
    await signIn.startRedirect({ browserId: newBrowser() })
    expect(kept).toBe(49_501)
  })

  it('refuses to start for a browser id that is none', async () => {
    await expect(flows.make().startRedirect({ browserId: 'short' })).rejects.toMatchObject({
      code: 'request_invalid',
    })
  })

  it('ends with aborted when the caller leaves', async () => {
    const { signIn, browserId, query } = await flows.started()
    const signal = AbortSignal.abort()
    await expect(signIn.finishRedirect({ browserId, query, signal })).rejects.toMatchObject({
      code: 'aborted',
    })
  })
})
