import { expect, test } from 'vitest'
import {
  appToken,
  ask,
  challenge,
  codeFor,
  get,
  gotoUrl,
  post,
  redirectUri,
  signIn,
  startFrozen,
} from '../testkit.ts'
import type { Emulator, EmulatorOptions } from '../types.ts'

const paths = {
  v1: { exchange: '/open-apis/authen/v1/access_token', refresh: '/open-apis/authen/v1/refresh_access_token' },
  oidc: {
    exchange: '/open-apis/authen/v1/oidc/access_token',
    refresh: '/open-apis/authen/v1/oidc/refresh_access_token',
  },
} as const
const email = 'contact:user.email:readonly'

type Family = keyof typeof paths
const families: Family[] = ['v1', 'oidc']

async function call(feishu: Emulator, path: string, body: object, app = feishu.app) {
  return post(feishu, path, body, { authorization: `Bearer ${await appToken(feishu, app)}` })
}

const exchange = (feishu: Emulator, family: Family, code: unknown, app = feishu.app) =>
  call(feishu, paths[family].exchange, { grant_type: 'authorization_code', code }, app)

const renew = (feishu: Emulator, family: Family, refresh_token: unknown, app = feishu.app) =>
  call(feishu, paths[family].refresh, { grant_type: 'refresh_token', refresh_token }, app)

const pair = async (feishu: Emulator, family: Family) =>
  (await exchange(feishu, family, codeFor(feishu, 1))).body.data

const other = (feishu: Emulator) => feishu.apps.create({ redirectUrls: [redirectUri] })

interface Row {
  when: string
  codes: Record<Family, number>
  run(feishu: Emulator, family: Family): Promise<{ status: number; body: Record<string, unknown> }>
  options?: EmulatorOptions
}

const after = (change: (feishu: Emulator) => void): Row['run'] => {
  return (feishu, family) => {
    const code = codeFor(feishu, 1)
    change(feishu)
    return exchange(feishu, family, code)
  }
}
const both = (code: number) => ({ v1: code, oidc: code })

const rows: Row[] = [
  { when: 'code is missing', codes: both(20001), run: (f, way) => exchange(f, way, undefined) },
  { when: 'code is a number', codes: both(20001), run: (f, way) => exchange(f, way, 7) },
  {
    when: 'the grant type is another',
    codes: { v1: 20001, oidc: 20036 },
    run: (f, way) => call(f, paths[way].exchange, { grant_type: 'password', code: 'x' }),
  },
  {
    when: 'the code was never issued',
    codes: { v1: 20007, oidc: 20003 },
    run: (f, way) => exchange(f, way, 'x'),
  },
  {
    when: 'the code expired',
    codes: { v1: 20007, oidc: 20004 },
    run: after((feishu) => feishu.clock.advance('5m')),
  },
  {
    when: 'the code was used',
    codes: both(20007),
    async run(feishu, family) {
      const code = codeFor(feishu, 1)
      await exchange(feishu, family, code)
      return exchange(feishu, family, code)
    },
  },
  {
    when: 'the code belongs to another app',
    codes: both(20024),
    run: (f, way) => exchange(f, way, codeFor(f, 1), other(f)),
  },
  {
    when: 'the code asks for a verifier, which these endpoints do not take',
    codes: { v1: 20007, oidc: 20003 },
    run: (f, way) =>
      exchange(f, way, codeFor(f, 1, { code_challenge: challenge, code_challenge_method: 'S256' })),
  },
  { when: 'the user is gone', codes: both(20008), run: after((f) => f.people.remove(1)) },
  {
    when: 'the app is not installed',
    codes: both(20009),
    run: after((f) => f.apps.update(f.app.appId, { installed: false })),
  },
  {
    when: 'the user may not use the app',
    codes: both(20010),
    run: after((f) => f.apps.update(f.app.appId, { availability: [] })),
  },
  {
    when: 'the user has resigned',
    codes: both(20021),
    run: after((f) => f.people.update(1, { status: { is_resigned: true } })),
  },
  {
    when: 'the user is frozen',
    codes: both(20022),
    run: after((f) => f.people.update(1, { status: { is_frozen: true } })),
  },
  {
    when: 'the user is not activated',
    codes: both(20023),
    run: after((f) => f.people.update(1, { status: { is_activated: false } })),
  },
  { when: 'the refresh token is missing', codes: both(20001), run: (f, way) => renew(f, way, undefined) },
  {
    when: 'the refresh token was never issued',
    codes: { v1: 20007, oidc: 20026 },
    run: (f, way) => renew(f, way, 'ur-x'),
  },
  {
    when: 'the refresh token was used',
    codes: { v1: 20007, oidc: 20038 },
    async run(feishu, family) {
      const { refresh_token } = await pair(feishu, family)
      await renew(feishu, family, refresh_token)
      return renew(feishu, family, refresh_token)
    },
  },
  {
    when: 'the refresh token expired',
    codes: { v1: 20007, oidc: 20037 },
    async run(feishu, family) {
      const { refresh_token } = await pair(feishu, family)
      feishu.clock.advance('30d')
      return renew(feishu, family, refresh_token)
    },
  },
  {
    when: 'the refresh token belongs to another app',
    codes: both(20024),
    run: async (f, way) => renew(f, way, (await pair(f, way)).refresh_token, other(f)),
  },
  {
    when: 'the refresh token is of the passport',
    codes: { v1: 20007, oidc: 20026 },
    run: async (f, way) => renew(f, way, await passportRefreshToken(f)),
  },
]

async function passportRefreshToken(feishu: Emulator): Promise<string> {
  const code = new URL(feishu.login.approve(gotoUrl(feishu), 1)).searchParams.get('code') ?? ''
  const { appId: client_id, appSecret: client_secret } = feishu.app
  const form = { grant_type: 'authorization_code', client_id, client_secret, code, redirect_uri: redirectUri }
  const reply = await ask(feishu, '/suite/passport/oauth/token', {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  return reply.body.refresh_token
}

for (const family of families)
  test.each(rows)(`${family} answers HTTP 200 and its code when $when`, async ({ codes, run, options }) => {
    await using feishu = await startFrozen(options)
    const { status, body } = await run(feishu, family)
    expect(body).toMatchObject({ code: codes[family], msg: expect.any(String) })
    expect(body).not.toHaveProperty('data')
    expect(status).toBe(200)
  })

test.each(families)('%s answers 20050 with HTTP 500 and gateway refusals with HTTP 400', async (family) => {
  await using feishu = await startFrozen()
  const path = paths[family].exchange
  const operation = family === 'v1' ? 'authen.v1.access_token' : 'authen.v1.oidc.access_token'
  if (family === 'v1') {
    feishu.faults.add({ operation, effect: { kind: 'error', code: 20050 } })
    expect(await exchange(feishu, family, 'x')).toMatchObject({ status: 500, body: { code: 20050 } })
  }
  expect(await post(feishu, path, {})).toMatchObject({ status: 400, body: { code: 99991661 } })
  const wrong = await post(feishu, path, {}, { authorization: 'Bearer a-x' })
  expect(wrong).toMatchObject({ status: 400, body: { code: 99991664 } })
})

/** A code of the historic page, which asks for no scopes. */
function indexCode(feishu: Emulator): string {
  const query = new URLSearchParams({ app_id: feishu.app.appId, redirect_uri: redirectUri })
  const back = feishu.login.approve(`${feishu.url}/open-apis/authen/v1/index?${query}`, 1)
  return new URL(back).searchParams.get('code') ?? ''
}

test.each(families)('%s: what the consent page did not grant, its code does not carry', async (family) => {
  await using feishu = await startFrozen()
  const info = async (token: string) => (await get(feishu, '/open-apis/authen/v1/user_info', token)).body.data
  const tokens = (await exchange(feishu, family, codeFor(feishu, 1, { scope: email }))).body.data
  const next = (await renew(feishu, family, tokens.refresh_token)).body.data
  for (const { access_token } of [tokens, next]) {
    expect(await info(access_token)).toHaveProperty('email')
    expect(await info(access_token)).not.toHaveProperty('mobile')
  }
  const whole = (await exchange(feishu, family, indexCode(feishu))).body.data
  expect(await info(whole.access_token)).toHaveProperty('mobile')
})

test('v1 takes the app token in the body, too; OIDC does not', async () => {
  await using feishu = await startFrozen()
  const app_access_token = await appToken(feishu)
  const body = () => ({ app_access_token, grant_type: 'authorization_code', code: codeFor(feishu, 1) })
  const reply = await post(feishu, paths.v1.exchange, body())
  expect(reply.body.code).toBe(0)
  const { refresh_token } = reply.body.data
  const renewal = { app_access_token, grant_type: 'refresh_token', refresh_token }
  expect((await post(feishu, paths.v1.refresh, renewal)).body.code).toBe(0)
  const forged = { ...body(), app_access_token: 't-x' }
  expect((await post(feishu, paths.v1.exchange, forged)).body.code).toBe(99991663)
  expect((await post(feishu, paths.oidc.exchange, body())).body.code).toBe(99991661)
  expect(feishu.requests({ operation: 'authen.v1.access_token' })[0]?.unreadFields).toEqual([])
})

test.each(families)('%s: the IP list is not applied to the exchange', async (family) => {
  await using feishu = await startFrozen({ app: { ipAllowList: ['203.0.113.1'] } })
  const tokens = (await exchange(feishu, family, codeFor(feishu, 1))).body.data
  expect((await get(feishu, '/open-apis/authen/v1/user_info', tokens.access_token)).body.code).toBe(99991401)
})

test.each(families)('%s refresh refuses a person who has left, and tokens of v2 and v3', async (family) => {
  await using feishu = await startFrozen()
  for (const version of ['v2', 'v3'] as const) {
    const { refresh_token } = await signIn(feishu, 1, 'offline_access', version)
    expect((await renew(feishu, family, refresh_token)).body.code).toBe(family === 'v1' ? 20007 : 20026)
  }
  const { refresh_token } = await pair(feishu, family)
  feishu.people.update(1, { status: { is_resigned: true } })
  expect((await renew(feishu, family, refresh_token)).body.code).toBe(20021)
})

test('v1 mixes the user into the answer', async () => {
  await using feishu = await startFrozen()
  const person = feishu.people.get(1)
  const { status, body } = await exchange(feishu, 'v1', codeFor(feishu, 1, { scope: email }))
  expect(status).toBe(200)
  expect(body).toMatchObject({
    code: 0,
    msg: 'success',
    data: {
      access_token: expect.stringMatching(/^u-/),
      refresh_token: expect.stringMatching(/^ur-/),
      token_type: 'Bearer',
      expires_in: 7140,
      refresh_expires_in: 2591940,
      name: person?.name,
      open_id: person?.open_id,
      email: person?.email,
      sid: expect.any(String),
    },
  })
})

test('v1 leaves out fields whose scope the app lacks', async () => {
  await using feishu = await startFrozen({ app: { scopes: [] } })
  const { body } = await exchange(feishu, 'v1', codeFor(feishu, 1))
  for (const field of ['email', 'mobile', 'user_id', 'enterprise_email', 'employee_no'])
    expect(body.data).not.toHaveProperty(field)
})

test('OIDC answers in its own words', async () => {
  await using feishu = await startFrozen()
  const { body } = await exchange(feishu, 'oidc', indexCode(feishu))
  expect(body.data).toEqual({
    access_token: expect.stringMatching(/^u-/),
    refresh_token: expect.stringMatching(/^ur-/),
    token_type: 'Bearer',
    expires_in: 7199,
    refresh_expires_in: 2591999,
    scope: feishu.app.scopes.join(' '),
  })
})

test.each(families)('%s refresh rotates the pair, and both tokens read user_info', async (family) => {
  await using feishu = await startFrozen()
  const old = await pair(feishu, family)
  const fresh = (await renew(feishu, family, old.refresh_token)).body.data
  expect(fresh.refresh_token).not.toBe(old.refresh_token)
  for (const token of [old.access_token, fresh.access_token])
    expect((await get(feishu, '/open-apis/authen/v1/user_info', token)).body.code).toBe(0)
})
