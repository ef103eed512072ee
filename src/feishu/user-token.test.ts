// Tests: the exchange of an authorization code, at both generations of the token endpoint.
import { describe, expect, test } from 'vitest'
import { type FakeAnswer, startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import { exchangeCode } from './user-token.ts'

const tokens = {
  code: 0,
  access_token: 'eyJhbGciOiJFUzI1NiJ9.x.y',
  expires_in: 7200,
  refresh_token: 'eyJr.x.y',
  refresh_token_expires_in: 604800,
  token_type: 'Bearer',
  scope: 'auth:user.id:read offline_access',
  status_message: 'an extra',
}
const options = { code: 'c+1', redirectUri: 'https://app.example.com/cb', codeVerifier: 'v'.repeat(43) }
const without = (name: string) => Object.fromEntries(Object.entries(tokens).filter(([key]) => key !== name))

describe('exchangeCode', () => {
  test('v2 sends JSON to the open host', async () => {
    await using platform = await startFakePlatform(() => ({ body: tokens }))
    const app = testApp(platform.url)
    const result = await exchangeCode(testContext(), app, options)
    expect(result).toEqual({
      accessToken: tokens.access_token,
      expiresInSeconds: 7200,
      refreshToken: tokens.refresh_token,
      refreshExpiresInSeconds: 604800,
      scopes: ['auth:user.id:read', 'offline_access'],
      generation: 'v2',
    })
    expect(platform.seen).toHaveLength(1)
    const [seen] = platform.seen
    expect(seen).toMatchObject({ method: 'POST', path: '/open-apis/authen/v2/oauth/token' })
    expect(seen?.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(seen?.headers.authorization).toBeUndefined()
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      grant_type: 'authorization_code',
      client_id: app.appId,
      client_secret: app.appSecret,
      code: options.code,
      redirect_uri: options.redirectUri,
      code_verifier: options.codeVerifier,
    })
  })

  test('v3 sends a form to the accounts host', async () => {
    await using platform = await startFakePlatform(() => ({ body: tokens }))
    await using other = await startFakePlatform(() => ({ status: 500 }))
    const hosts = { open: other.url, accounts: platform.url, passport: other.url }
    const app = testApp('', { hosts, tokenEndpoint: 'v3' })
    await exchangeCode(testContext(), app, options)
    const [seen] = platform.seen
    expect(seen?.path).toBe('/oauth/v3/token')
    expect(seen?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
    expect(Object.fromEntries(new URLSearchParams(seen?.body))).toMatchObject({
      code: 'c+1',
      client_secret: app.appSecret,
    })
    expect(other.seen).toHaveLength(0)
  })

  test('a code from inside the client goes without redirect_uri and verifier', async () => {
    await using platform = await startFakePlatform(() => ({ body: without('refresh_token') }))
    const result = await exchangeCode(testContext(), testApp(platform.url), { code: 'c1' })
    expect(Object.keys(JSON.parse(platform.seen[0]?.body ?? '')).sort()).toEqual([
      'client_id',
      'client_secret',
      'code',
      'grant_type',
    ])
    expect(result).not.toHaveProperty('refreshToken')
    expect(result).not.toHaveProperty('refreshExpiresInSeconds')
  })

  test.each<[string, object]>([
    ['no access_token', without('access_token')],
    ['an empty access_token', { ...tokens, access_token: '' }],
    ['an access_token with a line break', { ...tokens, access_token: 'a\nb' }],
    ['an access_token above 8 KB', { ...tokens, access_token: 'a'.repeat(8193) }],
    ['an access_token that is no text', { ...tokens, access_token: 5 }],
    ['no token_type', without('token_type')],
    ['another token_type', { ...tokens, token_type: 'mac' }],
    ['no expires_in', without('expires_in')],
    ['expires_in 0', { ...tokens, expires_in: 0 }],
    ['a negative expires_in', { ...tokens, expires_in: -1 }],
    ['expires_in as text', { ...tokens, expires_in: '7200' }],
    ['a refresh_token that is no text', { ...tokens, refresh_token: 5 }],
    ['an empty refresh_token', { ...tokens, refresh_token: '' }],
    ['a scope that is no text', { ...tokens, scope: ['a'] }],
  ])('an answer with %s is not understood', async (_what, body) => {
    await using platform = await startFakePlatform(() => ({ body }))
    const error: unknown = await exchangeCode(testContext(), testApp(platform.url), options).catch(
      (e: unknown) => e,
    )
    expect(error).toMatchObject({ code: 'platform_response_invalid' })
    // The library's own error holds the body, and so the tokens.
    expect(error).not.toHaveProperty('cause')
  })

  test('unknown extras are ignored, an ID Token too', async () => {
    await using platform = await startFakePlatform(() => ({ body: { ...tokens, id_token: 'x', y: {} } }))
    await expect(exchangeCode(testContext(), testApp(platform.url), options)).resolves.toMatchObject({
      accessToken: tokens.access_token,
    })
  })

  const lost: [string, FakeAnswer][] = [
    ['the connection breaks', (response) => response.destroy()],
    ['the answer is HTML with 502', { status: 502, body: '<p>' }],
    [
      'the answer breaks off',
      (r) => void r.writeHead(200, { 'content-length': '9' }).write('{', () => r.destroy()),
    ],
  ]
  test.each(lost)('a code is never sent again when %s', async (_what, answer) => {
    await using platform = await startFakePlatform(() => answer)
    await expect(exchangeCode(testContext(), testApp(platform.url), options)).rejects.toMatchObject({
      code: 'platform_unavailable',
    })
    expect(platform.seen).toHaveLength(1)
  })

  test('D11 a used or expired code is final', async () => {
    await using platform = await startFakePlatform((_, n) => ({
      status: 400,
      body: { code: [20003, 20004, 20065][n - 1], error: 'invalid_grant', error_description: 'x' },
    }))
    for (const code of [20003, 20004, 20065]) {
      await expect(exchangeCode(testContext(), testApp(platform.url), options)).rejects.toMatchObject({
        code: 'code_invalid',
        platform: { code, status: 400, operation: 'oauth.v2.token' },
      })
    }
    expect(platform.seen).toHaveLength(3)
  })

  test.each([20050, 20072, 99991400])('%i consumed nothing, so the code is sent again', async (code) => {
    await using platform = await startFakePlatform((_, n) =>
      n === 1 ? { status: 500, body: { code } } : { body: tokens },
    )
    await exchangeCode(testContext(), testApp(platform.url), options)
    expect(platform.seen).toHaveLength(2)
  })

  test.each(['', ' ', 'a b', 'a\r\nb', 'x'.repeat(2049)])(
    '%j is no code and causes no request',
    async (code) => {
      await using platform = await startFakePlatform(() => ({ body: tokens }))
      await expect(exchangeCode(testContext(), testApp(platform.url), { code })).rejects.toMatchObject({
        code: 'code_invalid',
      })
      expect(platform.seen).toHaveLength(0)
    },
  )
})
