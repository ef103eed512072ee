import { createHash, randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type FakeAnswer,
  type FakePlatform,
  type SeenRequest,
  startFakePlatform,
  type TestContext,
  testApp,
  testContext,
} from '../../test/support/fake-platform.ts'
import { type Database, openDatabase } from '../storage/sql/index.ts'
import { createSignIn, type SignIn, type SignInOptions, type TenantPolicy } from './index.ts'
import type { SubjectType } from './ports.ts'

const url = 'https://app.example'
const secret = 'marker-app-secret-5f1e0c'
const tokenPath = '/open-apis/authen/v2/oauth/token'

/** A code that the platform of these tests has given out. */
interface Issued {
  info: Record<string, unknown>
  redirectUri?: string | undefined
  challenge?: string | undefined
  /** Answer of the token endpoint instead of a token. */
  refusal?: number
}

const personInfo = (n: number | string, changes: Record<string, unknown> = {}) => ({
  open_id: `ou_${n}`,
  union_id: `on_${n}`,
  tenant_key: 'tenant-1',
  name: `人${n}`,
  en_name: `Person ${n}`,
  avatar_url: `https://img.example/${n}`,
  ...changes,
})

describe('sign-in', () => {
  let platform: FakePlatform
  let database: Database
  let context: TestContext
  let codes: Map<string, Issued>
  let userInfoAnswer: ((info: Record<string, unknown>) => FakeAnswer) | undefined
  let statusAnswer: FakeAnswer

  beforeEach(async () => {
    codes = new Map()
    userInfoAnswer = undefined
    statusAnswer = { status: 400, body: { code: 99991672, msg: 'no scope' } }
    platform = await startFakePlatform(answer)
    context = testContext({ random: (bytes) => randomBytes(bytes) })
    database = await openDatabase('sqlite::memory:')
    await database.migrate()
  })
  afterEach(async () => {
    await platform[Symbol.asyncDispose]()
    await database.close()
  })

  const refused = (code: number): FakeAnswer => ({
    status: 400,
    body: { code, error: 'invalid_grant', error_description: `refused ${secret}` },
  })

  function exchange(body: Record<string, string>): FakeAnswer {
    const issued = codes.get(body.code ?? '')
    if (issued === undefined) return refused(20003)
    if (body.client_secret !== secret) return refused(20002)
    if (issued.refusal !== undefined) return refused(issued.refusal)
    if (issued.redirectUri !== body.redirect_uri) return refused(20071)
    const challenge =
      body.code_verifier && createHash('sha256').update(body.code_verifier).digest('base64url')
    if (issued.challenge !== undefined && issued.challenge !== challenge) return refused(20049)
    issued.refusal = 20065
    return { body: { code: 0, access_token: `eyJ.${body.code}`, expires_in: 7200, token_type: 'Bearer' } }
  }

  async function answer(request: SeenRequest): Promise<FakeAnswer> {
    // Answers overtake each other, as they do on a network.
    for (let turns = randomBytes(1)[0] ?? 0; turns > 0; turns -= 50) await setImmediate()
    if (request.path === tokenPath) return exchange(JSON.parse(request.body))
    if (request.path === '/open-apis/authen/v1/user_info') {
      const info = codes.get(`${request.headers.authorization}`.replace('Bearer eyJ.', ''))?.info ?? {}
      return userInfoAnswer?.(info) ?? { body: { code: 0, msg: 'success', data: info } }
    }
    if (request.path.startsWith('/open-apis/contact/v3/users/')) return statusAnswer
    return { status: 404, body: '404 page not found' }
  }

  const make = (changes: Partial<SignInOptions> = {}): SignIn =>
    createSignIn({
      app: testApp(platform.url, { appSecret: secret }),
      context,
      tokens: { withTenantAccessToken: (use) => use('t-tenant') },
      attempts: database.attempts,
      identities: database.identities,
      url,
      ...changes,
    })

  const newBrowser = () => randomBytes(32).toString('base64url')

  /** The person agrees on the authorize page; returns the query that the browser brings back. */
  function approve(location: string, info: Record<string, unknown> = personInfo(1)): URLSearchParams {
    const asked = new URL(location).searchParams
    const code = `code-${randomBytes(8).toString('hex')}`
    codes.set(code, {
      info,
      redirectUri: asked.get('redirect_uri') ?? undefined,
      challenge: asked.get('code_challenge') ?? undefined,
    })
    return new URLSearchParams({ code, state: asked.get('state') ?? '' })
  }

  /** The client gives out a code, without redirect URI and PKCE. */
  function clientCode(info: Record<string, unknown> = personInfo(1), changes: Partial<Issued> = {}): string {
    const code = `code-${randomBytes(8).toString('hex')}`
    codes.set(code, { info, ...changes })
    return code
  }

  async function inClient(signIn: SignIn, info = personInfo(1)) {
    const browserId = newBrowser()
    const { attempt } = await signIn.startInClient({ browserId })
    return (await signIn.finishInClient({ browserId, attempt, code: clientCode(info) })).person
  }

  async function started(signIn = make()) {
    const browserId = newBrowser()
    const { location } = await signIn.startRedirect({ browserId, returnTo: '/after?x=1' })
    return { signIn, browserId, location, query: approve(location) }
  }

  const exchanges = () => platform.seen.filter((request) => request.path === tokenPath)

  describe('by redirect', () => {
    it('signs in with two calls to the platform and returns to the path it started from', async () => {
      const { signIn, browserId, query } = await started()
      const { person, returnTo } = await signIn.finishRedirect({ browserId, query })
      expect(returnTo).toBe('/after?x=1')
      expect(person).toEqual({
        userId: expect.stringMatching(/^[\w-]{43}$/),
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
      })
      expect(platform.seen.map((request) => request.path)).toEqual([
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
      const signIn = make({ scopes, policy: { subjectType } })
      const { location } = await signIn.startRedirect({ browserId: newBrowser() })
      expect(new URL(location).searchParams.get('scope')).toBe(asked.join(' ') || null)
      expect((await signIn.startInClient({ browserId: newBrowser() })).scopeList).toEqual(asked)
    })

    it('D1 callback without state is refused before anything is asked', async () => {
      const { signIn, browserId, query } = await started()
      query.delete('state')
      await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
        code: 'attempt_missing',
      })
      expect(platform.seen).toEqual([])
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
      const { signIn, browserId, query } = await started()
      const value = query.get('state') ?? ''
      const whole = query.toString()
      change(query)
      const error = await signIn.finishRedirect({ browserId, query }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code, status: 400 })
      const told = context.logs.join() + String(error)
      for (const given of [value, query.get('state') || 'none', query.get('code') ?? 'none']) {
        expect(told).not.toContain(given)
      }
      expect(exchanges()).toEqual([])
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
      const { signIn, browserId, query } = await started()
      const whole = query.toString()
      change(query)
      await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
        code: 'request_invalid',
      })
      expect(exchanges()).toEqual([])
      await signIn.finishRedirect({ browserId, query: new URLSearchParams(whole) })
    })

    it.each([
      ['another browser', newBrowser(), 'attempt_invalid'],
      ['a browser without a cookie', undefined, 'attempt_missing'],
      ['a browser with a broken cookie', 'x', 'attempt_missing'],
    ])(
      "D3 an attacker's callback in %s is refused and does not spoil the attempt",
      async (_, victim, code) => {
        const { signIn, browserId, query } = await started()
        await expect(signIn.finishRedirect({ browserId: victim, query })).rejects.toMatchObject({ code })
        expect(platform.seen).toEqual([])
        expect((await signIn.finishRedirect({ browserId, query })).person.profile.openId).toBe('ou_1')
      },
    )

    it('D3 a store that forgets to compare the browser signs nobody in', async () => {
      const { browserId, query } = await started()
      const owner = createHash('sha256').update(browserId).digest('hex')
      const forgetful = { ...database.attempts, take: (id: string) => database.attempts.take(id, owner) }
      await expect(
        make({ attempts: forgetful }).finishRedirect({ browserId: newBrowser(), query }),
      ).rejects.toMatchObject({ code: 'attempt_invalid' })
      expect(exchanges()).toEqual([])
    })

    it('D4 the same callback twice: the second is refused without a call', async () => {
      const { signIn, browserId, query } = await started()
      await signIn.finishRedirect({ browserId, query })
      await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
        code: 'attempt_invalid',
      })
      expect(exchanges()).toHaveLength(1)
    })

    it('D4 the same callback 50 times at once: one success, one exchange', async () => {
      const { signIn, browserId, query } = await started()
      const results = await Promise.allSettled(
        Array.from({ length: 50 }, () => signIn.finishRedirect({ browserId, query })),
      )
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'attempt_invalid' })
      }
      expect(exchanges()).toHaveLength(1)
    })

    it.each([
      [599_999, undefined],
      [600_000, 'attempt_expired'],
      [1_199_999, 'attempt_expired'],
    ])('D5 a state that is %d ms old: %s', async (age, code) => {
      const { signIn, browserId, query } = await started()
      context.time.now += age
      await signIn.startRedirect({ browserId: newBrowser() })
      const outcome = await signIn.finishRedirect({ browserId, query }).catch((thrown) => thrown.code)
      if (code === undefined) expect(outcome).toMatchObject({ person: { blocked: null } })
      else expect(outcome).toBe(code)
      expect(exchanges()).toHaveLength(code === undefined ? 1 : 0)
    })

    it('D6 a state minted for one app does not serve another, nor another redirect URI', async () => {
      const { browserId, location } = await started()
      const others = [
        make({ app: testApp(platform.url, { appSecret: secret, appId: 'cli_other' }) }),
        make({ url: 'https://other.example' }),
      ]
      for (const other of others) {
        const { location: fresh } = await make().startRedirect({ browserId })
        expect(fresh).not.toBe(location)
        await expect(other.finishRedirect({ browserId, query: approve(fresh) })).rejects.toMatchObject({
          code: 'attempt_invalid',
        })
      }
      expect(exchanges()).toEqual([])
    })

    it('D6 an in-client attempt does not serve as state, nor a state as in-client attempt', async () => {
      const { signIn, browserId, query } = await started()
      const { attempt } = await signIn.startInClient({ browserId })
      const crossed = new URLSearchParams({ state: attempt, code: clientCode() })
      await expect(signIn.finishRedirect({ browserId, query: crossed })).rejects.toMatchObject({
        code: 'attempt_invalid',
      })
      await expect(
        signIn.finishInClient({ browserId, attempt: query.get('state') ?? '', code: clientCode() }),
      ).rejects.toMatchObject({ code: 'attempt_invalid' })
      expect(exchanges()).toEqual([])
    })

    it('D7 states are 256 random bits and never equal; the store holds their hash', async () => {
      const signIn = make()
      const states = new Set<string>()
      for (let i = 0; i < 200; i++) {
        const { location } = await signIn.startRedirect({ browserId: newBrowser() })
        states.add(new URL(location).searchParams.get('state') ?? '')
      }
      expect(states.size).toBe(200)
      for (const state of states) expect(Buffer.from(state, 'base64url')).toHaveLength(32)
      const [state = ''] = states
      expect(await database.attempts.take(state, 'any')).toEqual({ outcome: 'unknown' })
      const id = createHash('sha256').update(state).digest('hex')
      expect(await database.attempts.take(id, 'any')).toEqual({ outcome: 'other_browser' })
    })

    it.each([
      ['of another app', 20024],
      ['expired', 20004],
      ['used before', 20065],
      ['unknown', 20003],
    ])('D10 D11 a code that is %s ends in code_invalid and makes no user', async (_, refusal) => {
      const { signIn, browserId, query } = await started()
      const issued = codes.get(query.get('code') ?? '')
      if (issued) issued.refusal = refusal
      const error = await signIn.finishRedirect({ browserId, query }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'code_invalid', hint: expect.stringContaining('again') })
      expect(await database.identities.firstTenant('feishu', 'cli_0123456789abcdef')).toBeUndefined()
      expect(exchanges()).toHaveLength(1)
    })

    it('D12 every redirect uses PKCE with S256 and the verifier stays here', async () => {
      const { signIn, browserId, location, query } = await started()
      const asked = new URL(location).searchParams
      expect(asked.getAll('code_challenge_method')).toEqual(['S256'])
      await signIn.finishRedirect({ browserId, query })
      const { code_verifier: verifier } = JSON.parse(exchanges()[0]?.body ?? '')
      expect(verifier).toMatch(/^[\w-]{43}$/)
      expect(createHash('sha256').update(verifier).digest('base64url')).toBe(asked.get('code_challenge'))
      expect(location + context.logs.join()).not.toContain(verifier)
    })

    it('D12 the codes of two flows cannot be swapped', async () => {
      const signIn = make()
      const browserId = newBrowser()
      const one = approve((await signIn.startRedirect({ browserId })).location)
      const two = approve((await signIn.startRedirect({ browserId })).location)
      const swapped = new URLSearchParams({ state: one.get('state') ?? '', code: two.get('code') ?? '' })
      await expect(signIn.finishRedirect({ browserId, query: swapped })).rejects.toMatchObject({
        code: 'pkce_failed',
      })
    })

    it('D12 an attempt without a verifier is never exchanged', async () => {
      const { signIn, browserId, query } = await started()
      const id = createHash('sha256')
        .update(query.get('state') ?? '')
        .digest('hex')
      const taken = await database.attempts.take(id, createHash('sha256').update(browserId).digest('hex'))
      if (taken.outcome === 'taken')
        await database.attempts.create({ ...taken.attempt, codeVerifier: null }, 1_000)
      await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
        code: 'attempt_invalid',
      })
      expect(exchanges()).toEqual([])
    })

    it('D13 the redirect URI is the configured one, at both ends', async () => {
      const { signIn, browserId, location, query } = await started()
      expect(new URL(location).searchParams.getAll('redirect_uri')).toEqual([`${url}/auth/callback`])
      await signIn.finishRedirect({ browserId, query })
      expect(JSON.parse(exchanges()[0]?.body ?? '').redirect_uri).toBe(`${url}/auth/callback`)
    })

    it.each(['//evil', '/\\evil', '/%2f%2fevil', 'https:evil', '/a\r\nb', '/\tb', '/auth/authorize'])(
      'D14 return path %j falls to /',
      async (returnTo) => {
        const signIn = make()
        const browserId = newBrowser()
        const { location } = await signIn.startRedirect({ browserId, returnTo })
        expect((await signIn.finishRedirect({ browserId, query: approve(location) })).returnTo).toBe('/')
      },
    )

    it('D15 the target comes from the attempt and the code is not forwarded', async () => {
      const { signIn, browserId, query } = await started()
      for (const name of ['return_to', 'returnTo', 'redirect_uri', 'next'])
        query.set(name, 'https://evil.example')
      expect((await signIn.finishRedirect({ browserId, query })).returnTo).toBe('/after?x=1')
    })

    it('D16 a code of one brand does not serve the callback of the other', async () => {
      const { browserId, query } = await started()
      const lark = make({ app: testApp(platform.url, { appSecret: secret, brand: 'lark' }) })
      await expect(lark.finishRedirect({ browserId, query })).rejects.toMatchObject({
        code: 'attempt_invalid',
      })
      expect(exchanges()).toEqual([])
    })

    it.each([
      ['access_denied', 'authorization_denied', 403],
      ['server_error', 'platform_refused', 502],
      ['<script>alert(1)</script>', 'platform_refused', 502],
    ])('D17 error=%s becomes %s; its text is only a field', async (name, code, status) => {
      const { signIn, browserId, query } = await started()
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
      expect(platform.seen).toEqual([])
    })

    it('D22 no secret is in any address, and only the token endpoint receives it', async () => {
      const { signIn, browserId, location, query } = await started()
      await signIn.finishRedirect({ browserId, query })
      const addresses = [location, ...platform.seen.map((request) => request.path)]
      for (const address of addresses) expect(decodeURIComponent(address)).not.toContain(secret)
      expect(platform.seen.filter((request) => JSON.stringify(request).includes(secret))).toHaveLength(1)
    })

    it('keeps at most 20 open attempts of one browser and drops the oldest', async () => {
      const signIn = make()
      const browserId = newBrowser()
      const queries = []
      for (let i = 0; i < 22; i++) {
        context.time.now++
        queries.push(approve((await signIn.startRedirect({ browserId })).location))
      }
      const outcomes = []
      for (const query of queries) {
        outcomes.push(await signIn.finishRedirect({ browserId, query }).catch((thrown) => thrown.code))
      }
      expect(outcomes.slice(0, 2)).toEqual(['attempt_invalid', 'attempt_invalid'])
      expect(outcomes.slice(2).every((outcome) => outcome.person)).toBe(true)
    })

    it('sweeps attempts that nobody finished', async () => {
      const { signIn, browserId, query } = await started()
      context.time.now += 1_200_001
      await signIn.startRedirect({ browserId: newBrowser() })
      await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
        code: 'attempt_invalid',
      })
    })

    it('sweeps when told to, and keeps what a late browser may still bring back', async () => {
      const { signIn, browserId, query } = await started()
      context.time.now += 1_199_999
      await signIn.sweep()
      await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
        code: 'attempt_expired',
      })
      const late = await started()
      context.time.now += 1_200_000
      await late.signIn.sweep()
      await expect(late.signIn.finishRedirect(late)).rejects.toMatchObject({ code: 'attempt_invalid' })
    })

    it('sweeps no more before a start than a person can wait for', async () => {
      const swept: (number | undefined)[] = []
      const store = {
        ...database.attempts,
        async deleteExpired(_: number, atMost?: number) {
          swept.push(atMost)
          return 0
        },
      }
      await make({ attempts: store }).startRedirect({ browserId: newBrowser() })
      expect(swept).toEqual([500])
    })

    it('with 50,000 open attempts starts none, until the oldest have expired', async () => {
      let kept = 50_000
      let expired = 0
      const store = {
        ...database.attempts,
        create: async (_: unknown, most: number) => kept < most && ++kept > 0,
        deleteExpired: async (now: number, atMost = 0) => {
          const gone = now === context.time.now ? Math.min(expired, atMost) : 0
          kept -= gone
          return gone
        },
      }
      const signIn = make({ attempts: store })
      await expect(signIn.startRedirect({ browserId: newBrowser() })).rejects.toMatchObject({
        code: 'server_busy',
        retryAfterSeconds: 60,
      })
      expired = 600
      await signIn.startRedirect({ browserId: newBrowser() })
      expect(kept).toBe(49_501)
    })

    it('refuses to start for a browser id that is none', async () => {
      await expect(make().startRedirect({ browserId: 'short' })).rejects.toMatchObject({
        code: 'request_invalid',
      })
    })

    it('ends with aborted when the caller leaves', async () => {
      const { signIn, browserId, query } = await started()
      const signal = AbortSignal.abort()
      await expect(signIn.finishRedirect({ browserId, query, signal })).rejects.toMatchObject({
        code: 'aborted',
      })
    })
  })

  describe('in the client', () => {
    it('signs in without redirect URI and PKCE', async () => {
      const signIn = make({ scopes: ['contact:user.email:readonly'] })
      const browserId = newBrowser()
      const start = await signIn.startInClient({ browserId })
      expect(start).toEqual({
        attempt: expect.stringMatching(/^[\w-]{43}$/),
        appId: 'cli_0123456789abcdef',
        scopeList: ['contact:user.email:readonly'],
      })
      const { person } = await signIn.finishInClient({
        browserId,
        attempt: start.attempt,
        code: clientCode(),
      })
      expect(person.profile.openId).toBe('ou_1')
      expect(Object.keys(JSON.parse(exchanges()[0]?.body ?? '')).sort()).toEqual([
        'client_id',
        'client_secret',
        'code',
        'grant_type',
      ])
    })

    it("D8 D9 an attacker's code without this browser's attempt is refused before anything is asked", async () => {
      const signIn = make()
      const attacker = newBrowser()
      const victim = newBrowser()
      const { attempt } = await signIn.startInClient({ browserId: attacker })
      const code = clientCode()
      const refusals = [
        [{ browserId: victim, attempt: undefined, code }, 'attempt_missing'],
        [{ browserId: victim, attempt: '', code }, 'attempt_invalid'],
        [{ browserId: victim, attempt: newBrowser(), code }, 'attempt_invalid'],
        [{ browserId: victim, attempt, code }, 'attempt_invalid'],
        [{ browserId: undefined, attempt, code }, 'attempt_missing'],
      ] as const
      for (const [request, expected] of refusals) {
        await expect(signIn.finishInClient(request)).rejects.toMatchObject({ code: expected })
      }
      expect(platform.seen).toEqual([])
      expect((await signIn.finishInClient({ browserId: attacker, attempt, code })).person.blocked).toBeNull()
    })

    it('D9 a challenge serves once', async () => {
      const signIn = make()
      const browserId = newBrowser()
      const { attempt } = await signIn.startInClient({ browserId })
      await signIn.finishInClient({ browserId, attempt, code: clientCode() })
      await expect(
        signIn.finishInClient({ browserId, attempt, code: clientCode(personInfo(2)) }),
      ).rejects.toMatchObject({ code: 'attempt_invalid' })
    })

    it.each([undefined, '', 'a b', 'a\u0000', 'a\u202eb', 'a'.repeat(513)])(
      'refuses the code %j and leaves the attempt',
      async (code) => {
        const signIn = make()
        const browserId = newBrowser()
        const { attempt } = await signIn.startInClient({ browserId })
        await expect(signIn.finishInClient({ browserId, attempt, code })).rejects.toMatchObject({
          code: 'request_invalid',
        })
        await signIn.finishInClient({ browserId, attempt, code: clientCode() })
      },
    )
  })

  describe('identity', () => {
    it.each<[string, FakeAnswer, string]>([
      ['a code other than 0', { body: { code: 20008, msg: 'user not exist' } }, 'user_not_found'],
      ['an unknown code', { body: { code: 12345, msg: 'x', data: personInfo(1) } }, 'platform_refused'],
      ['no data', { body: { code: 0, msg: 'success' } }, 'platform_response_invalid'],
      ['HTML', { body: '<html></html>' }, 'platform_response_invalid'],
    ])('D23 user_info that answers 200 with %s makes no user', async (_, given, code) => {
      userInfoAnswer = () => given
      await expect(inClient(make())).rejects.toMatchObject({ code })
      expect(await database.identities.firstTenant('feishu', 'cli_0123456789abcdef')).toBeUndefined()
    })

    it.each([undefined, null, '', '   ', 'null', 'undefined', 'NULL', ' null '])(
      'D24 the subject %j is nobody',
      async (value) => {
        for (const [field, subjectType, code] of [
          ['user_id', 'user_id', 'subject_missing'],
          ['open_id', 'open_id', 'platform_response_invalid'],
          ['union_id', 'union_id', 'platform_response_invalid'],
          ['tenant_key', 'open_id', 'platform_response_invalid'],
        ] as const) {
          const signIn = make({ policy: { subjectType } })
          await expect(inClient(signIn, personInfo(1, { [field]: value }))).rejects.toMatchObject({ code })
        }
        expect(await database.identities.firstTenant('feishu', 'cli_0123456789abcdef')).toBeUndefined()
      },
    )

    it.each(['a\u0000b', 'a b', 'x'.repeat(257), 7, {}, ['ou_1']])(
      'D24 a subject that is no identifier is refused: %j',
      async (value) => {
        await expect(inClient(make(), personInfo(1, { open_id: value }))).rejects.toMatchObject({
          code: 'platform_response_invalid',
        })
      },
    )

    it.each([' zhang', 'zhang ', '\u00a0zhang', 'zhang\ufeff', '\tzhang'])(
      'D24 %j is not taken for zhang',
      async (user_id) => {
        const signIn = make({ policy: { subjectType: 'user_id' } })
        await inClient(signIn, personInfo(1, { user_id: 'zhang' }))
        await expect(inClient(signIn, personInfo(2, { user_id }))).rejects.toMatchObject({
          code: 'platform_response_invalid',
        })
      },
    )

    it('D25 a user_id that was given to somebody else does not open the former account', async () => {
      const signIn = make({ policy: { subjectType: 'user_id' } })
      const former = await inClient(signIn, personInfo(1, { user_id: 'zhang' }))
      await expect(inClient(signIn, personInfo(2, { user_id: 'zhang' }))).rejects.toMatchObject({
        code: 'identity_conflict',
        status: 409,
      })
      expect(await database.identities.getByUserId(former.userId)).toEqual(former)
    })

    it('D27 of the first two people, of two organisations and at once, only one is the first', async () => {
      // Both are asked about before either is stored.
      const store = { ...database.identities, firstTenant: async () => undefined }
      const signIn = make({ policy: { allowedTenants: 'own' }, identities: store })
      const outcomes = await Promise.allSettled(
        [1, 2].map((n) => inClient(signIn, personInfo(n, { tenant_key: `tenant-${n}` }))),
      )
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      for (const one of outcomes) {
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'tenant_not_allowed' })
      }
    })

    it.each(['open_id', 'union_id', 'user_id'] as const)(
      'keys people by %s when told to',
      async (subjectType) => {
        const info = personInfo(1, { user_id: 'u1' })
        const person = await inClient(make({ policy: { subjectType } }), info)
        expect(person.identity).toMatchObject({ subjectType, subject: info[subjectType as 'open_id'] })
      },
    )

    it('D25 a person is the same before and after user_id appears', async () => {
      const before = await inClient(make())
      const after = await inClient(make(), personInfo(1, { user_id: 'u1' }))
      expect(after.userId).toBe(before.userId)
      expect(after.profile.userId).toBe('u1')
      expect((await inClient(make())).userId).toBe(before.userId)
    })

    it('D26 the same e-mail and phone do not make one user of two people', async () => {
      const shared = {
        email: 'boss@example.com',
        enterprise_email: 'boss@corp.example',
        mobile: '+8613000000000',
      }
      const one = await inClient(make(), personInfo(1, shared))
      const two = await inClient(make(), personInfo(2, shared))
      expect(two.userId).not.toBe(one.userId)
      expect(two.profile).toMatchObject({ email: 'boss@example.com', emailVerified: false })
      expect((await database.identities.getByUserId(one.userId))?.profile.openId).toBe('ou_1')
    })

    it.each<[TenantPolicy, string, boolean]>([
      ['any', 'tenant-2', true],
      [['tenant-1'], 'tenant-2', false],
      [['tenant-1', 'tenant-2'], 'tenant-2', true],
      [['tenant-22', 'TENANT-2'], 'tenant-2', false],
      ['own', 'tenant-2', false],
      ['own', 'tenant-1', true],
    ])('D27 policy %j and a person of %s: admitted %s', async (allowedTenants, tenant_key, admitted) => {
      await inClient(make())
      const guest = inClient(make({ policy: { allowedTenants } }), personInfo(2, { tenant_key }))
      if (admitted) expect((await guest).identity.tenantKey).toBe(tenant_key)
      else {
        await expect(guest).rejects.toMatchObject({ code: 'tenant_not_allowed', status: 403 })
        expect(context.logs.filter((line) => line.includes('signed in'))).toHaveLength(1)
      }
    })

    it('D28 one open_id under two apps is two people', async () => {
      const one = await inClient(make())
      const two = await inClient(
        make({ app: testApp(platform.url, { appSecret: secret, appId: 'cli_other' }) }),
      )
      expect(two.userId).not.toBe(one.userId)
    })

    it.each([
      [20021, 'user_resigned'],
      [20022, 'user_frozen'],
      [20023, 'user_not_activated'],
    ])('D29 a person whom the platform refuses with %d does not get in', async (number, code) => {
      const signIn = make()
      userInfoAnswer = () => ({ body: { code: number, msg: 'status' } })
      // At the token endpoint, then at user_info.
      for (const refusal of [{ refusal: number }, {}]) {
        const browserId = newBrowser()
        const { attempt } = await signIn.startInClient({ browserId })
        await expect(
          signIn.finishInClient({ browserId, attempt, code: clientCode(personInfo(1), refusal) }),
        ).rejects.toMatchObject({ code, status: 403 })
      }
      expect(await database.identities.firstTenant('feishu', 'cli_0123456789abcdef')).toBeUndefined()
    })

    it('takes the newest profile and drops what the platform no longer sends', async () => {
      await inClient(make(), personInfo(1, { email: 'old@example.com' }))
      const { profile } = await inClient(make(), personInfo(1, { name: '新名' }))
      expect(profile.name).toBe('新名')
      expect(profile.email).toBeUndefined()
    })

    it('D61 a name of 10 KB and hostile names are kept as text, cut at 1,024 characters', async () => {
      const { profile } = await inClient(
        make(),
        personInfo(1, { name: '😀'.repeat(5_000), en_name: '</script>\u202e"\'`', mobile: 'x\u0000y' }),
      )
      expect(profile.name).toBe('😀'.repeat(1_024))
      expect(profile.enName).toBe('</script>\u202e"\'`')
      expect(profile.mobile).toBe('xy')
    })

    it.each(['javascript:alert(1)', 'data:image/png;base64,x', 'http://img.example/1', 'x" onerror='])(
      'D62 the avatar %j is none',
      async (avatar_url) => {
        expect((await inClient(make(), personInfo(1, { avatar_url }))).profile.avatarUrl).toBe('')
      },
    )

    it('D37 200 people who sign in at once each end as themselves', async () => {
      const signIn = make()
      const people = await Promise.all(
        Array.from({ length: 200 }, async (_, n) => {
          const browserId = newBrowser()
          const { location } = await signIn.startRedirect({ browserId })
          const query = approve(location, personInfo(n))
          return (await signIn.finishRedirect({ browserId, query })).person
        }),
      )
      expect(people.map((person) => person.profile.openId)).toEqual(people.map((_, n) => `ou_${n}`))
      expect(new Set(people.map((person) => person.userId)).size).toBe(200)
    })
  })

  describe('recheck', () => {
    const told = (status: Record<string, boolean>): FakeAnswer => ({
      body: { code: 0, msg: 'success', data: { user: { open_id: 'ou_1', status } } },
    })
    const active = {
      is_frozen: false,
      is_resigned: false,
      is_activated: true,
      is_exited: false,
      is_unjoin: false,
    }

    it.each([
      ['resigned', { is_resigned: true }, 'resigned'],
      ['exited', { is_exited: true }, 'resigned'],
      ['frozen', { is_frozen: true }, 'frozen'],
      ['not activated', { is_activated: false }, 'not_activated'],
      ['active', {}, null],
    ])('D29 a person who is %s', async (_, change, blocked) => {
      const signIn = make()
      const person = await inClient(signIn)
      statusAnswer = told({ ...active, ...change })
      expect(await signIn.recheck(person)).toEqual({ ...person, blocked })
      expect((await database.identities.getByUserId(person.userId))?.blocked).toBe(blocked)
    })

    it('D29 a person whom the platform no longer knows is gone', async () => {
      const signIn = make()
      const person = await inClient(signIn)
      statusAnswer = { status: 400, body: { code: 99992351, msg: 'not a valid open_id' } }
      expect((await signIn.recheck(person)).blocked).toBe('resigned')
    })

    it('lets a person back in when the platform does: at a recheck, and at a sign-in', async () => {
      const signIn = make()
      const person = await inClient(signIn)
      statusAnswer = told({ ...active, is_frozen: true })
      const frozen = await signIn.recheck(person)
      statusAnswer = told(active)
      expect((await signIn.recheck(frozen)).blocked).toBeNull()
      await database.identities.setBlocked(person.userId, 'frozen', 0)
      expect((await inClient(signIn)).blocked).toBeNull()
    })

    it.each<[string, FakeAnswer]>([
      ['the scope is missing', { status: 400, body: { code: 99991672, msg: 'no scope' } }],
      ['the person is out of range', { status: 400, body: { code: 41050, msg: 'no authority' } }],
      ['the field scope is missing', { body: { code: 0, data: { user: { open_id: 'ou_1' } } } }],
    ])('leaves everything as it is when %s, and says so once', async (_, given) => {
      const signIn = make()
      const person = { ...(await inClient(signIn)), blocked: 'frozen' as const }
      statusAnswer = given
      expect(await signIn.recheck(person)).toEqual(person)
      expect(await signIn.recheck(person)).toEqual(person)
      expect(context.logs.filter((line) => line.includes('contact:user.employee:readonly'))).toHaveLength(1)
    })

    it('throws when the platform cannot be asked, and blocks nobody', async () => {
      const signIn = make()
      const person = await inClient(signIn)
      statusAnswer = { status: 500, body: 'x' }
      await expect(signIn.recheck(person)).rejects.toMatchObject({ code: 'platform_unavailable' })
      expect((await database.identities.getByUserId(person.userId))?.blocked).toBeNull()
    })
  })

  it.each([
    ['a public address with a path', { url: `${url}/x` }],
    ['an empty list of tenants', { policy: { allowedTenants: [] } }],
    ['an empty tenant', { policy: { allowedTenants: [''] } }],
    ['no time', { attemptLifeMs: 0 }],
    ['a time that is no number', { attemptLifeMs: Number.NaN }],
  ])('does not start with %s', (_, changes) => {
    expect(() => make(changes)).toThrow(expect.objectContaining({ code: 'configuration_invalid' }))
  })

  it('D49 no failure shows the secret, a code, a state or a token', async () => {
    const told: string[] = []
    for (const number of [20002, 20003, 20010, 20021, 20049, 20050, 20066, 99991400, 12345]) {
      const { signIn, browserId, query } = await started()
      const issued = codes.get(query.get('code') ?? '')
      if (issued) issued.refusal = number
      const error = await signIn.finishRedirect({ browserId, query }).catch((thrown) => thrown)
      const everything = [error, error.cause, error.stack, JSON.stringify(error), ...context.logs].join('\n')
      for (const marker of [secret, query.get('code') ?? '-', query.get('state') ?? '-', browserId, 'eyJ.']) {
        expect(everything, `${number}`).not.toContain(marker)
      }
      told.push(error.code)
    }
    expect(new Set(told).size).toBeGreaterThan(5)
  })
})
