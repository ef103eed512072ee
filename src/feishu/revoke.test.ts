// Tests: revocation of a user's token.
import { expect, test } from 'vitest'
import { type FakeAnswer, startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import { revokeToken } from './revoke.ts'

test.each<[string, FakeAnswer]>([
  ['an empty body', {}],
  ['code 0', { body: { code: 0 } }],
])('succeeds with %s', async (_what, answer) => {
  await using platform = await startFakePlatform(() => answer)
  const app = testApp(platform.url)
  await revokeToken(testContext(), app, { token: 'eyJ1', hint: 'refresh_token' })
  expect(platform.seen[0]).toMatchObject({ method: 'POST', path: '/oauth/v1/revoke' })
  expect(Object.fromEntries(new URLSearchParams(platform.seen[0]?.body))).toEqual({
    client_id: app.appId,
    client_secret: app.appSecret,
    token: 'eyJ1',
    token_type_hint: 'refresh_token',
  })
})

test.each<[string, FakeAnswer, string]>([
  ['a refusal', { status: 400, body: { error: 'invalid_client', code: 20002 } }, 'app_credentials_invalid'],
  ['an empty 500', { status: 500 }, 'platform_unavailable'],
  ['an empty 404', { status: 404 }, 'platform_response_invalid'],
])('fails with %s', async (_what, answer, code) => {
  await using platform = await startFakePlatform(() => answer)
  const work = revokeToken(testContext(), testApp(platform.url), { token: 'eyJ1', hint: 'access_token' })
  await expect(work).rejects.toMatchObject({ code })
})
