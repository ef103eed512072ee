// Proves: the emulator refuses an attack per guard. test/mutations.ts takes the guards out of the sources, one at a time,
// and lists the tests that turn red.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Emulator, startEmulator } from '../src/emulator/index.ts'

const redirectUri = 'http://127.0.0.1:3000/auth/callback'
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const challenge = createHash('sha256').update(verifier).digest('base64url')

function authorize(feishu: Emulator, extra: Record<string, string> = {}): string {
  const query = { client_id: feishu.env.APP_ID, response_type: 'code', redirect_uri: redirectUri, ...extra }
  const url = `${feishu.url}/open-apis/authen/v1/authorize?${new URLSearchParams(query)}`
  return new URL(feishu.login.approve(url, 1)).searchParams.get('code') ?? ''
}

async function token(feishu: Emulator, body: Record<string, string>): Promise<Record<string, unknown>> {
  const response = await fetch(`${feishu.url}/open-apis/authen/v2/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'authorization_code',
      client_id: feishu.env.APP_ID,
      client_secret: feishu.env.APP_SECRET,
      ...body,
    }),
  })
  return (await response.json()) as Record<string, unknown>
}

async function userInfo(feishu: Emulator, accessToken: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${feishu.url}/open-apis/authen/v1/user_info`, {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  return (await response.json()) as Record<string, unknown>
}

interface Attack {
  guard: string
  /** Returns the platform code of the attacker's answer; 0 = the attack succeeded. */
  run(feishu: Emulator): Promise<unknown>
  refusedWith: number
}

const attacks: Attack[] = [
  {
    guard: 'single-use-code',
    refusedWith: 20065,
    async run(feishu) {
      const code = authorize(feishu)
      await token(feishu, { code, redirect_uri: redirectUri })
      return (await token(feishu, { code, redirect_uri: redirectUri })).code
    },
  },
  {
    guard: 'code-expiry',
    refusedWith: 20004,
    async run(feishu) {
      const code = authorize(feishu)
      feishu.clock.advance('5m1s')
      return (await token(feishu, { code, redirect_uri: redirectUri })).code
    },
  },
  {
    guard: 'code-client-binding',
    refusedWith: 20024,
    async run(feishu) {
      const other = feishu.apps.create({ redirectUrls: [redirectUri] })
      const code = authorize(feishu)
      const credentials = { client_id: other.appId, client_secret: other.appSecret }
      return (await token(feishu, { code, redirect_uri: redirectUri, ...credentials })).code
    },
  },
  {
    guard: 'redirect-match',
    refusedWith: 20071,
    async run(feishu) {
      return (await token(feishu, { code: authorize(feishu), redirect_uri: 'https://evil.example/cb' })).code
    },
  },
  {
    guard: 'pkce',
    refusedWith: 20049,
    async run(feishu) {
      const code = authorize(feishu, { code_challenge: challenge, code_challenge_method: 'S256' })
      return (await token(feishu, { code, redirect_uri: redirectUri, code_verifier: 'x'.repeat(43) })).code
    },
  },
  {
    guard: 'client-secret',
    refusedWith: 20002,
    async run(feishu) {
      return (
        await token(feishu, { code: authorize(feishu), redirect_uri: redirectUri, client_secret: 'guess' })
      ).code
    },
  },
  {
    guard: 'refresh-rotation',
    refusedWith: 20073,
    async run(feishu) {
      const code = authorize(feishu, { scope: 'offline_access' })
      const { refresh_token } = await token(feishu, { code, redirect_uri: redirectUri })
      const refresh = { grant_type: 'refresh_token', refresh_token: String(refresh_token) }
      await token(feishu, refresh)
      return (await token(feishu, refresh)).code
    },
  },
  {
    guard: 'scope-subset',
    refusedWith: 20068,
    async run(feishu) {
      const scope = 'contact:user.email:readonly'
      return (await token(feishu, { code: authorize(feishu), redirect_uri: redirectUri, scope })).code
    },
  },
  {
    guard: 'token-expiry',
    refusedWith: 99991677,
    async run(feishu) {
      const { access_token } = await token(feishu, { code: authorize(feishu), redirect_uri: redirectUri })
      feishu.clock.advance('3h')
      return (await userInfo(feishu, access_token)).code
    },
  },
]

async function world(): Promise<Emulator> {
  const feishu = await startEmulator({ app: { redirectUrls: [redirectUri] } })
  feishu.clock.freeze()
  return feishu
}

test.each(attacks)('guard $guard refuses its attack with $refusedWith', async ({ run, refusedWith }) => {
  await using feishu = await world()
  expect(await run(feishu)).toBe(refusedWith)
})

const listed = (feishu: Emulator) =>
  fetch(
    `${feishu.url}/open-apis/authen/v1/authorize?${new URLSearchParams({
      client_id: feishu.env.APP_ID,
      response_type: 'code',
      redirect_uri: 'https://evil.example/cb',
    })}`,
    { redirect: 'manual' },
  ).then((response) => response.text())

test('guard redirect-list shows 20029 for a redirect URI that is not listed', async () => {
  await using feishu = await world()
  expect(await listed(feishu)).toContain('20029')
})

test('guard field-scopes leaves out fields whose scope the app lacks', async () => {
  await using feishu = await world()
  feishu.apps.update(feishu.app.appId, { scopes: [] })
  const fields = async () => {
    const { access_token } = await token(feishu, { code: authorize(feishu), redirect_uri: redirectUri })
    return Object.keys((await userInfo(feishu, access_token)).data as object)
  }
  expect(await fields()).not.toContain('email')
})
