// Tests: the request for the app's own tokens and the reader of its answer.
import { expect, test } from 'vitest'
import { startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import { type AppTokenKind, fetchAppToken } from './app-tokens.ts'

const kinds: AppTokenKind[] = ['tenant_access_token', 'app_access_token']

test.each(kinds)('%s is asked for with the credentials in the body', async (kind) => {
  await using platform = await startFakePlatform(() => ({
    body: { code: 0, msg: 'ok', app_access_token: 'a-1', tenant_access_token: 't-1', expire: 4567 },
  }))
  const app = testApp(platform.url)
  const issued = await fetchAppToken(testContext(), app, kind)
  expect(issued).toEqual({ value: kind === 'app_access_token' ? 'a-1' : 't-1', expiresInSeconds: 4567 })
  expect(platform.seen[0]).toMatchObject({ method: 'POST', path: `/open-apis/auth/v3/${kind}/internal` })
  expect(JSON.parse(platform.seen[0]?.body ?? '')).toEqual({ app_id: app.appId, app_secret: app.appSecret })
})

test.each([
  [10003, 'invalid param'],
  [10014, 'app secret invalid'],
])('code %i under HTTP 200 means wrong credentials', async (code, msg) => {
  await using platform = await startFakePlatform(() => ({ body: { code, msg, data: {} } }))
  await expect(
    fetchAppToken(testContext(), testApp(platform.url), 'tenant_access_token'),
  ).rejects.toMatchObject({
    code: 'app_credentials_invalid',
    platform: { code, msg, status: 200 },
  })
})

test.each([undefined, null, '', 5, 'a b', 'ü', 'x'.repeat(8193)])(
  'a token of %j is refused',
  async (value) => {
    await using platform = await startFakePlatform(() => ({
      body: { code: 0, tenant_access_token: value, expire: 7200 },
    }))
    await expect(
      fetchAppToken(testContext(), testApp(platform.url), 'tenant_access_token'),
    ).rejects.toMatchObject({
      code: 'platform_response_invalid',
    })
  },
)

test.each([0, -1, undefined, null, '7200', {}, true])(
  'D46 an expire of %j is no number of seconds',
  async (expire) => {
    await using platform = await startFakePlatform(() => ({
      body: { code: 0, tenant_access_token: 't-1', expire },
    }))
    const issued = await fetchAppToken(testContext(), testApp(platform.url), 'tenant_access_token')
    expect(issued.expiresInSeconds).toBeUndefined()
  },
)
