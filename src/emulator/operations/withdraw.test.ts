import { expect, test } from 'vitest'
import {
  appToken,
  ask,
  askToken,
  authorizeUrl,
  codeFor,
  get,
  post,
  redirectUri,
  refresh,
  showQrCode,
  signIn,
  startFrozen,
} from '../testkit.ts'
import type { Emulator } from '../types.ts'

const email = 'contact:user.email:readonly'
const path = '/accounts/security/page/apply_authorization/'
const userInfo = '/open-apis/authen/v1/user_info'
const openId = (feishu: Emulator, person = 1) => feishu.people.get(person)?.open_id ?? ''

const submit = (feishu: Emulator, form: Record<string, string>, headers: Record<string, string> = {}) =>
  ask(feishu, path, { method: 'POST', body: new URLSearchParams(form), headers })

const ways: [string, (feishu: Emulator, person: number, appId: string) => unknown][] = [
  ['in process', (feishu, person, appId) => feishu.login.withdraw(person, { appId })],
  [
    'over the control API',
    (feishu, person, appId) => post(feishu, '/_emulator/api/login/withdraw', { person, appId }),
  ],
  [
    'on the page',
    (feishu, person, appId) => submit(feishu, { open_id: openId(feishu, person), app_id: appId }),
  ],
]

test.each(ways)(
  'withdrawal %s ends grants, access tokens, refresh tokens and waiting codes',
  async (_how, act) => {
    await using feishu = await startFrozen()
    const tokens = [
      await signIn(feishu, 1, `offline_access ${email}`),
      await signIn(feishu, 1, 'offline_access', 'v3'),
    ]
    const waiting = codeFor(feishu, 1)
    await act(feishu, 1, feishu.app.appId)
    for (const { access_token } of tokens) {
      const reply = await get(feishu, userInfo, access_token)
      expect([reply.status, reply.body.code]).toEqual([400, 99991668])
    }
    const [v2, v3] = await Promise.all([
      refresh(feishu, tokens[0]?.refresh_token),
      refresh(feishu, tokens[1]?.refresh_token, {}, 'v3'),
    ])
    expect([v2.status, v2.body.code]).toEqual([400, 20064])
    expect([v3.status, v3.body.code]).toEqual([400, 20064])
    expect((await askToken(feishu, { code: waiting })).body.code).toBe(20065)
    const again = await signIn(feishu, 1, 'offline_access')
    expect(again.scope).toBe('offline_access')
    expect((await get(feishu, userInfo, again.access_token)).status).toBe(200)
  },
)

test.each(ways)(
  'withdrawal %s ends the temporary code of a QR code that was confirmed',
  async (_how, act) => {
    await using feishu = await startFrozen()
    const confirmed = async (person: number) => {
      const { goto, token, status } = await showQrCode(feishu)
      feishu.phone.scan(token, person)
      feishu.phone.confirm(token)
      return `${goto}&tmp_code=${(await status()).tmpCode}`
    }
    const [mine, colleagues] = [await confirmed(1), await confirmed(2)]
    await act(feishu, 1, feishu.app.appId)
    const reply = await ask(feishu, mine)
    expect([reply.status, reply.text.includes('tmp_code has been used')]).toEqual([400, true])
    expect((await ask(feishu, colleagues)).status).toBe(302)
  },
)

test('tokens of the historic families die, too', async () => {
  await using feishu = await startFrozen()
  const bearer = { authorization: `Bearer ${await appToken(feishu)}` }
  const exchange = (family: string) => {
    const body = { grant_type: 'authorization_code', code: codeFor(feishu, 1) }
    return post(feishu, `/open-apis/authen/v1/${family}access_token`, body, bearer)
  }
  const [v1, oidc] = [(await exchange('')).body.data, (await exchange('oidc/')).body.data]
  const mini = (
    await post(
      feishu,
      '/open-apis/mina/v2/tokenLoginValidate',
      { code: feishu.miniProgram.code(1, { api: 'login' }) },
      bearer,
    )
  ).body.data
  const query = { client_id: feishu.app.appId, response_type: 'code', redirect_uri: redirectUri }
  const back = feishu.login.approve(
    `${feishu.url}/suite/passport/oauth/authorize?${new URLSearchParams(query)}`,
    1,
  )
  const passport = await ask(feishu, '/suite/passport/oauth/token', {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', client_secret: feishu.app.appSecret, redirect_uri: redirectUri },
      ...{ client_id: feishu.app.appId, code: new URL(back).searchParams.get('code') ?? '' },
    }),
  })
  feishu.login.withdraw(1)
  for (const { access_token } of [v1, oidc, mini])
    expect((await get(feishu, userInfo, access_token)).body.code).toBe(99991668)
  const who = await get(feishu, '/suite/passport/oauth/userinfo', passport.body.access_token)
  expect(who.body.error).toBe('invalid_token')
  const renew = async (family: string, refresh_token: string) => {
    const body = { grant_type: 'refresh_token', refresh_token }
    const reply = await post(feishu, `/open-apis/authen/v1/${family}refresh_access_token`, body, bearer)
    return reply.body.code
  }
  expect(await renew('', v1.refresh_token)).toBe(20007)
  expect(await renew('', mini.refresh_token)).toBe(20007)
  expect(await renew('oidc/', oidc.refresh_token)).toBe(20038)
})

test('other people, and other apps of the person, keep theirs', async () => {
  await using feishu = await startFrozen()
  const second = feishu.apps.create({ redirectUrls: [redirectUri] })
  const colleague = await signIn(feishu, 2)
  const code = codeFor(feishu, 1, { client_id: second.appId })
  const elsewhere = (await askToken(feishu, { code }, 'v2', second)).body
  await signIn(feishu, 1)
  feishu.login.withdraw(1)
  expect((await get(feishu, userInfo, colleague.access_token)).status).toBe(200)
  expect((await get(feishu, userInfo, elsewhere.access_token)).status).toBe(200)
})

test('the page asks whose it is, lists the apps with their scopes, and asks for consent anew afterwards', async () => {
  await using feishu = await startFrozen({ app: { name: 'Orders' } })
  await signIn(feishu, 1, email)
  const whose = await ask(feishu, `/accounts.feishu.cn${path}`)
  expect([whose.status, whose.text.includes(openId(feishu, 0))]).toEqual([200, true])
  const mine = `${path}?open_id=${openId(feishu)}`
  const before = await ask(feishu, mine)
  for (const text of ['Orders', email, feishu.app.appId]) expect(before.text).toContain(text)
  const done = await submit(feishu, { open_id: openId(feishu), app_id: feishu.app.appId })
  expect([done.status, done.headers.get('location')]).toEqual([303, mine])
  const afterwards = await ask(feishu, mine)
  expect(afterwards.text).not.toContain('Orders')
  const form = {
    open_id: openId(feishu),
    client_id: feishu.app.appId,
    redirect_uri: redirectUri,
    scope: email,
  }
  const { pathname } = new URL(authorizeUrl(feishu))
  const consent = await ask(feishu, pathname, { method: 'POST', body: new URLSearchParams(form) })
  expect([consent.status, consent.text.includes(email)]).toEqual([200, true])
  expect(feishu.requests({ operation: 'accounts.apply_authorization' })).toHaveLength(4)
})

test.each([
  ['a form of another site', { 'sec-fetch-site': 'cross-site' }],
  ['a form of another origin', { origin: 'https://evil.example' }],
])('%s withdraws nothing', async (_what, headers) => {
  await using feishu = await startFrozen()
  const { access_token } = await signIn(feishu, 1)
  const form = { open_id: openId(feishu), app_id: feishu.app.appId }
  expect((await submit(feishu, form, headers)).status).toBe(400)
  expect((await get(feishu, userInfo, access_token)).status).toBe(200)
})

test.each([
  ['nobody', 20008, (feishu: Emulator) => ({ open_id: 'ou_x', app_id: feishu.app.appId })],
  ['no person', 20001, (feishu: Emulator) => ({ app_id: feishu.app.appId })],
  ['no app', 20001, (feishu: Emulator) => ({ open_id: openId(feishu), app_id: 'cli_0000000000000000' })],
])('the page refuses a form for %s with %i', async (_who, code, form) => {
  await using feishu = await startFrozen()
  const reply = await submit(feishu, form(feishu) as Record<string, string>)
  expect([reply.status, feishu.requests()[0]?.code]).toEqual([400, code])
})

test('nobody can withdraw from an app that does not exist, or as nobody', async () => {
  await using feishu = await startFrozen()
  expect(() => feishu.login.withdraw(1, { appId: 'cli_0000000000000000' })).toThrow('no app')
  expect(() => feishu.login.withdraw('ou_x')).toThrow('no person')
})
