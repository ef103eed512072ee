// Tries the flows against the emulator: a second opinion on the platform, beside the fake one of sign-in.test.ts.

import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Emulator, startEmulator } from '../emulator/index.ts'
import { createCallContext, type FeishuApp, resolvePlatform } from '../feishu/index.ts'
import { openTestDatabase } from '../storage/contracts/open-test-database.ts'
import { createMemoryTokenStore } from '../storage/memory/token-store.ts'
import type { Database } from '../storage/sql/index.ts'
import { createAppTokens } from '../tokens/index.ts'
import { createSignIn, type SignIn, type SignInOptions } from './index.ts'

const url = 'http://127.0.0.1:3000'
const page = `${url}/`
const newBrowser = () => randomBytes(32).toString('base64url')

describe('sign-in on the emulator', () => {
  let emulator: Emulator
  let database: Database
  let signIn: SignIn
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
    const app: FeishuApp = { brand, hosts, appId, appSecret, tokenEndpoint: 'v2' }
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
    const userTokens = { keep: async () => undefined, scopes: async () => undefined }
    make = (changes) =>
      createSignIn({ app, context, tokens, userTokens, attempts, identities, url, ...changes })
    signIn = make()
  })
  afterEach(async () => {
    await database.close()
    await emulator.close()
  })

  const active = () => {
    const found = emulator.people
      .list()
      .items.find(({ status }) => status.is_activated && !status.is_frozen && !status.is_resigned)
    if (found === undefined) throw new Error('nobody works here')
    return found
  }

  async function byRedirect(act: 'approve' | 'deny' = 'approve') {
    const browserId = newBrowser()
    const { location } = await signIn.startRedirect({ browserId, returnTo: '/a' })
    const query = new URL(emulator.login[act](location, active().open_id)).searchParams
    return { browserId, query }
  }

  async function inClient(
    openId = active().open_id,
    api: 'requestAccess' | 'requestAuthCode' = 'requestAccess',
  ) {
    const browserId = newBrowser()
    const { attempt, scopeList } = await signIn.startInClient({ browserId })
    const code = emulator.client.code(page, openId, { api, scopeList })
    return signIn.finishInClient({ browserId, attempt, code })
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
    expect((await signIn.recheck(person)).blocked).toBe(blocked)
    await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
      code: expect.stringMatching(/^user_/),
    })
  })

  it('leaves a person as they are when the app may not read the status', async () => {
    const { person } = await inClient()
    emulator.apps.update(emulator.app.appId, { scopes: [] })
    emulator.people.update(person.profile.openId, { status: { is_frozen: true } })
    expect(await signIn.recheck(person)).toEqual(person)
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
