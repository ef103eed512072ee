// Tests: who a code of tt.login belongs to.
import { expect, test } from 'vitest'
import { startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import { validateMiniProgramCode } from './mini-program.ts'

const data = {
  open_id: 'ou_1',
  employee_id: 'u1',
  session_key: 'k',
  tenant_key: 't1',
  access_token: 'u-1',
  // A moment, not a duration.
  expires_in: 1_565_512_680,
  refresh_token: 'ur-1',
  union_id: 'not the platform’s',
}

test('takes the identity and nothing that means something else', async () => {
  await using platform = await startFakePlatform(() => ({ body: { code: 0, msg: 'success', data } }))
  const login = await validateMiniProgramCode(testContext(), testApp(platform.url), 'a-1', 'c1')
  expect(login).toEqual({ openId: 'ou_1', tenantKey: 't1', accessToken: 'u-1' })
  const [seen] = platform.seen
  expect(seen).toMatchObject({
    method: 'POST',
    path: '/open-apis/mina/v2/tokenLoginValidate',
    body: '{"code":"c1"}',
  })
  expect(seen?.headers.authorization).toBe('Bearer a-1')
})

test.each([
  [10202, 'token_rejected'],
  [10213, 'mini_program_code_invalid'],
  [10226, 'mini_program_code_invalid'],
  [10228, 'user_not_visible'],
])('%i is %s, and the code is not sent again', async (code, ours) => {
  await using platform = await startFakePlatform(() => ({ body: { code, msg: 'x' } }))
  await expect(
    validateMiniProgramCode(testContext(), testApp(platform.url), 'a-1', 'c1'),
  ).rejects.toMatchObject({ code: ours, platform: { code } })
  expect(platform.seen).toHaveLength(1)
})

test.each([
  ['no open_id', { ...data, open_id: '' }],
  ['open_id "null"', { ...data, open_id: 'null' }],
  ['no tenant', { ...data, tenant_key: undefined }],
  ['no token', { ...data, access_token: '' }],
])('D24 %s: not understood', async (_what, wrong) => {
  await using platform = await startFakePlatform(() => ({ body: { code: 0, data: wrong } }))
  await expect(
    validateMiniProgramCode(testContext(), testApp(platform.url), 'a-1', 'c1'),
  ).rejects.toMatchObject({ code: 'platform_response_invalid' })
})

test('a lost answer is not asked for again', async () => {
  await using platform = await startFakePlatform(() => (response) => response.destroy())
  await expect(
    validateMiniProgramCode(testContext(), testApp(platform.url), 'a-1', 'c1'),
  ).rejects.toMatchObject({ code: 'platform_unavailable' })
  expect(platform.seen).toHaveLength(1)
})
