// Tries the flows against the emulator: a second opinion on the platform, beside the fake one of sign-in.test.ts.

import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Emulator, startEmulator } from '../emulator/index.ts'
import { createCallContext, type FeishuApp, resolvePlatform } from '../feishu/index.ts'
import { openTestDatabase } from '../storage/contracts/open-test-database.ts'
import { createMemoryTokenStore } from '../storage/memory/token-store.ts'
import type { Database } from '../storage/sql/index.ts'
import { createAppTokens, createUserTokens, type UserTokens } from '../tokens/index.ts'
import { createSignIn, type SignIn, type SignInOptions, tokenOwnerOf } from './index.ts'

const url = 'http://127.0.0.1:3000'
const page = `${url}/`
const newBrowser = () => randomBytes(32).toString('base64url')

describe('sign-in on the emulator', () => {
  let emulator: Emulator
  let database: Database
  let signIn: SignIn
  let app: FeishuApp
  let userTokens: UserTokens
  let make: (changes?: Partial<SignInOptions>) => SignIn

  beforeEach(async () => {
    emulator = await startEmulator({
      organisation: { users: 30 },
      app: {
        redirectUrls: [`${url}/auth/callback`, page],
        scopes: [
          'contact:contact.base:readonly',
          'contact:user.employee:readonly',
          'contact:user.employee_id:readonly',
          'contact:user.email:readonly',
        ],
      },
    })
    database = await openTestDatabase()
    const { APP_ID: appId, APP_SECRET: appSecret, FEISHU_HOST: host } = emulator.env
    const { brand, hosts } = resolvePlatform({ host, allowInsecureHosts: true })
    app = { brand, hosts, appId, appSecret, tokenEndpoint: 'v2' }
    const quiet = () => undefined
    const context = createCallContext({
      fetch,
      clock: () => emulator.clock.now(),
      sleep: async () => undefined,
      random: (bytes) => randomBytes(bytes),
      logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    })
    const tokens = createAppTokens({ app, context, store: createMemoryTokenStore() })
    const { attempts, identities } = database
    userTokens = createUserTokens({
      app,
      context,
      store: database.userTokens,
      refusals: database.scopeRefusals,
      appTokens: tokens,
      consentUrl: () => `${url}/auth/authorize`,
    })
    make = (changes) =>
      createSignIn({ app, context, tokens, userTokens, attempts, identities, url, ...changes })
    signIn = make()
  })
  afterEach(async () => {
    await userTokens.close()
    await database.close()
    await emulator.close()
  })

  const people = () =>
    emulator.people
      .list()
      .items.filter(({ status }) => status.is_activated && !status.is_frozen && !status.is_resigned)
  const active = () => {
    const [found] = people()
    if (found === undefined) throw new Error('nobody works here')
    return found
  }
  const miniCode = (api: 'requestAccess' | 'login') => emulator.miniProgram.code(active().open_id, { api })

  async function byRedirect(act: 'approve' | 'deny' = 'approve', by = signIn) {
    const browserId = newBrowser()
    const { location } = await by.startRedirect({ browserId, returnTo: '/a' })
    const query = new URL(emulator.login[act](location, active().open_id)).searchParams
    return { browserId, query }
  }

  /** What the widget does once the phone has confirmed. */
  async function byQr(by = signIn) {
    const browserId = newBrowser()
    const { goto } = await by.startQr({ browserId })
    const query = new URL(emulator.login.approve(goto, active().open_id)).searchParams
    return { browserId, query }
  }

  async function inClient(
    openId = active().open_id,
    api: 'requestAccess' | 'requestAuthCode' = 'requestAccess',
    by = signIn,
  ) {
    const browserId = newBrowser()
    const { attempt, scopeList } = await by.startInClient({ browserId })
    const code = emulator.client.code(page, openId, { api, scopeList })
    return by.finishInClient({ browserId, attempt, code })
  }

  it('signs one person in by redirect and in the client, as the same user', async () => {
    const { person, returnTo } = await signIn.finishRedirect(await byRedirect())
    expect(returnTo).toBe('/a')
    expect(person.profile).toMatchObject({ openId: active().open_id, name: active().name })
    expect((await inClient()).person.userId).toBe(person.userId)
  })

  it('D25 keyed by user_id, asks for the scope by itself and signs in the same user by both flows', async () => {
    signIn = make({ policy: { subjectType: 'user_id' }, scopes: ['contact:user.email:readonly'] })
    const { person } = await signIn.finishRedirect(await byRedirect())
    expect(person.identity).toMatchObject({ subjectType: 'user_id', subject: active().user_id })
    expect(person.profile.email).toBe(active().email)
    expect((await inClient()).person).toEqual({ ...person, lastSignInAt: expect.any(Number) })
  })

  it('D25 keyed by user_id, somebody in an old client, who cannot be asked for a scope, is nobody', async () => {
    signIn = make({ policy: { subjectType: 'user_id' } })
    await expect(inClient(undefined, 'requestAuthCode')).rejects.toMatchObject({ code: 'subject_missing' })
  })

  describe.each(['v3', 'v2', 'oidc', 'v1', 'passport'] as const)('of the generation %s', (tokenEndpoint) => {
    let other: SignIn
    beforeEach(() => {
      other = make({ app: { ...app, tokenEndpoint } })
    })

    it('signs in the person whom v2 signs in, by every flow', async () => {
      const { person } = await inClient()
      const flows = [
        async () => (await other.finishRedirect(await byRedirect('approve', other))).person,
        async () => (await other.finishRedirect(await byQr(other))).person,
        async () => (await inClient(undefined, 'requestAccess', other)).person,
        async () => (await inClient(undefined, 'requestAuthCode', other)).person,
        async () => (await other.finishMiniProgram({ code: miniCode('requestAccess') })).person,
        async () => (await other.finishMiniProgram({ code: miniCode('login') })).person,
      ]
      for (const flow of flows) {
        // What else is known of the person depends on what the flow can ask for.
        const { userId, identityId, identity } = await flow()
        expect({ userId, identityId, identity }).toEqual({
          userId: person.userId,
          identityId: person.identityId,
          identity: person.identity,
        })
      }
      expect(await database.identities.list(person.userId)).toHaveLength(1)
    })

    it('binds a person', async () => {
      const { person } = await inClient()
      const [, second] = people()
      const browserId = newBrowser()
      const { location } = await other.startBind({ browserId, userId: person.userId })
      const query = new URL(emulator.login.approve(location, second?.open_id ?? '')).searchParams
      const result = await other.finishRedirect({ browserId, query, session: async () => person })
      expect(result.person).toMatchObject({ userId: person.userId, profile: { openId: second?.open_id } })
    })

    it('D4 D11 refuses the code of a redirect the second time, in the words of this product', async () => {
      const { browserId, query } = await byRedirect('approve', other)
      await other.finishRedirect({ browserId, query })
      const { location } = await other.startRedirect({ browserId })
      query.set('state', new URL(location).searchParams.get('state') ?? '')
      await expect(other.finishRedirect({ browserId, query })).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:code_invalid|pkce_failed)$/),
      })
    })

    it('D12 a code of the page with a challenge is refused by the flow without one', async () => {
      const { query } = await byRedirect()
      const { browserId, query: scanned } = await byQr(other)
      scanned.set('code', query.get('code') ?? '')
      await expect(other.finishRedirect({ browserId, query: scanned })).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:code_invalid|pkce_failed)$/),
      })
    })

    it('D29 a person who has left does not get in', async () => {
      // How the passport endpoints really say so is not known; in the other form they cannot.
      emulator.switches.update({ passportErrorShape: 'coded' })
      const { browserId, query } = await byRedirect('approve', other)
      emulator.people.update(active().open_id, { status: { is_resigned: true } })
      await expect(other.finishRedirect({ browserId, query })).rejects.toMatchObject({
        code: expect.stringMatching(/^user_/),
      })
    })
  })

  it('D6 an attempt of one generation is not finished by another, once the setting has changed', async () => {
    const { browserId, query } = await byRedirect()
    const changed = make({ app: { ...app, tokenEndpoint: 'v1' } })
    await expect(changed.finishRedirect({ browserId, query })).rejects.toMatchObject({
      code: 'attempt_invalid',
    })
  })

  it('D12 on v3, the code of a QR scan does not serve the state of a redirect', async () => {
    const v3 = make({ app: { ...app, tokenEndpoint: 'v3' } })
    const { browserId, query } = await byRedirect('approve', v3)
    query.set('code', (await byQr(v3)).query.get('code') ?? '')
    await expect(v3.finishRedirect({ browserId, query })).rejects.toMatchObject({ code: 'pkce_failed' })
  })

  it('D10 codes of pages do not serve tt.login, nor its codes a page', async () => {
    const { browserId, query } = await byQr()
    query.set('code', miniCode('login'))
    await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({ code: 'code_invalid' })
    const { attempt } = await signIn.startInClient({ browserId })
    await expect(
      signIn.finishInClient({ browserId, attempt, code: miniCode('login') }),
    ).rejects.toMatchObject({ code: 'code_invalid' })
  })

  it.each(['requestAccess', 'login'] as const)(
    'D11 a code of %s serves once, and for minutes',
    async (api) => {
      const code = miniCode(api)
      await signIn.finishMiniProgram({ code })
      const refused = { code: expect.stringMatching(/^(?:code_invalid|mini_program_code_invalid)$/) }
      await expect(signIn.finishMiniProgram({ code })).rejects.toMatchObject(refused)
      const late = miniCode(api)
      emulator.clock.advance('6m')
      await expect(signIn.finishMiniProgram({ code: late })).rejects.toMatchObject(refused)
    },
  )

  it.each([
    ['mina.v2.token_login_validate', 10202, 'v2'],
    ['authen.v1.access_token', 99991664, 'v1'],
    ['authen.v1.oidc.access_token', 20014, 'oidc'],
  ] as const)('D45 an app token that %s refuses is replaced once', async (operation, code, tokenEndpoint) => {
    const other = make({ app: { ...app, tokenEndpoint } })
    const finish = async () =>
      tokenEndpoint === 'v2'
        ? other.finishMiniProgram({ code: miniCode('login') })
        : other.finishRedirect(await byRedirect('approve', other))
    await finish()
    emulator.faults.add({ operation, effect: { kind: 'error', code } })
    emulator.clearRequests()
    expect((await finish()).person.profile.openId).toBe(active().open_id)
    expect(emulator.requests({ operation })).toHaveLength(2)
    expect(emulator.requests({ operation: 'auth.v3.app_access_token.internal' })).toHaveLength(1)
    emulator.faults.add({ operation, effect: { kind: 'error', code }, times: 3 })
    emulator.clearRequests()
    await expect(finish()).rejects.toMatchObject({ code: 'token_rejected' })
    expect(emulator.requests({ operation })).toHaveLength(2)
  })

  it('keeps tokens of people who granted something, and of nobody else', async () => {
    const { person } = await inClient()
    expect(await userTokens.scopes(tokenOwnerOf(person))).toBeUndefined()
    const browserId = newBrowser()
    const wanted = ['contact:user.email:readonly', 'contact:user.employee:readonly']
    const { location } = await signIn.startRedirect({ browserId, scopes: wanted })
    const back = emulator.login.approve(location, person.profile.openId, {
      grantedScopes: wanted.slice(0, 1),
    })
    await signIn.finishRedirect({ browserId, query: new URL(back).searchParams })
    expect(await userTokens.scopes(tokenOwnerOf(person))).toEqual({
      granted: wanted.slice(0, 1),
      refused: wanted.slice(1),
    })
  })

  it('asks in the client for more, and tells what was granted before and now', async () => {
    const ask = async (scopes: string[], granted?: string[]) => {
      const browserId = newBrowser()
      const { attempt, scopeList } = await signIn.startInClient({ browserId, scopes, granted })
      const code = emulator.client.code(page, active().open_id, { scopeList })
      return signIn.finishInClient({ browserId, attempt, code })
    }
    const first = await ask(['contact:user.email:readonly'])
    expect(first.scopes).toEqual(['contact:user.email:readonly'])
    const second = await ask(['contact:user.employee:readonly'], first.scopes)
    expect(second.scopes.sort()).toEqual(['contact:user.email:readonly', 'contact:user.employee:readonly'])
    expect(second.person.profile.email).toBe(active().email)
  })

  it('makes exactly two calls to the platform', async () => {
    const callback = await byRedirect()
    emulator.clearRequests()
    await signIn.finishRedirect(callback)
    expect(emulator.requests().map((request) => request.operation)).toEqual(['oauth.v2.token', 'user_info'])
  })

  it('D10 a code of another app is refused', async () => {
    const other = emulator.apps.create({ redirectUrls: [page] })
    const browserId = newBrowser()
    const { attempt } = await signIn.startInClient({ browserId })
    const code = emulator.client.code(page, active().open_id, { appId: other.appId })
    await expect(signIn.finishInClient({ browserId, attempt, code })).rejects.toMatchObject({
      code: 'code_invalid',
    })
  })

  it('D11 a code that has expired is refused', async () => {
    const callback = await byRedirect()
    emulator.clock.advance('6m')
    await expect(signIn.finishRedirect(callback)).rejects.toMatchObject({ code: 'code_invalid' })
  })

  it('D17 a person who refuses gets authorization_denied', async () => {
    await expect(signIn.finishRedirect(await byRedirect('deny'))).rejects.toMatchObject({
      code: 'authorization_denied',
      status: 403,
    })
  })

  it.each([
    [{ is_resigned: true }, 'resigned'],
    [{ is_exited: true }, 'resigned'],
    [{ is_frozen: true }, 'frozen'],
  ])('D29 a person with %j is blocked by a recheck and gets in no more', async (status, blocked) => {
    const { person } = await inClient()
    const { query, browserId } = await byRedirect()
    emulator.people.update(person.profile.openId, { status })
    expect((await signIn.recheck(person)).person.blocked).toBe(blocked)
    await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
      code: expect.stringMatching(/^user_/),
    })
  })

  it('leaves a person as they are when the app may not read the status', async () => {
    const { person } = await inClient()
    emulator.apps.update(emulator.app.appId, { scopes: [] })
    emulator.people.update(person.profile.openId, { status: { is_frozen: true } })
    expect(await signIn.recheck(person)).toEqual({ person, told: false })
  })

  it('D37 sign-ins that interleave each end as their own person', async () => {
    const people = emulator.people.list({ limit: 30 }).items.filter(({ status }) => status.is_activated)
    const results = await Promise.allSettled(people.map(({ open_id }) => inClient(open_id)))
    let signedIn = 0
    results.forEach((result, i) => {
      if (result.status === 'rejected') return
      expect(result.value.person.profile.openId).toBe(people[i]?.open_id)
      signedIn++
    })
    expect(signedIn).toBeGreaterThan(20)
  })
})
