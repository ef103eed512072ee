import { expect, test } from 'vitest'
import { appToken, ask, get, post, signIn, startFrozen } from '../testkit.ts'
import type { Emulator } from '../types.ts'

const path = '/open-apis/authen/v1/user_info'
const allScopes =
  'contact:user.email:readonly contact:user.phone:readonly contact:user.employee_id:readonly contact:user.employee:readonly'
const identity = [
  ...['name', 'en_name', 'avatar_url', 'avatar_thumb', 'avatar_middle', 'avatar_big'],
  ...['open_id', 'union_id', 'tenant_key'],
]

test('with every field scope granted, everything is there', async () => {
  await using feishu = await startFrozen()
  const { access_token } = await signIn(feishu, 1, allScopes)
  const { status, body } = await get(feishu, path, access_token)
  const person = feishu.people.get(1)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    code: 0,
    msg: 'success',
    data: {
      name: person?.name,
      en_name: person?.en_name,
      open_id: person?.open_id,
      union_id: person?.union_id,
      user_id: person?.user_id,
      email: person?.email,
      enterprise_email: person?.enterprise_email,
      mobile: person?.mobile,
      employee_no: person?.employee_no,
      tenant_key: person?.tenant_key,
    },
  })
})

test.each([
  ['contact:user.email:readonly', ['email']],
  ['contact:user.phone:readonly', ['mobile']],
  ['contact:user.employee_id:readonly', ['user_id']],
  ['contact:user.employee:readonly', ['employee_no', 'enterprise_email']],
  ['offline_access', []],
])('%s shows %j beside the identity; the rest is absent, not null', async (scope, fields) => {
  await using feishu = await startFrozen()
  const { access_token } = await signIn(feishu, 1, scope)
  const { body } = await get(feishu, path, access_token)
  expect(Object.keys(body.data).sort()).toEqual([...identity, ...fields].sort())
})

test('a scope that was granted and then taken from the app shows nothing any more', async () => {
  await using feishu = await startFrozen()
  const { access_token } = await signIn(feishu, 1, allScopes)
  feishu.apps.update(feishu.app.appId, { scopes: [] })
  const { body } = await get(feishu, path, access_token)
  expect(Object.keys(body.data).sort()).toEqual([...identity].sort())
})

test.each([
  [20008, (f: Emulator) => f.people.remove(1)],
  [20021, (f: Emulator) => f.people.update(1, { status: { is_resigned: true } })],
  [20021, (f: Emulator) => f.people.update(1, { status: { is_exited: true } })],
  [20022, (f: Emulator) => f.people.update(1, { status: { is_frozen: true } })],
  [20023, (f: Emulator) => f.people.update(1, { status: { is_unjoin: true } })],
])('answers HTTP 200 and %i for a person who may not sign in', async (code, change) => {
  await using feishu = await startFrozen()
  const { access_token } = await signIn(feishu, 1)
  change(feishu)
  expect(await get(feishu, path, access_token)).toMatchObject({ status: 200, body: { code } })
})

test.each([20001, 20005])('answers HTTP 200 and %i by fault', async (code) => {
  await using feishu = await startFrozen()
  feishu.faults.add({ operation: 'user_info', effect: { kind: 'error', code } })
  expect(await get(feishu, path, 'x')).toMatchObject({ status: 200, body: { code } })
})

test('answers HTTP 500 and 20050 by fault', async () => {
  await using feishu = await startFrozen()
  feishu.faults.add({ operation: 'user_info', effect: { kind: 'error', code: 20050 } })
  expect(await get(feishu, path, 'x')).toMatchObject({ status: 500, body: { code: 20050 } })
})

test.each([
  ['no header', {}, 99991661],
  ['no Bearer before the token', { authorization: 'eyJx' }, 99991661],
  ['nothing after Bearer', { authorization: 'Bearer ' }, 99991661],
  ['an unknown t- token', { authorization: 'Bearer t-x' }, 99991663],
  ['an unknown a- token', { authorization: 'Bearer a-x' }, 99991664],
  ['an unknown eyJ token', { authorization: 'Bearer eyJx' }, 99991668],
  ['an unknown u- token', { authorization: 'Bearer u-x' }, 99991668],
  ['another leading text', { authorization: 'Bearer x' }, 99991671],
])('the gateway refuses %s', async (_what, headers: Record<string, string>, code) => {
  await using feishu = await startFrozen()
  const { status, body, headers: answered } = await ask(feishu, path, { headers })
  expect(status).toBe(400)
  expect(body).toEqual({ code, msg: expect.any(String), error: { log_id: answered.get('x-tt-logid') } })
})

test('the gateway refuses a good token of the wrong kind, an expired, a revoked one, a refresh token', async () => {
  await using feishu = await startFrozen()
  const { appId, appSecret } = feishu.app
  const code = async (token: string) => (await get(feishu, path, token)).body.code
  expect(await code(await appToken(feishu))).toBe(99991663)
  const { access_token, refresh_token } = await signIn(feishu, 1)
  expect(await code(refresh_token)).toBe(99991668)
  expect(await code(access_token)).toBe(0)
  const late = (await signIn(feishu, 1)).access_token
  await post(feishu, '/oauth/v1/revoke', { client_id: appId, client_secret: appSecret, token: access_token })
  expect(await code(access_token)).toBe(99991668)
  feishu.clock.advance('2h')
  expect(await code(late)).toBe(99991677)
})

test('the status of 99991671 and 99991677 is a switch; 99991661 is always HTTP 400', async () => {
  await using feishu = await startFrozen({ switches: { gatewayStatus: 401 } })
  expect((await get(feishu, path, 'x')).status).toBe(401)
  expect((await get(feishu, path)).status).toBe(400)
})

test('a disabled app’s tokens are refused', async () => {
  await using feishu = await startFrozen()
  const { access_token } = await signIn(feishu, 1)
  feishu.apps.update(feishu.app.appId, { enabled: false })
  expect(await get(feishu, path, access_token)).toMatchObject({ status: 400, body: { code: 99991662 } })
})

test('an IP allow list refuses a caller that is not on it; getting tokens stays possible', async () => {
  await using feishu = await startFrozen({ app: { ipAllowList: ['203.0.113.7'] } })
  const { access_token } = await signIn(feishu, 1)
  const refused = await get(feishu, path, access_token)
  expect(refused).toMatchObject({
    status: 400,
    body: { code: 99991401, msg: 'ip 127.0.0.1 is denied by app setting' },
  })
  feishu.apps.update(feishu.app.appId, { ipAllowList: ['203.0.113.7', '127.0.0.1'] })
  expect((await get(feishu, path, access_token)).body.code).toBe(0)
})

test('rate limiting by fault answers HTTP 429 with the reset header', async () => {
  await using feishu = await startFrozen()
  feishu.faults.add({ operation: 'user_info', effect: { kind: 'error', code: 99991400 } })
  const { status, body, headers } = await get(feishu, path, 'x')
  expect(status).toBe(429)
  expect(body.code).toBe(99991400)
  expect(headers.get('x-ogw-ratelimit-reset')).toBe('1')
})
