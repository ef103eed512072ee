// Feishu's own SDK, unmodified, is the third witness: what it accepts, the emulator did not make up.
import * as lark from '@larksuiteoapi/node-sdk'
import { expect, test } from 'vitest'
import { type Emulator, startEmulator } from '../src/emulator/index.ts'

const redirectUri = 'http://127.0.0.1:3000/auth/callback'
const silent = { error() {}, warn() {}, info() {}, debug() {}, trace() {} }

const start = () => startEmulator({ app: { redirectUrls: [redirectUri] } })

const clientFor = (feishu: Emulator) =>
  new lark.Client({
    appId: feishu.env.APP_ID,
    appSecret: feishu.env.APP_SECRET,
    domain: feishu.url,
    oauthBaseUrl: feishu.url,
    logger: silent,
    // The SDK's default cache is one for the whole process.
    disableTokenCache: false,
  })

function codeOf(feishu: Emulator, person: number, extra: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    client_id: feishu.env.APP_ID,
    response_type: 'code',
    redirect_uri: redirectUri,
    ...extra,
  })
  const back = feishu.login.approve(`${feishu.url}/open-apis/authen/v1/authorize?${query}`, person)
  return new URL(back).searchParams.get('code') ?? ''
}

test('the official SDK obtains a tenant token', async () => {
  await using feishu = await start()
  const token = await clientFor(feishu).tokenManager.getTenantAccessToken()
  expect(token).toMatch(/^t-/)
  expect(feishu.requests().map((entry) => entry.operation)).toEqual(['auth.v3.tenant_access_token.internal'])
})

test('the official SDK exchanges a code at the v3 endpoint and reads user_info', async () => {
  await using feishu = await start()
  const client = clientFor(feishu)
  const tokens = await client.accessToken.retrieveByAuthorizationCode({
    code: codeOf(feishu, 3, { scope: 'offline_access' }),
    redirectUri,
  })
  expect(tokens).toMatchObject({ accessToken: expect.stringMatching(/^eyJ/), tokenType: 'Bearer' })
  const info = await client.authen.v1.userInfo.get({}, lark.withUserAccessToken(tokens.accessToken))
  expect(info).toMatchObject({ code: 0, data: { open_id: feishu.people.get(3)?.open_id } })
  const refreshed = await client.accessToken.refresh({ refreshToken: tokens.refreshToken ?? '' })
  expect(refreshed.accessToken).not.toBe(tokens.accessToken)
})

test('the official SDK exchanges a code at the v1 OIDC endpoint, with its tenant token', async () => {
  await using feishu = await start()
  const client = clientFor(feishu)
  await client.userAccessToken.initWithCode({ someone: codeOf(feishu, 4) })
  const token = await client.userAccessToken.get('someone')
  const info = await client.authen.v1.userInfo.get({}, lark.withUserAccessToken(token))
  expect(info.data?.open_id).toBe(feishu.people.get(4)?.open_id)
})

test('the official SDK reports the refusals it would get from Feishu', async () => {
  await using feishu = await start()
  const wrong = new lark.Client({
    appId: feishu.env.APP_ID,
    appSecret: 'wrong',
    domain: feishu.url,
    oauthBaseUrl: feishu.url,
    logger: silent,
  })
  await expect(
    wrong.accessToken.retrieveByAuthorizationCode({ code: codeOf(feishu, 1), redirectUri }),
  ).rejects.toMatchObject({ statusCode: 400, code: 20002, error: 'invalid_client' })
})

test('the official SDK keeps the tokens of two emulators in one process apart', async () => {
  await using one = await start()
  await using two = await start()
  const [first, second] = [clientFor(one), clientFor(two)]
  const tokens = [
    await first.tokenManager.getTenantAccessToken(),
    await second.tokenManager.getTenantAccessToken(),
    // From the cache, which is one for the whole process.
    await first.tokenManager.getTenantAccessToken(),
  ]
  expect(tokens[2]).toBe(tokens[0])
  expect(tokens[1]).not.toBe(tokens[0])
  expect([one, two].map((feishu) => feishu.requests().length)).toEqual([1, 1])
})
