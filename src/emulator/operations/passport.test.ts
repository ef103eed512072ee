import { expect, test } from 'vitest'
import { ask, askToken, challenge, codeFor, get, redirectUri, signIn, startFrozen } from '../testkit.ts'
import type { Emulator, EmulatorOptions } from '../types.ts'

const email = 'contact:user.email:readonly'
const path = {
  authorize: '/suite/passport/oauth/authorize',
  token: '/suite/passport/oauth/token',
  userinfo: '/suite/passport/oauth/userinfo',
}

const passportUrl = (feishu: Emulator, extra: Record<string, string> = {}) => {
  const query = { client_id: feishu.app.appId, response_type: 'code', redirect_uri: redirectUri, ...extra }
  return `${feishu.url}${path.authorize}?${new URLSearchParams(query)}`
}
const passportCode = (feishu: Emulator, person = 1) =>
  new URL(feishu.login.approve(passportUrl(feishu), person)).searchParams.get('code') ?? ''

/** A form as the documents ask for; an undefined field is left out. */
const askPassport = (feishu: Emulator, fields: Record<string, string | undefined>, app = feishu.app) => {
  const usual = { grant_type: 'authorization_code', client_id: app.appId, client_secret: app.appSecret }
  const given = Object.entries({ ...usual, redirect_uri: redirectUri, ...fields })
  const form = given.filter((entry): entry is [string, string] => entry[1] !== undefined)
  return ask(feishu, path.token, { method: 'POST', body: new URLSearchParams(form) })
}
/** The documented renewal: without credentials. */
const renew = (feishu: Emulator, refresh_token: string | undefined, more: Record<string, string> = {}) => {
  const none = { client_id: undefined, client_secret: undefined, redirect_uri: undefined }
  return askPassport(feishu, { ...none, grant_type: 'refresh_token', refresh_token, ...more })
}
const pair = async (feishu: Emulator) => (await askPassport(feishu, { code: passportCode(feishu) })).body
const other = (feishu: Emulator) => feishu.apps.create({ redirectUrls: [redirectUri] })

test('the page asks who it is, and leads back with a code and the state', async () => {
  await using feishu = await startFrozen()
  const chooser = await ask(feishu, passportUrl(feishu, { state: 's 1', scope: email }))
  expect([chooser.status, chooser.text.includes(feishu.people.get(0)?.name ?? '?')]).toEqual([200, true])
  const back = new URL(feishu.login.approve(passportUrl(feishu, { state: 's 1' }), 1))
  expect(back.searchParams.get('state')).toBe('s 1')
  expect(back.origin + back.pathname).toBe(redirectUri)
  expect(feishu.requests()[0]?.operation).toBe('passport.oauth.authorize')
})

test.each([
  [20001, 'client_id is missing', { client_id: '' }],
  [20001, 'response_type is missing', { response_type: '' }],
  [20001, 'response_type is token', { response_type: 'token' }],
  [20048, 'the app is unknown', { client_id: 'cli_0000000000000000' }],
  [20029, 'redirect_uri is not listed', { redirect_uri: 'https://evil.example/' }],
])('the page refuses with %i when %s', async (code, _when, change) => {
  await using feishu = await startFrozen()
  const reply = await ask(feishu, passportUrl(feishu, change))
  expect([reply.status, feishu.requests()[0]?.code]).toEqual([400, code])
  expect(reply.headers.get('location')).toBeNull()
})

test('the page is on the passport host alone', async () => {
  await using feishu = await startFrozen()
  const { search } = new URL(passportUrl(feishu))
  expect((await ask(feishu, `/passport.feishu.cn${path.authorize}${search}`)).status).toBe(200)
  expect((await ask(feishu, `/accounts.feishu.cn${path.authorize}${search}`)).status).toBe(404)
})

test('a code becomes a bare pair of tokens, and the pair says who it is', async () => {
  await using feishu = await startFrozen()
  const reply = await askPassport(feishu, { code: passportCode(feishu) })
  expect(reply.status).toBe(200)
  expect(reply.body).toEqual({
    access_token: expect.stringMatching(/^u-emulated-/),
    token_type: 'Bearer',
    expires_in: 3600,
    refresh_token: expect.stringMatching(/^ur-emulated-/),
    refresh_expires_in: 864_000,
  })
  const who = await get(feishu, path.userinfo, reply.body.access_token)
  const person = feishu.people.get(1)
  expect([who.status, who.body.code, who.body.enterprise_email]).toEqual([200, undefined, undefined])
  expect(who.body).toMatchObject({
    sub: person?.open_id,
    open_id: person?.open_id,
    union_id: person?.union_id,
    tenant_key: person?.tenant_key,
    name: person?.name,
    picture: who.body.avatar_url,
    email: person?.email,
    user_id: person?.user_id,
  })
  expect(feishu.requests().flatMap((entry) => [...entry.unreadFields, ...entry.undocumentedFields])).toEqual(
    [],
  )
})

test('userinfo leaves out what the app has no scope for', async () => {
  await using feishu = await startFrozen({ app: { scopes: [] } })
  const { body } = await get(feishu, path.userinfo, (await pair(feishu)).access_token)
  expect(Object.keys(body)).not.toContain('email')
  expect(Object.keys(body)).not.toContain('user_id')
})

interface Row {
  code: number
  error: string
  when: string
  run(feishu: Emulator): Promise<{ status: number; body: Record<string, unknown> }>
  options?: EmulatorOptions
  status?: number
}
const after = (change: (feishu: Emulator) => void): Row['run'] => {
  return (feishu) => {
    const code = passportCode(feishu)
    change(feishu)
    return askPassport(feishu, { code })
  }
}
const setApp = (patch: Parameters<Emulator['apps']['update']>[1]) =>
  after((feishu) => feishu.apps.update(feishu.app.appId, patch))

const [request, grant] = ['invalid_request', 'invalid_grant']
const rows: Row[] = [
  { code: 20001, error: request, when: 'code is missing', run: (f) => askPassport(f, {}) },
  {
    code: 20001,
    error: request,
    when: 'redirect_uri is missing',
    run: (f) => askPassport(f, { code: passportCode(f), redirect_uri: undefined }),
  },
  {
    code: 20001,
    error: request,
    when: 'the secret is missing',
    run: (f) => askPassport(f, { code: passportCode(f), client_secret: undefined }),
  },
  {
    code: 20036,
    error: 'unsupported_grant_type',
    when: 'the grant type is another',
    run: (f) => askPassport(f, { grant_type: 'password' }),
  },
  {
    code: 20002,
    error: 'invalid_client',
    when: 'the secret is wrong',
    run: (f) => askPassport(f, { code: passportCode(f), client_secret: 'x' }),
  },
  {
    code: 20048,
    error: 'invalid_client',
    when: 'the app is unknown',
    run: (f) => askPassport(f, { code: passportCode(f), client_id: 'cli_0000000000000000' }),
  },
  { code: 20003, error: grant, when: 'the code was never issued', run: (f) => askPassport(f, { code: 'x' }) },
  {
    code: 20003,
    error: grant,
    when: 'the code is of tt.login',
    run: (f) => askPassport(f, { code: f.miniProgram.code(1, { api: 'login' }) }),
  },
  {
    code: 20024,
    error: grant,
    when: 'the code belongs to another app',
    run: (f) => askPassport(f, { code: passportCode(f) }, other(f)),
  },
  { code: 20004, error: grant, when: 'the code expired', run: after((f) => f.clock.advance('5m')) },
  {
    code: 20065,
    error: grant,
    when: 'the code was used',
    async run(feishu) {
      const code = passportCode(feishu)
      await askPassport(feishu, { code })
      return askPassport(feishu, { code })
    },
  },
  {
    code: 20071,
    error: grant,
    when: 'redirect_uri differs',
    run: (f) => askPassport(f, { code: passportCode(f), redirect_uri: `${redirectUri}/x` }),
  },
  {
    code: 20049,
    error: grant,
    when: 'the code asks for a verifier',
    run: (f) =>
      askPassport(f, { code: codeFor(f, 1, { code_challenge: challenge, code_challenge_method: 'S256' }) }),
  },
  { code: 20009, error: grant, when: 'the app is not installed', run: setApp({ installed: false }) },
  { code: 20010, error: grant, when: 'the person is not in the range', run: setApp({ availability: [2] }) },
  { code: 20069, error: 'unauthorized_client', when: 'the app is off', run: setApp({ enabled: false }) },
  {
    code: 20066,
    error: grant,
    when: 'the person resigned',
    run: after((f) => f.people.update(1, { status: { is_resigned: true } })),
  },
  { code: 20008, error: grant, when: 'the person is gone', run: after((f) => f.people.remove(1)) },
  { code: 20001, error: request, when: 'refresh_token is missing', run: (f) => renew(f, undefined) },
  { code: 20026, error: grant, when: 'the refresh token is unknown', run: (f) => renew(f, 'ur-x') },
  {
    code: 20026,
    error: grant,
    when: 'the refresh token is an access token',
    run: async (f) => renew(f, (await pair(f)).access_token),
  },
  {
    code: 20026,
    error: grant,
    when: 'the refresh token is of v2',
    run: async (f) => renew(f, (await signIn(f, 1)).refresh_token),
  },
  {
    code: 20073,
    error: grant,
    when: 'the refresh token was used',
    async run(feishu) {
      const { refresh_token } = await pair(feishu)
      await renew(feishu, refresh_token)
      return renew(feishu, refresh_token)
    },
  },
  {
    code: 20037,
    error: grant,
    when: 'the refresh token expired',
    async run(feishu) {
      const { refresh_token } = await pair(feishu)
      feishu.clock.advance('10d')
      return renew(feishu, refresh_token)
    },
  },
  {
    code: 20024,
    error: grant,
    when: 'the refresh token belongs to another app',
    async run(feishu) {
      const { appId, appSecret } = other(feishu)
      const credentials = { client_id: appId, client_secret: appSecret }
      return renew(feishu, (await pair(feishu)).refresh_token, credentials)
    },
  },
  {
    code: 20010,
    error: grant,
    when: 'the person of the refresh token is not in the range any more',
    async run(feishu) {
      const { refresh_token } = await pair(feishu)
      feishu.apps.update(feishu.app.appId, { availability: [2] })
      return renew(feishu, refresh_token)
    },
  },
  {
    code: 20069,
    error: 'unauthorized_client',
    when: 'the app is off at a renewal',
    async run(feishu) {
      const { refresh_token } = await pair(feishu)
      feishu.apps.update(feishu.app.appId, { enabled: false })
      return renew(feishu, refresh_token)
    },
  },
  {
    code: 20069,
    error: 'unauthorized_client',
    when: 'the app is off at userinfo',
    async run(feishu) {
      const { access_token } = await pair(feishu)
      feishu.apps.update(feishu.app.appId, { enabled: false })
      return get(feishu, path.userinfo, access_token)
    },
  },
  {
    code: 20002,
    error: 'invalid_client',
    when: 'a renewal brings a wrong secret',
    run: async (f) =>
      renew(f, (await pair(f)).refresh_token, { client_id: f.app.appId, client_secret: 'wrong' }),
  },
  { code: 20005, error: 'invalid_token', when: 'userinfo gets no token', run: (f) => get(f, path.userinfo) },
  {
    code: 20005,
    error: 'invalid_token',
    when: 'userinfo gets a token of v2',
    run: async (f) => get(f, path.userinfo, (await signIn(f, 1)).access_token),
  },
  {
    code: 20005,
    error: 'invalid_token',
    when: 'userinfo gets a refresh token',
    run: async (f) => get(f, path.userinfo, (await pair(f)).refresh_token),
  },
  {
    code: 20006,
    error: 'invalid_token',
    when: 'the token of userinfo expired',
    async run(feishu) {
      const { access_token } = await pair(feishu)
      feishu.clock.advance('1h')
      return get(feishu, path.userinfo, access_token)
    },
  },
  {
    code: 20066,
    error: grant,
    when: 'the person of the token is frozen',
    async run(feishu) {
      const { access_token } = await pair(feishu)
      feishu.people.update(1, { status: { is_frozen: true } })
      return get(feishu, path.userinfo, access_token)
    },
  },
]

test.each(rows)('the passport endpoints answer $error ($code) when $when', async ({ code, error, run }) => {
  await using feishu = await startFrozen()
  const bare = await run(feishu)
  expect([bare.status, bare.body]).toEqual([400, { error, error_description: expect.any(String) }])
  await using coded = await startFrozen({
    switches: { passportErrorShape: 'coded', passportErrorStatus: 401 },
  })
  const reply = await run(coded)
  expect([reply.status, reply.body.code, reply.body.error]).toEqual([401, code, error])
})

test('a failing server says so whatever the switch', async () => {
  await using feishu = await startFrozen()
  feishu.faults.add({ operation: 'passport.oauth.token', effect: { kind: 'error', code: 20050 } })
  expect((await askPassport(feishu, { code: 'x' })).status).toBe(500)
  feishu.faults.add({ operation: 'passport.oauth.token', effect: { kind: 'error', code: 20072 } })
  expect((await askPassport(feishu, { code: 'x' })).status).toBe(503)
  expect(() =>
    feishu.faults.add({ operation: 'passport.oauth.userinfo', effect: { kind: 'error', code: 20073 } }),
  ).toThrow('never answers 20073')
})

test('tokens renew, once per refresh token, with credentials or without, and the newest works', async () => {
  await using feishu = await startFrozen({ switches: { passportRefreshSeconds: 100 } })
  const first = await pair(feishu)
  expect(first.refresh_expires_in).toBe(100)
  const { appId, appSecret } = feishu.app
  const second = (await renew(feishu, first.refresh_token)).body
  const third = await renew(feishu, second.refresh_token, { client_id: appId, client_secret: appSecret })
  expect(third.status).toBe(200)
  const tokens = [first, second, third.body]
  expect(new Set(tokens.flatMap((one) => [one.access_token, one.refresh_token])).size).toBe(6)
  for (const { access_token } of tokens)
    expect((await get(feishu, path.userinfo, access_token)).status).toBe(200)
})

test('a passport code is good at the current token endpoint, a passport token is not on the open host', async () => {
  await using feishu = await startFrozen()
  for (const version of ['v2', 'v3'] as const) {
    const reply = await askToken(feishu, { code: passportCode(feishu), redirect_uri: redirectUri }, version)
    expect([reply.status, reply.body.code]).toEqual([200, 0])
    expect(reply.body.scope).toContain(email)
  }
  const { access_token } = await pair(feishu)
  const refused = await get(feishu, '/open-apis/authen/v1/user_info', access_token)
  expect([refused.status, refused.body.code]).toEqual([400, 99991668])
})

const phone = 'contact:user.phone:readonly'
const userFields = async (feishu: Emulator, access_token: string) =>
  Object.keys((await get(feishu, '/open-apis/authen/v1/user_info', access_token)).body.data)

test('the token of a passport code shows what it was narrowed to, and no more', async () => {
  await using feishu = await startFrozen()
  const fields = { code: passportCode(feishu), redirect_uri: redirectUri, scope: email }
  const { body } = await askToken(feishu, fields)
  expect(body.scope).toBe(email)
  const seen = await userFields(feishu, body.access_token)
  expect([seen.includes('email'), seen.includes('mobile'), seen.includes('user_id')]).toEqual([
    true,
    false,
    false,
  ])
})

test('a token of a passport code gains no scope that is enabled later, and loses one that is taken away', async () => {
  await using feishu = await startFrozen({ app: { scopes: [email] } })
  const { body } = await askToken(feishu, { code: passportCode(feishu), redirect_uri: redirectUri })
  feishu.apps.update(feishu.app.appId, { scopes: [email, phone] })
  const seen = await userFields(feishu, body.access_token)
  expect([seen.includes('email'), seen.includes('mobile')]).toEqual([true, false])
  feishu.apps.update(feishu.app.appId, { scopes: [phone] })
  expect(await userFields(feishu, body.access_token)).not.toContain('email')
})

test('a passport token can be revoked, and takes its pair along', async () => {
  await using feishu = await startFrozen()
  const { access_token, refresh_token } = await pair(feishu)
  const { appId, appSecret } = feishu.app
  const form = { client_id: appId, client_secret: appSecret, token: refresh_token }
  await ask(feishu, '/oauth/v1/revoke', { method: 'POST', body: new URLSearchParams(form) })
  expect((await get(feishu, path.userinfo, access_token)).body.error).toBe('invalid_token')
  expect((await renew(feishu, refresh_token)).body.error).toBe('invalid_grant')
})
