import { expect, test } from 'vitest'
import { ask, get, post, refresh, signIn, startFrozen } from '../testkit.ts'
import type { Emulator } from '../types.ts'

const path = '/oauth/v1/revoke'

const client = ({ app }: Emulator) => ({ client_id: app.appId, client_secret: app.appSecret })
const works = async (feishu: Emulator, token: string) =>
  (await get(feishu, '/open-apis/authen/v1/user_info', token)).body.code === 0

test('an access token goes alone', async () => {
  await using feishu = await startFrozen()
  const { access_token, refresh_token } = await signIn(feishu, 1)
  const body = new URLSearchParams({
    ...client(feishu),
    token: access_token,
    token_type_hint: 'access_token',
  })
  expect(await ask(feishu, path, { method: 'POST', body })).toMatchObject({ status: 200, body: { code: 0 } })
  expect(await works(feishu, access_token)).toBe(false)
  expect((await refresh(feishu, refresh_token)).body.code).toBe(0)
})

test('with a refresh token goes everything of that authorization, and nothing else', async () => {
  await using feishu = await startFrozen()
  const [one, two] = [await signIn(feishu, 1), await signIn(feishu, 1)]
  await post(feishu, path, { ...client(feishu), token: one.refresh_token })
  expect(await works(feishu, one.access_token)).toBe(false)
  expect((await refresh(feishu, one.refresh_token)).body.code).toBe(20064)
  expect(await works(feishu, two.access_token)).toBe(true)
})

test('an unknown token, or one of another app, is no error and changes nothing', async () => {
  await using feishu = await startFrozen()
  const { access_token } = await signIn(feishu, 1)
  const { appId, appSecret } = feishu.apps.create()
  const other = { client_id: appId, client_secret: appSecret }
  for (const token of ['unknown', access_token])
    expect(await post(feishu, path, { ...other, token })).toMatchObject({ status: 200, body: { code: 0 } })
  expect(await works(feishu, access_token)).toBe(true)
})

test.each([
  [20001, 'invalid_request', { token: undefined }],
  [20001, 'invalid_request', { client_secret: undefined }],
  [20002, 'invalid_client', { client_secret: 'guess' }],
  [20048, 'invalid_client', { client_id: 'cli_0000000000000000' }],
  [20063, 'invalid_request', { token: ['x'] }],
])('answers %i (%s) for %j', async (code, error, change) => {
  await using feishu = await startFrozen()
  const reply = await post(feishu, path, { ...client(feishu), token: 'x', ...change })
  expect(reply).toMatchObject({ status: 400, body: { code, error } })
})
