// Tests: the revocation of a person's token.
import { expect, test } from 'vitest'
import { type FakeAnswer, startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import { revokeToken } from './revoke.ts'
import { getUserInfo } from './user-info.ts'

test('sends a form with the hint to the accounts host', async () => {
  await using platform = await startFakePlatform(() => ({}))
  const hosts = { open: 'http://127.0.0.1:9', accounts: platform.url, passport: 'http://127.0.0.1:9' }
  const app = testApp('', { hosts })
  await revokeToken(testContext(), app, 'eyR-1', 'refresh_token')
  const [seen] = platform.seen
  expect(seen).toMatchObject({ method: 'POST', path: '/oauth/v1/revoke' })
  expect(seen?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
  expect(Object.fromEntries(new URLSearchParams(seen?.body))).toEqual({
    client_id: app.appId,
    client_secret: app.appSecret,
    token: 'eyR-1',
    token_type_hint: 'refresh_token',
  })
})

test.each<[string, FakeAnswer]>([
  ['nothing at all', {}],
  ['blanks', { body: '\n' }],
  ['code 0', { body: { code: 0 } }],
  ['an empty object', { body: {} }],
])('%s with 200 is success', async (_what, answer) => {
  await using platform = await startFakePlatform(() => answer)
  await expect(
    revokeToken(testContext(), testApp(platform.url), 'eyR-1', 'refresh_token'),
  ).resolves.toBeUndefined()
})

test.each<[string, FakeAnswer, string]>([
  ['nothing with 404', { status: 404 }, 'platform_response_invalid'],
  ['nothing with 500', { status: 500 }, 'platform_unavailable'],
  ['a redirect', { status: 302, headers: { location: '/x' } }, 'platform_response_invalid'],
  ['HTML', { body: '<p>' }, 'platform_response_invalid'],
  ['an error', { status: 400, body: { code: 20002, error: 'invalid_client' } }, 'app_credentials_invalid'],
])('%s is none', async (_what, answer, code) => {
  await using platform = await startFakePlatform(() => answer)
  await expect(
    revokeToken(testContext(), testApp(platform.url), 'eyR-1', 'access_token'),
  ).rejects.toMatchObject({ code })
})

test('an empty answer is no success anywhere else', async () => {
  await using platform = await startFakePlatform(() => ({}))
  await expect(getUserInfo(testContext(), testApp(platform.url), 'eyJ-1')).rejects.toMatchObject({
    code: 'platform_response_invalid',
  })
})

test('no token, no request', async () => {
  await using platform = await startFakePlatform(() => ({}))
  await expect(revokeToken(testContext(), testApp(platform.url), '', 'access_token')).rejects.toMatchObject({
    code: 'request_invalid',
  })
  expect(platform.seen).toHaveLength(0)
})
