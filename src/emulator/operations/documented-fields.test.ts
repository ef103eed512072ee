import { expect, test } from 'vitest'
import { defaultScopes } from '../state/apps.ts'
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

const contactScopes = [
  'contact:department.base:readonly',
  'contact:department.organize:readonly',
  'contact:department.hrbp:readonly',
  'contact:user.department:readonly',
  'contact:user.gender:readonly',
  'contact:user.id:readonly',
  'contact:user.basic_profile:readonly',
  'contact:user:search',
]

const contactPaths = (id: string) => [
  `users/${id}`,
  `users/batch?user_ids=${id}`,
  'users/find_by_department?department_id=0&page_size=1',
  'users?department_id=0',
  'departments/0',
  'departments/batch?department_ids=0',
  'departments/0/children?fetch_child=true&page_size=50',
  'departments',
  'scopes?page_size=1',
  'custom_attrs',
  'employee_type_enums?page_size=2',
]

test('every operation has its documented fields', () => {
  const names = [...new Set(operations.map(({ name }) => name))].sort()
  expect(Object.keys(documentedFields).sort()).toEqual(names)
})

test('no operation answers a field that its document does not name', async () => {
  await using feishu = await startFrozen({ app: { scopes: [...defaultScopes, ...contactScopes] } })
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
  const id = feishu.people.get(1)?.open_id ?? ''
  for (const path of contactPaths(id)) await get(feishu, `/open-apis/contact/v3/${path}`, token)
  const { items } = (await get(feishu, '/open-apis/contact/v3/departments/0/children', token)).body.data
  const parents = `departments/parent?department_id=${items[0].open_department_id}`
  await get(feishu, `/open-apis/contact/v3/${parents}`, token)
  const ids = { emails: [feishu.people.get(1)?.email, 'x'], mobiles: [feishu.people.get(2)?.mobile] }
  await post(feishu, '/open-apis/contact/v3/users/batch_get_id', ids, bearer)
  await post(feishu, '/open-apis/contact/v3/users/basic_batch', { user_ids: [id] }, bearer)
  const asPerson = { authorization: `Bearer ${user.access_token}` }
  await post(feishu, '/open-apis/contact/v3/departments/search', { query: '部' }, asPerson)
  await get(feishu, '/open-apis/search/v1/user?query=王&page_size=1', user.access_token)
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
