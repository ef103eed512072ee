import { expect, test } from 'vitest'
import {
  appToken,
  ask,
  askTicket,
  askToken,
  codeFor,
  get,
  post,
  redirectUri,
  refresh,
  signIn,
  startFrozen,
} from '../testkit.ts'
import { operations } from './catalogue.ts'
import { documentedFields, undocumentedFields } from './documented-fields.ts'

test('every operation has its documented fields', () => {
  const names = [...new Set(operations.map(({ name }) => name))].sort()
  expect(Object.keys(documentedFields).sort()).toEqual(names)
})

test('no operation answers a field that its document does not name', async () => {
  await using feishu = await startFrozen()
  const { appId, appSecret } = feishu.app
  const scope = feishu.app.scopes.join(' ')
  const credentials = { app_id: appId, app_secret: appSecret }
  const token = await appToken(feishu)
  const bearer = { authorization: `Bearer ${token}` }
  await post(feishu, '/open-apis/auth/v3/app_access_token/internal', credentials)
  const user = await signIn(feishu, 1, scope)
  await refresh(feishu, user.refresh_token)
  await askToken(feishu, { code: codeFor(feishu, 1) }, 'v3')
  await get(feishu, '/open-apis/authen/v1/user_info', user.access_token)
  await get(feishu, `/open-apis/contact/v3/users/${feishu.people.get(1)?.open_id}`, token)
  await askTicket(feishu, token)
  for (const family of ['', 'oidc/']) {
    const path = (name: string) => `/open-apis/authen/v1/${family}${name}`
    const code = { grant_type: 'authorization_code', code: codeFor(feishu, 1) }
    const { refresh_token } = (await post(feishu, path('access_token'), code, bearer)).body.data
    const renewal = { grant_type: 'refresh_token', refresh_token }
    await post(feishu, path('refresh_access_token'), renewal, bearer)
  }
  const passport = '/suite/passport/oauth'
  const query = new URLSearchParams({ client_id: appId, response_type: 'code', redirect_uri: redirectUri })
  const back = feishu.login.approve(`${feishu.url}${passport}/authorize?${query}`, 1)
  const exchanged = await post(feishu, `${passport}/token`, {
    ...{ grant_type: 'authorization_code', client_id: appId, client_secret: appSecret },
    ...{ code: new URL(back).searchParams.get('code'), redirect_uri: redirectUri },
  })
  await get(feishu, `${passport}/userinfo`, exchanged.body.access_token)
  const login = { code: feishu.miniProgram.code(1, { api: 'login' }) }
  await post(feishu, '/open-apis/mina/v2/tokenLoginValidate', login, bearer)
  const revoked = { client_id: appId, client_secret: appSecret, token: user.access_token }
  await ask(feishu, '/oauth/v1/revoke', { method: 'POST', body: new URLSearchParams(revoked) })
  const log = feishu.requests()
  // The passport family has no codes.
  for (const { operation, status, code } of log)
    expect([operation, status, code]).toEqual([
      operation,
      200,
      operation.startsWith('passport.') ? undefined : 0,
    ])
  expect([...new Set(log.map(({ operation }) => operation))].sort()).toEqual(
    Object.keys(documentedFields).sort(),
  )
  expect(log.flatMap((entry) => entry.undocumentedFields)).toEqual([])
})

test('a field that no document names is named by its path, in lists, too', () => {
  const body = {
    code: 0,
    msg: '',
    data: { user: { name: 'x', shoe: 1, orders: [{ user_order: 1, at: 2 }] } },
  }
  expect(undocumentedFields('contact.v3.users.get', body)).toEqual(['data.user.shoe', 'data.user.orders.at'])
  expect(undocumentedFields('contact.v3.users.get', { ...body, code: 7 })).toEqual([])
})
