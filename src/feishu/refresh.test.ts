// Tests: exchange and refresh at every generation: where they go, how the app names itself, what a failure means.
import { describe, expect, test } from 'vitest'
import { type FakeAnswer, startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import type { TokenGeneration } from './hosts.ts'
import { exchangeCode, refreshUserTokens } from './user-token.ts'

const flat = {
  access_token: 'eyJ-new',
  token_type: 'Bearer',
  expires_in: 3600,
  refresh_token: 'ur-new',
  refresh_expires_in: 864_000,
}
const v2 = { ...flat, code: 0, refresh_token_expires_in: 604_800, refresh_expires_in: 1, scope: 'a:read  b' }
const older = { code: 0, msg: 'success', data: { ...flat, open_id: 'ou_1', scope: 'a:read' } }

interface Row {
  generation: TokenGeneration
  paths: { exchange: string; refresh: string }
  answer: object
  scopes: string[]
  refreshSeconds: number
  appFields: (app: { appId: string; appSecret: string }) => object
  redirectUri?: string
}

const secretInBody = ({ appId, appSecret }: { appId: string; appSecret: string }) => ({
  client_id: appId,
  client_secret: appSecret,
})

const rows: Row[] = [
  {
    generation: 'v3',
    paths: { exchange: '/oauth/v3/token', refresh: '/oauth/v3/token' },
    answer: v2,
    scopes: ['a:read', 'b'],
    refreshSeconds: 604_800,
    appFields: secretInBody,
    redirectUri: 'https://app.example.com/cb',
  },
  {
    generation: 'v2',
    paths: { exchange: '/open-apis/authen/v2/oauth/token', refresh: '/open-apis/authen/v2/oauth/token' },
    answer: v2,
    scopes: ['a:read', 'b'],
    refreshSeconds: 604_800,
    appFields: secretInBody,
    redirectUri: 'https://app.example.com/cb',
  },
  {
    generation: 'passport',
    paths: { exchange: '/suite/passport/oauth/token', refresh: '/suite/passport/oauth/token' },
    answer: flat,
    scopes: [],
    refreshSeconds: 864_000,
    appFields: secretInBody,
    redirectUri: 'https://app.example.com/cb',
  },
  {
    generation: 'oidc',
    paths: {
      exchange: '/open-apis/authen/v1/oidc/access_token',
      refresh: '/open-apis/authen/v1/oidc/refresh_access_token',
    },
    answer: older,
    scopes: ['a:read'],
    refreshSeconds: 864_000,
    appFields: () => ({}),
  },
  {
    generation: 'v1',
    paths: {
      exchange: '/open-apis/authen/v1/access_token',
      refresh: '/open-apis/authen/v1/refresh_access_token',
    },
    answer: { ...older, data: flat },
    scopes: [],
    refreshSeconds: 864_000,
    appFields: () => ({}),
  },
]

const appAccessToken = async () => 'a-app'

describe.each(rows)('$generation', ({ generation, paths, answer, scopes, refreshSeconds, ...row }) => {
  const issued = {
    accessToken: 'eyJ-new',
    expiresInSeconds: 3600,
    refreshToken: 'ur-new',
    refreshExpiresInSeconds: refreshSeconds,
    scopes,
    generation,
  }
  const isOlder = generation === 'v1' || generation === 'oidc'
  const fieldsOf = (body: string): unknown =>
    body.startsWith('{') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))

  test('exchanges at its own endpoint', async () => {
    await using platform = await startFakePlatform(() => ({ body: answer }))
    const app = testApp(platform.url, { tokenEndpoint: generation })
    const redirectUri = 'https://app.example.com/cb'
    const options = { code: 'c1', redirectUri, appAccessToken }
    expect(await exchangeCode(testContext(), app, options)).toEqual(issued)
    const [seen] = platform.seen
    expect(seen).toMatchObject({ method: 'POST', path: paths.exchange })
    expect(seen?.headers.authorization).toBe(isOlder ? 'Bearer a-app' : undefined)
    expect(fieldsOf(seen?.body ?? '')).toEqual({
      grant_type: 'authorization_code',
      code: 'c1',
      ...(row.redirectUri === undefined ? {} : { redirect_uri: row.redirectUri }),
      ...row.appFields(app),
    })
    if (isOlder) expect(seen?.body).not.toContain(app.appSecret)
  })

  test('refreshes at its own endpoint, whatever the app signs in with', async () => {
    await using platform = await startFakePlatform(() => ({ body: answer }))
    const app = testApp(platform.url, { tokenEndpoint: 'v1' })
    const options = { refreshToken: 'ur-old', generation, appAccessToken }
    expect(await refreshUserTokens(testContext(), app, options)).toEqual(issued)
    const [seen] = platform.seen
    expect(seen).toMatchObject({ method: 'POST', path: paths.refresh })
    expect(seen?.headers.authorization).toBe(isOlder ? 'Bearer a-app' : undefined)
    expect(fieldsOf(seen?.body ?? '')).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'ur-old',
      ...row.appFields(app),
    })
  })

  const refused: [string, FakeAnswer][] = isOlder
    ? [20007, 20024, 20026, 20037, 20038].map((code) => [`${code}`, { body: { code, msg: 'x' } }])
    : [
        ...[20024, 20026, 20037, 20064, 20073].map((code): [string, FakeAnswer] => [
          `${code}`,
          { status: 400, body: { code, error: 'invalid_grant' } },
        ]),
        ['invalid_grant', { status: 400, body: { error: 'invalid_grant' } }],
      ]
  test.each(refused)('D44 %s: the refresh token works no more', async (_what, refusal) => {
    await using platform = await startFakePlatform(() => refusal)
    const options = { refreshToken: 'ur-old', generation, appAccessToken }
    await expect(refreshUserTokens(testContext(), testApp(platform.url), options)).rejects.toMatchObject({
      code: 'consent_required',
    })
    expect(platform.seen).toHaveLength(1)
  })

  const lost: [string, FakeAnswer][] = [
    ['the connection breaks', (response) => response.destroy()],
    ['the answer is HTML with 502', { status: 502, body: '<p>' }],
    [
      'the answer breaks off',
      (r) => void r.writeHead(200, { 'content-length': '9' }).write('{', () => r.destroy()),
    ],
  ]
  test.each(lost)('D42 a refresh token is never sent again when %s', async (_what, failure) => {
    await using platform = await startFakePlatform(() => failure)
    const options = { refreshToken: 'ur-old', generation, appAccessToken }
    await expect(refreshUserTokens(testContext(), testApp(platform.url), options)).rejects.toMatchObject({
      code: 'platform_unavailable',
    })
    expect(platform.seen).toHaveLength(1)
  })

  test.each([20050, 20072, 99991400])('D43 %i consumed nothing: sent again', async (code) => {
    await using platform = await startFakePlatform((_, n) =>
      n === 1 ? { status: 500, body: { code } } : { body: answer },
    )
    const options = { refreshToken: 'ur-old', generation, appAccessToken }
    await refreshUserTokens(testContext(), testApp(platform.url), options)
    expect(platform.seen).toHaveLength(2)
  })

  test.each([0, -1, '7200', null])('D46 a refresh with expires_in %j keeps the pair', async (expires_in) => {
    const wrong = 'data' in answer ? { ...answer, data: { ...flat, expires_in } } : { ...answer, expires_in }
    await using platform = await startFakePlatform(() => ({ body: wrong }))
    const options = { refreshToken: 'ur-old', generation, appAccessToken }
    expect(await refreshUserTokens(testContext(), testApp(platform.url), options)).toMatchObject({
      refreshToken: 'ur-new',
      expiresInSeconds: undefined,
    })
    const app = testApp(platform.url, { tokenEndpoint: generation })
    await expect(exchangeCode(testContext(), app, { code: 'c1', appAccessToken })).rejects.toMatchObject({
      code: 'platform_response_invalid',
    })
  })
})

test('an app on v3 refreshes a pair of v2 there, and the pair is of v3 from then on', async () => {
  await using platform = await startFakePlatform(() => ({ body: v2 }))
  const app = testApp(platform.url, { tokenEndpoint: 'v3' })
  const issued = await refreshUserTokens(testContext(), app, { refreshToken: 'r', generation: 'v2' })
  expect(issued.generation).toBe('v3')
  expect(platform.seen[0]?.path).toBe('/oauth/v3/token')
})

test.each<TokenGeneration>(['v1', 'oidc'])(
  '%s without an app_access_token asks nothing',
  async (generation) => {
    await using platform = await startFakePlatform(() => ({ body: older }))
    const app = testApp(platform.url, { tokenEndpoint: generation })
    await expect(exchangeCode(testContext(), app, { code: 'c' })).rejects.toMatchObject({
      code: 'configuration_invalid',
    })
    expect(platform.seen).toHaveLength(0)
  },
)
