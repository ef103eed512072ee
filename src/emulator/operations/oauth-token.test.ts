// The whole error table of the v2 and v3 token endpoints, one test a row, over a real socket.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ask,
  askToken,
  challenge,
  codeFor,
  post,
  type Reply,
  redirectUri,
  refresh,
  signIn,
  startFrozen,
  type TokenVersion,
  tokenPath,
  verifier,
} from '../testkit.ts'
import type { Emulator, EmulatorOptions } from '../types.ts'
import { oauthErrors } from './platform-codes.ts'

interface Row {
  code: number
  when: string
  run(feishu: Emulator, version: TokenVersion): Promise<Reply>
  options?: EmulatorOptions
}

const email = 'contact:user.email:readonly'
const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`

async function refreshToken(feishu: Emulator, version: TokenVersion = 'v2'): Promise<string> {
  return (await signIn(feishu, 1, 'offline_access', version)).refresh_token
}

/** A refused person: the code is there, and then something changes. */
const afterwards = (change: (feishu: Emulator) => void): Row['run'] => {
  return (feishu, version) => {
    const code = codeFor(feishu, 1)
    change(feishu)
    return askToken(feishu, { code }, version)
  }
}
const afterwardsRefreshing = (change: (feishu: Emulator) => void): Row['run'] => {
  return async (feishu, version) => {
    const token = await refreshToken(feishu, version)
    change(feishu)
    return refresh(feishu, token, {}, version)
  }
}

const injected = (code: number): Row['run'] => {
  return (feishu, version) => {
    feishu.faults.add({ operation: `oauth.${version}.token`, effect: { kind: 'error', code } })
    return askToken(feishu, { code: codeFor(feishu, 1) }, version)
  }
}

const injectedRefresh = (code: number): Row['run'] => {
  return async (feishu, version) => {
    const token = await refreshToken(feishu, version)
    feishu.faults.add({ operation: `oauth.${version}.token`, effect: { kind: 'error', code } })
    return refresh(feishu, token, {}, version)
  }
}

const states: [number, string, (feishu: Emulator) => void][] = [
  [20008, 'the user is gone', (feishu) => feishu.people.remove(1)],
  [20009, 'the app is not installed', (feishu) => feishu.apps.update(feishu.app.appId, { installed: false })],
  [
    20010,
    'the user may not use the app',
    (feishu) => feishu.apps.update(feishu.app.appId, { availability: [2] }),
  ],
  [20066, 'the user is frozen', (feishu) => feishu.people.update(1, { status: { is_frozen: true } })],
  [20066, 'the user has resigned', (feishu) => feishu.people.update(1, { status: { is_resigned: true } })],
  [
    20066,
    'the user is not activated',
    (feishu) => feishu.people.update(1, { status: { is_activated: false } }),
  ],
  [20069, 'the app is disabled', (feishu) => feishu.apps.update(feishu.app.appId, { enabled: false })],
]

const exchangeRows: Row[] = [
  {
    code: 20001,
    when: 'grant_type is missing',
    run: (f, v) => askToken(f, { grant_type: undefined, code: 'x' }, v),
  },
  {
    code: 20001,
    when: 'client_id is missing',
    run: (f, v) => askToken(f, { client_id: undefined, code: codeFor(f, 1) }, v),
  },
  {
    code: 20001,
    when: 'client_secret is missing',
    run: (f, v) => askToken(f, { client_secret: undefined, code: codeFor(f, 1) }, v),
  },
  { code: 20001, when: 'code is missing', run: (f, v) => askToken(f, {}, v) },
  {
    code: 20002,
    when: 'the secret is wrong',
    run: (f, v) => askToken(f, { client_secret: 'guess', code: codeFor(f, 1) }, v),
  },
  { code: 20003, when: 'the code was never issued', run: (f, v) => askToken(f, { code: 'x'.repeat(64) }, v) },
  {
    code: 20003,
    when: 'client, secret and code are all made up: the code is looked up first',
    run: (f, v) => askToken(f, { client_id: 'cli_test', client_secret: 'guess', code: 'made-up' }, v),
  },
  {
    code: 20004,
    when: 'the code is five minutes old',
    run: afterwards((feishu) => feishu.clock.advance('5m')),
  },
  {
    code: 20004,
    when: 'the requestAccess code is three minutes old',
    run(feishu, version) {
      const code = feishu.client.code(redirectUri, 1)
      feishu.clock.advance('3m')
      return askToken(feishu, { code }, version)
    },
  },
  {
    code: 20024,
    when: 'the code belongs to another app',
    run: (f, v) => askToken(f, { code: codeFor(f, 1) }, v, f.apps.create({ redirectUrls: [redirectUri] })),
  },
  {
    code: 20036,
    when: 'the grant type is unknown',
    run: (f, v) => askToken(f, { grant_type: 'password' }, v),
  },
  {
    code: 20048,
    when: 'the app is unknown and the code is good',
    run: (f, v) => askToken(f, { client_id: 'cli_0000000000000000', code: codeFor(f, 1) }, v),
  },
  {
    code: 20049,
    when: 'the verifier is wrong',
    run: (f, v) =>
      askToken(
        f,
        {
          code: codeFor(f, 1, { code_challenge: challenge, code_challenge_method: 'S256' }),
          code_verifier: 'x'.repeat(43),
        },
        v,
      ),
  },
  ...[42, 129].map((length) => ({
    code: 20049,
    when: `the verifier fits and has ${length} characters`,
    run: (f: Emulator, v: TokenVersion) => {
      const code_verifier = 'v'.repeat(length)
      const code_challenge = createHash('sha256').update(code_verifier).digest('base64url')
      const code = codeFor(f, 1, { code_challenge, code_challenge_method: 'S256' })
      return askToken(f, { code, code_verifier }, v)
    },
  })),
  {
    code: 20049,
    when: 'the verifier is missing',
    run: (f, v) =>
      askToken(f, { code: codeFor(f, 1, { code_challenge: challenge, code_challenge_method: 'S256' }) }, v),
  },
  {
    code: 20049,
    when: 'the method was left out, which means plain',
    run: (f, v) =>
      askToken(f, { code: codeFor(f, 1, { code_challenge: challenge }), code_verifier: verifier }, v),
  },
  {
    code: 20049,
    when: 'the challenge itself is sent for an S256 code',
    run: (f, v) =>
      askToken(
        f,
        {
          code: codeFor(f, 1, { code_challenge: challenge, code_challenge_method: 'S256' }),
          code_verifier: challenge,
        },
        v,
      ),
  },
  { code: 20050, when: 'the server fails (injected)', run: injected(20050) },
  {
    code: 20063,
    when: 'the body is no JSON',
    run: (f, v) =>
      ask(f, tokenPath[v], {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"code":',
      }),
  },
  { code: 20063, when: 'the body is a list', run: (f, v) => post(f, tokenPath[v], []) },
  { code: 20063, when: 'a field is a number', run: (f, v) => askToken(f, { code: 7 }, v) },
  {
    code: 20063,
    when: 'the content type is another',
    run: (f, v) => post(f, tokenPath[v], {}, { 'content-type': 'text/plain' }),
  },
  {
    code: 20063,
    when: 'a form has a field twice',
    run: (f, v) =>
      ask(f, tokenPath[v], {
        method: 'POST',
        body: new URLSearchParams([
          ['grant_type', 'a'],
          ['grant_type', 'b'],
        ]),
      }),
  },
  {
    code: 20065,
    when: 'the code was used',
    async run(feishu, version) {
      const code = codeFor(feishu, 1)
      await askToken(feishu, { code }, version)
      return askToken(feishu, { code }, version)
    },
  },
  {
    code: 20003,
    when: 'the code was used and the switch says 20003',
    options: { switches: { usedCode: 20003 } },
    async run(feishu, version) {
      const code = codeFor(feishu, 1)
      await askToken(feishu, { code }, version)
      return askToken(feishu, { code }, version)
    },
  },
  {
    code: 20067,
    when: 'a scope is asked for twice',
    run: (f, v) => askToken(f, { code: codeFor(f, 1, { scope: email }), scope: `${email} ${email}` }, v),
  },
  {
    code: 20068,
    when: 'a scope was not granted',
    run: (f, v) => askToken(f, { code: codeFor(f, 1), scope: email }, v),
  },
  {
    code: 20070,
    when: 'the secret comes twice',
    run: (f, v) =>
      post(
        f,
        tokenPath[v],
        {
          grant_type: 'authorization_code',
          client_id: f.app.appId,
          client_secret: f.app.appSecret,
          code: codeFor(f, 1),
        },
        { authorization: basic(f.app.appId, f.app.appSecret) },
      ),
  },
  {
    code: 20071,
    when: 'redirect_uri differs',
    run: (f, v) => askToken(f, { code: codeFor(f, 1), redirect_uri: `${redirectUri}/` }, v),
  },
  {
    code: 20071,
    when: 'a requestAccess code comes with a redirect_uri',
    run: (f, v) => askToken(f, { code: f.client.code(redirectUri, 1), redirect_uri: redirectUri }, v),
  },
  { code: 20072, when: 'the service is not available (injected)', run: injected(20072) },
  { code: 99991400, when: 'the rate is limited (injected)', run: injected(99991400) },
  ...states.map(([code, when, change]) => ({ code, when, run: afterwards(change) })),
]

const refreshRows: Row[] = [
  { code: 20001, when: 'refresh_token is missing', run: (f, v) => refresh(f, undefined, {}, v) },
  {
    code: 20002,
    when: 'the secret is wrong',
    run: async (f, v) => refresh(f, await refreshToken(f, v), { client_secret: 'guess' }, v),
  },
  {
    code: 20024,
    when: 'the token belongs to another app',
    run: async (f, v) =>
      askToken(
        f,
        { grant_type: 'refresh_token', refresh_token: await refreshToken(f, v) },
        v,
        f.apps.create(),
      ),
  },
  { code: 20026, when: 'the token was never issued', run: (f, v) => refresh(f, 'eyJ.made.up', {}, v) },
  {
    code: 20026,
    when: 'an access token comes in its place',
    run: async (f, v) => refresh(f, (await signIn(f, 1)).access_token, {}, v),
  },
  {
    code: 20036,
    when: 'the grant type is unknown',
    run: (f, v) => refresh(f, 'x', { grant_type: 'refresh' }, v),
  },
  {
    code: 20037,
    when: 'the token is seven days old',
    run: afterwardsRefreshing((f) => f.clock.advance('7d')),
  },
  {
    code: 20048,
    when: 'the app is unknown',
    run: async (f, v) => refresh(f, await refreshToken(f, v), { client_id: 'cli_0000000000000000' }, v),
  },
  {
    code: 20063,
    when: 'the token is no text',
    run: (f, v) => refresh(f, { $ne: '' }, {}, v),
  },
  {
    code: 20064,
    when: 'the token was revoked',
    async run(feishu, version) {
      const token = await refreshToken(feishu, version)
      const { appId, appSecret } = feishu.app
      await post(feishu, '/oauth/v1/revoke', { client_id: appId, client_secret: appSecret, token })
      return refresh(feishu, token, {}, version)
    },
  },
  {
    code: 20067,
    when: 'a scope is asked for twice',
    run: async (f, v) => refresh(f, await refreshToken(f, v), { scope: 'offline_access offline_access' }, v),
  },
  {
    code: 20068,
    when: 'a scope was not granted',
    run: async (f, v) => refresh(f, await refreshToken(f, v), { scope: email }, v),
  },
  {
    code: 20070,
    when: 'the secret comes twice',
    run: async (f, v) =>
      post(
        f,
        tokenPath[v],
        {
          grant_type: 'refresh_token',
          refresh_token: await refreshToken(f, v),
          client_id: f.app.appId,
          client_secret: f.app.appSecret,
        },
        { authorization: basic(f.app.appId, f.app.appSecret) },
      ),
  },
  {
    code: 20073,
    when: 'the token was used',
    async run(feishu, version) {
      const token = await refreshToken(feishu, version)
      await refresh(feishu, token, {}, version)
      return refresh(feishu, token, {}, version)
    },
  },
  {
    code: 20064,
    when: 'the token was used and the switch says 20064',
    options: { switches: { usedRefreshToken: 20064 } },
    async run(feishu, version) {
      const token = await refreshToken(feishu, version)
      await refresh(feishu, token, {}, version)
      return refresh(feishu, token, {}, version)
    },
  },
  {
    code: 20074,
    when: 'the console switch is off',
    run: afterwardsRefreshing((f) => f.apps.update(f.app.appId, { refreshEnabled: false })),
  },
  ...[20050, 20072, 21000, 21001, 99991400].map((code) => ({
    code,
    when: 'it is injected',
    run: injectedRefresh(code),
  })),
  ...states.map(([code, when, change]) => ({ code, when, run: afterwardsRefreshing(change) })),
]

type Column = 'exchange' | 'refresh'

/**
 * The platform's error table, written down from its documents and not from the code: status, `error`, columns.
 * Where no document names the `error`, it is the name that RFC 6749 has for the case.
 */
const table: Record<number, [status: number, error: string, ...columns: Column[]]> = {
  20001: [400, 'invalid_request', 'exchange', 'refresh'],
  20002: [400, 'invalid_client', 'exchange', 'refresh'],
  20003: [400, 'invalid_grant', 'exchange'],
  20004: [400, 'invalid_grant', 'exchange'],
  20008: [400, 'invalid_grant', 'exchange', 'refresh'],
  20009: [400, 'invalid_grant', 'exchange', 'refresh'],
  20010: [400, 'invalid_grant', 'exchange', 'refresh'],
  20024: [400, 'invalid_grant', 'exchange', 'refresh'],
  20026: [400, 'invalid_grant', 'refresh'],
  20036: [400, 'unsupported_grant_type', 'exchange', 'refresh'],
  20037: [400, 'invalid_grant', 'refresh'],
  20048: [400, 'invalid_client', 'exchange', 'refresh'],
  20049: [400, 'invalid_grant', 'exchange'],
  20050: [500, 'server_error', 'exchange', 'refresh'],
  20063: [400, 'invalid_request', 'exchange', 'refresh'],
  20064: [400, 'invalid_grant', 'refresh'],
  20065: [400, 'invalid_grant', 'exchange'],
  20066: [400, 'invalid_grant', 'exchange', 'refresh'],
  20067: [400, 'invalid_scope', 'exchange', 'refresh'],
  20068: [400, 'invalid_scope', 'exchange', 'refresh'],
  20069: [400, 'unauthorized_client', 'exchange', 'refresh'],
  20070: [400, 'invalid_request', 'exchange', 'refresh'],
  20071: [400, 'invalid_grant', 'exchange'],
  20072: [503, 'temporarily_unavailable', 'exchange', 'refresh'],
  20073: [400, 'invalid_grant', 'refresh'],
  20074: [400, 'unauthorized_client', 'refresh'],
  21000: [400, 'access_denied', 'refresh'],
  21001: [400, 'access_denied', 'refresh'],
  99991400: [429, 'too_many_requests', 'exchange', 'refresh'],
}

/** What nothing but an order can make the emulator answer. */
const onlyInjected = [20050, 20072, 21000, 21001, 99991400]

const versions: TokenVersion[] = ['v2', 'v3']
const columns: [Column, Row[]][] = [
  ['exchange', exchangeRows],
  ['refresh', refreshRows],
]

function check({ status, body, headers }: Reply, code: number): void {
  const [documented, error] = table[code] ?? []
  expect(body).toMatchObject({ code, error, error_description: expect.any(String) })
  expect(status).toBe(documented)
  expect(body).not.toHaveProperty('access_token')
  expect(headers.get('x-tt-logid')).toMatch(/^\d{14}[0-9A-F]{20}$/)
}

for (const version of versions)
  for (const [column, rows] of columns)
    test.each(rows)(`${version} ${column} answers $code when $when`, async ({ code, run, options }) => {
      await using feishu = await startFrozen(options)
      check(await run(feishu, version), code)
    })

test.each(columns)('the rows of the %s column are those of the table', (column, rows) => {
  const inTable = Object.keys(table).map(Number)
  const documented = inTable.filter((code) => table[code]?.includes(column))
  const produced = [...new Set(rows.map((row) => row.code))].sort((a, b) => a - b)
  expect(produced).toEqual(documented)
  const ordered = new Set(rows.filter(({ when }) => when.includes('injected')).map((row) => row.code))
  expect([...ordered].sort((a, b) => a - b)).toEqual(onlyInjected.filter((code) => documented.includes(code)))
})

test('the emulator knows no code that the table does not have', () => {
  expect(Object.keys(oauthErrors).sort()).toEqual(Object.keys(table).sort())
})

test.each([21000, 21001])('%i carries the page that lifts it', async (code) => {
  await using feishu = await startFrozen()
  const { body } = await injectedRefresh(code)(feishu, 'v3')
  expect(body).toMatchObject({ challenge_url: expect.stringMatching(/^http/), cli_hint: expect.any(String) })
})

test.each(versions)('%s exchanges a code for a pair in the documented shape', async (version) => {
  await using feishu = await startFrozen()
  const code = codeFor(feishu, 1, { scope: `offline_access ${email}` })
  const { status, body } = await askToken(feishu, { code, redirect_uri: redirectUri }, version)
  expect(status).toBe(200)
  expect(body).toEqual({
    code: 0,
    access_token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]{86}$/),
    expires_in: 7200,
    refresh_token: expect.stringMatching(/^eyJ/),
    refresh_token_expires_in: 604800,
    token_type: 'Bearer',
    scope: `offline_access ${email}`,
  })
  expect(body.access_token.length).toBeGreaterThan(1000)
  expect(body.access_token.length).toBeLessThan(2048)
  const [header, payload] = body.access_token
    .split('.')
    .map((part: string) => Buffer.from(part, 'base64url').toString())
  expect(JSON.parse(header)).toMatchObject({ alg: 'ES256' })
  expect(payload).toContain('larkspur-emulator')
})

test('a refresh token comes only with offline_access', async () => {
  await using feishu = await startFrozen()
  const { body } = await askToken(feishu, { code: codeFor(feishu, 1) })
  expect(body).not.toHaveProperty('refresh_token')
  expect(body).not.toHaveProperty('refresh_token_expires_in')
  expect(body.scope).toBe('')
})

test('form bodies and HTTP Basic are taken on both endpoints', async () => {
  await using feishu = await startFrozen()
  const { appId, appSecret } = feishu.app
  for (const version of versions) {
    const form = new URLSearchParams({ grant_type: 'authorization_code', code: codeFor(feishu, 1) })
    const reply = await ask(feishu, tokenPath[version], {
      method: 'POST',
      headers: { authorization: basic(appId, appSecret) },
      body: form,
    })
    expect(reply).toMatchObject({ status: 200, body: { code: 0 } })
  }
})

test('PKCE: S256 and plain are checked, and a good verifier passes', async () => {
  await using feishu = await startFrozen()
  const s256 = codeFor(feishu, 1, { code_challenge: challenge, code_challenge_method: 'S256' })
  const plain = codeFor(feishu, 1, { code_challenge: verifier })
  expect((await askToken(feishu, { code: s256, code_verifier: verifier })).body.code).toBe(0)
  expect((await askToken(feishu, { code: plain, code_verifier: verifier }, 'v3')).body.code).toBe(0)
})

test('PKCE: v2 ignores a verifier that nothing asked for, v3 refuses it', async () => {
  await using feishu = await startFrozen()
  const ask = (version: TokenVersion) =>
    askToken(feishu, { code: codeFor(feishu, 1), code_verifier: verifier }, version)
  expect((await ask('v2')).body.code).toBe(0)
  expect((await ask('v3')).body.code).toBe(20049)
})

test('PKCE: the switch for v3 refuses every code with a challenge', async () => {
  await using feishu = await startFrozen({ switches: { pkceOnV3: false } })
  const code = codeFor(feishu, 1, { code_challenge: challenge, code_challenge_method: 'S256' })
  expect((await askToken(feishu, { code, code_verifier: verifier }, 'v3')).body.code).toBe(20049)
})

test.each([
  [true, 20065],
  [false, 0],
])('PKCE: a failed check uses the code up: %s', async (failedPkceConsumesCode, then) => {
  await using feishu = await startFrozen({ switches: { failedPkceConsumesCode } })
  const code = codeFor(feishu, 1, { code_challenge: challenge, code_challenge_method: 'S256' })
  await askToken(feishu, { code, code_verifier: 'y'.repeat(43) })
  expect((await askToken(feishu, { code, code_verifier: verifier })).body.code).toBe(then)
})

test('narrowing holds for one token only', async () => {
  await using feishu = await startFrozen()
  const code = codeFor(feishu, 1, { scope: `offline_access ${email}` })
  const narrow = await askToken(feishu, { code, scope: 'offline_access' })
  expect(narrow.body.scope).toBe('offline_access')
  const next = await refresh(feishu, narrow.body.refresh_token)
  expect(next.body.scope).toBe(`offline_access ${email}`)
})

test('grants accumulate per app and person', async () => {
  await using feishu = await startFrozen()
  codeFor(feishu, 1, { scope: email })
  const { body } = await askToken(feishu, { code: codeFor(feishu, 1, { scope: 'offline_access' }) })
  expect(body.scope).toBe(`${email} offline_access`)
  expect((await askToken(feishu, { code: codeFor(feishu, 2) })).body.scope).toBe('')
})

test('refresh: v3 takes tokens of v2, v2 takes only its own', async () => {
  await using feishu = await startFrozen()
  const [two, three] = [
    await signIn(feishu, 1, 'offline_access', 'v2'),
    await signIn(feishu, 1, 'offline_access', 'v3'),
  ]
  expect((await refresh(feishu, two.refresh_token, {}, 'v3')).body.code).toBe(0)
  expect((await refresh(feishu, three.refresh_token, {}, 'v2')).body.code).toBe(20026)
})

test('refresh: after 365 days the person must authorize again, however often it was refreshed', async () => {
  await using feishu = await startFrozen()
  let { refresh_token } = await signIn(feishu, 1)
  for (let days = 0; days < 360; days += 6) {
    feishu.clock.advance('6d')
    refresh_token = (await refresh(feishu, refresh_token)).body.refresh_token
  }
  feishu.clock.advance('5d')
  expect((await refresh(feishu, refresh_token)).body.code).toBe(20037)
})

test.each([
  [true, 0],
  [false, 99991668],
])('refresh: the old access token survives: %s', async (oldTokenSurvivesRefresh, code) => {
  await using feishu = await startFrozen({ switches: { oldTokenSurvivesRefresh } })
  const old = await signIn(feishu, 1)
  await refresh(feishu, old.refresh_token)
  const info = await ask(feishu, '/open-apis/authen/v1/user_info', {
    headers: { authorization: `Bearer ${old.access_token}` },
  })
  expect(info.body.code).toBe(code)
})

test('of 50 simultaneous exchanges of one code, one wins', async () => {
  await using feishu = await startFrozen()
  const code = codeFor(feishu, 1)
  const replies = await Promise.all(Array.from({ length: 50 }, () => askToken(feishu, { code })))
  expect(replies.filter(({ body }) => body.code === 0)).toHaveLength(1)
  expect(replies.filter(({ body }) => body.code === 20065)).toHaveLength(49)
})

test('of 50 simultaneous refreshes of one token, one wins', async () => {
  await using feishu = await startFrozen()
  const { refresh_token } = await signIn(feishu, 1)
  const replies = await Promise.all(Array.from({ length: 50 }, () => refresh(feishu, refresh_token)))
  expect(replies.filter(({ body }) => body.code === 0)).toHaveLength(1)
})

test('a code is single-use, in time and for its app, in every order of attempts', async () => {
  await using feishu = await startFrozen()
  const other = feishu.apps.create({ redirectUrls: [redirectUri] })
  const attempts = fc.array(fc.constantFrom('good', 'other app', 'wrong secret', 'wrong redirect', 'wait'), {
    minLength: 1,
    maxLength: 8,
  })
  await fc.assert(
    fc.asyncProperty(attempts, async (steps) => {
      const code = codeFor(feishu, 1)
      let [minutes, used] = [0, false]
      for (const step of steps) {
        if (step === 'wait') {
          feishu.clock.advance('2m')
          minutes += 2
          continue
        }
        const fields = {
          code,
          ...(step === 'wrong redirect' ? { redirect_uri: 'https://evil.example/' } : {}),
          ...(step === 'wrong secret' ? { client_secret: 'guess' } : {}),
        }
        const reply = await askToken(feishu, fields, 'v2', step === 'other app' ? other : feishu.app)
        const succeeds = step === 'good' && !used && minutes < 5
        expect(reply.status).toBe(succeeds ? 200 : 400)
        used ||= succeeds
      }
    }),
    { numRuns: 40 },
  )
})

test('client_credentials gives the app token by the OAuth way, on v3 only', async () => {
  await using feishu = await startFrozen()
  const grant = { grant_type: 'client_credentials' }
  const { status, body } = await askToken(feishu, grant, 'v3')
  expect(status).toBe(200)
  expect(body).toEqual({
    code: 0,
    access_token: expect.stringMatching(/^t-/),
    token_type: 'Bearer',
    expires_in: 7200,
  })
  expect((await askToken(feishu, grant, 'v2')).body.code).toBe(20036)
  const wrong = await askToken(feishu, { ...grant, client_secret: 'guess' }, 'v3')
  expect(wrong).toMatchObject({ status: 400, body: { code: 20002, error: 'invalid_client' } })
  const unknown = await askToken(feishu, { ...grant, client_id: 'cli_0000000000000000' }, 'v3')
  expect(unknown).toMatchObject({ status: 400, body: { code: 20048 } })
})

test.each(['urn:ietf:params:oauth:grant-type:device_code', 'urn:ietf:params:oauth:grant-type:jwt-bearer'])(
  '%s answers 501: documented, not built',
  async (grant_type) => {
    await using feishu = await startFrozen()
    expect((await askToken(feishu, { grant_type }, 'v3')).status).toBe(501)
  },
)
