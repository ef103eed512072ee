import { expect, test } from 'vitest'
import { appToken, ask, get, signIn, startFrozen } from '../../testkit.ts'
import type { Emulator } from '../../types.ts'
import { contact, contactAs, readingScopes } from './test-contact.ts'

const path = (id: string | undefined, query = '') => `/open-apis/contact/v3/users/${id}${query}`
const base = 'contact:contact.base:readonly'
const always = ['is_frozen', 'mobile_visible', 'open_id', 'union_id']

async function read(feishu: Emulator, id: string | undefined, query = '', token?: string) {
  return get(feishu, path(id, query), token ?? (await appToken(feishu)))
}

test('the app reads a person with the fields of its scopes', async () => {
  await using feishu = await startFrozen()
  const person = feishu.people.get(3)
  const { status, body } = await read(feishu, person?.open_id)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    code: 0,
    msg: 'success',
    data: {
      user: {
        open_id: person?.open_id,
        union_id: person?.union_id,
        user_id: person?.user_id,
        name: person?.name,
        email: person?.email,
        mobile: person?.mobile,
        status: {
          is_activated: true,
          is_frozen: false,
          is_resigned: false,
          is_exited: false,
          is_unjoin: false,
        },
        avatar: { avatar_72: person?.avatar_url },
      },
    },
  })
  // Not among the scopes of a new app.
  expect(body.data.user).not.toHaveProperty('department_ids')
})

test.each([
  ['contact:user.employee:readonly', ['status', 'city', 'job_title', 'employee_no', 'enterprise_email']],
  ['contact:user.base:readonly', ['name', 'en_name', 'nickname', 'avatar']],
  ['contact:user.department:readonly', ['department_ids', 'leader_user_id', 'orders']],
  ['contact:user.email:readonly', ['email']],
  ['contact:user.phone:readonly', ['mobile']],
  ['contact:user.employee_id:readonly', ['user_id']],
  ['contact:user.gender:readonly', ['gender']],
])('%s shows %j, and without it they are absent', async (scope, fields) => {
  await using feishu = await startFrozen({ app: { scopes: [base] } })
  const id = feishu.people.get(20)?.open_id
  expect(Object.keys((await read(feishu, id)).body.data.user).sort()).toEqual(always)
  feishu.apps.update(feishu.app.appId, { scopes: [base, scope] })
  expect(Object.keys((await read(feishu, id)).body.data.user)).toEqual(expect.arrayContaining(fields))
})

test('an old umbrella scope opens the API and the ordinary fields, not the personal ones', async () => {
  await using feishu = await startFrozen({ app: { scopes: ['contact:contact:readonly_as_app'] } })
  const { user } = (await read(feishu, feishu.people.get(20)?.open_id)).body.data
  expect(user).toHaveProperty('name')
  expect(user).toHaveProperty('status')
  for (const field of ['email', 'mobile', 'user_id']) expect(user).not.toHaveProperty(field)
})

test.each(['open_id', 'union_id', 'user_id'] as const)('finds a person by %s', async (type) => {
  await using feishu = await startFrozen()
  const person = feishu.people.get(5)
  const { body } = await read(feishu, person?.[type], `?user_id_type=${type}`)
  expect(body.data.user.open_id).toBe(person?.open_id)
})

test('99991672 names the scopes that would do, and where to add them', async () => {
  await using feishu = await startFrozen({ app: { scopes: [] } })
  const token = await appToken(feishu)
  const reply = await get(feishu, `/open.feishu.cn${path(feishu.people.get(1)?.open_id)}`, token)
  expect(reply.status).toBe(400)
  expect(reply.body).toMatchObject({
    code: 99991672,
    msg: expect.stringContaining(`[${base}, `),
    error: {
      log_id: reply.headers.get('x-tt-logid'),
      permission_violations: expect.arrayContaining([{ type: 'action_scope_required', subject: base }]),
      helps: [
        { url: expect.stringContaining(`${feishu.url}/open.feishu.cn/app/${feishu.app.appId}/auth?q=`) },
      ],
    },
  })
})

test('99991679 when the app has the scope and the person has not granted it', async () => {
  await using feishu = await startFrozen()
  const id = feishu.people.get(1)?.open_id
  const { access_token } = await signIn(feishu, 1)
  const refused = await read(feishu, id, '', access_token)
  expect(refused).toMatchObject({
    status: 400,
    body: {
      code: 99991679,
      error: {
        permission_violations: expect.arrayContaining([{ type: 'action_privilege_required', subject: base }]),
      },
    },
  })
  const granted = await signIn(feishu, 1, base)
  expect((await read(feishu, id, '', granted.access_token)).body.code).toBe(0)
})

test('99991672 for a person’s token, too, when the app has lost the scope; it is the app that must act', async () => {
  await using feishu = await startFrozen()
  const id = feishu.people.get(1)?.open_id
  const { access_token } = await signIn(feishu, 1, base)
  feishu.apps.update(feishu.app.appId, { scopes: ['offline_access'] })
  expect(await read(feishu, id, '', access_token)).toMatchObject({
    status: 400,
    body: {
      code: 99991672,
      error: {
        permission_violations: expect.arrayContaining([{ type: 'action_scope_required', subject: base }]),
      },
    },
  })
})

test('99991679 again for the old token after the person has granted more: only the newest carries it', async () => {
  await using feishu = await startFrozen()
  const id = feishu.people.get(1)?.open_id
  const before = await signIn(feishu, 1)
  const after = await signIn(feishu, 1, base)
  expect(after.scope.split(' ').sort()).toEqual([base, 'offline_access'].sort())
  expect((await read(feishu, id, '', before.access_token)).body.code).toBe(99991679)
  expect((await read(feishu, id, '', after.access_token)).body.code).toBe(0)
})

test('user_id needs its field scope', async () => {
  await using feishu = await startFrozen({ app: { scopes: [base] } })
  const { body } = await read(feishu, feishu.people.get(1)?.user_id, '?user_id_type=user_id')
  expect(body.code).toBe(99991672)
})

test('41050 for a person outside the contact range of the app; a person’s token sees the company', async () => {
  await using feishu = await startFrozen({ app: { availability: [1] } })
  const id = feishu.people.get(2)?.open_id
  expect(await read(feishu, id)).toMatchObject({ status: 400, body: { code: 41050 } })
  const { access_token } = await signIn(feishu, 1, base)
  expect((await read(feishu, id, '', access_token)).body.code).toBe(0)
})

test('41012 for an id that is none, of another kind, of another instance, or of somebody who is gone', async () => {
  await using feishu = await startFrozen()
  await using foreign = await startFrozen({ seed: 8 })
  const gone = feishu.people.get(9)?.open_id
  feishu.people.remove(9)
  const ids = ['x', 'ou_x', feishu.people.get(1)?.union_id, foreign.people.get(1)?.open_id, gone]
  for (const id of ids) expect(await read(feishu, id)).toMatchObject({ status: 400, body: { code: 41012 } })
})

test('99992361 for the open_id of another app', async () => {
  await using feishu = await startFrozen()
  const { appId } = feishu.apps.create()
  const { body } = await read(feishu, feishu.people.get(1, appId)?.open_id)
  expect(body.code).toBe(99992361)
})

test('99992402 names the field that is not valid', async () => {
  await using feishu = await startFrozen()
  const { status, body } = await read(feishu, 'x', '?user_id_type=email')
  expect(status).toBe(400)
  expect(body).toMatchObject({
    code: 99992402,
    error: { field_violations: [{ field: 'user_id_type', value: 'email' }] },
  })
})

test('the gateway comes before the parameters', async () => {
  await using feishu = await startFrozen()
  expect((await get(feishu, path('x', '?user_id_type=email'), 't-x')).body.code).toBe(99991663)
})

test.each([
  [99991672, []],
  [99991679, ['contact:contact.base:readonly']],
])('%i has the status of the switch, too', async (code, scopes) => {
  await using feishu = await startFrozen({ app: { scopes }, switches: { gatewayStatus: 403 } })
  const token = code === 99991679 ? (await signIn(feishu, 1, '')).access_token : await appToken(feishu)
  const reply = await get(feishu, path(feishu.people.get(1)?.open_id ?? ''), token)
  expect(reply).toMatchObject({ status: 403, body: { code } })
})

test('nobody sees people of another tenant: no person, and not basic_batch', async () => {
  const scopes = [...readingScopes, 'contact:user.basic_profile:readonly', 'contact:contact:readonly_as_app']
  await using feishu = await startFrozen({ app: { scopes } })
  const { open_id } = feishu.people.get(7) ?? { open_id: '' }
  const basic = () => contact(feishu, 'users/basic_batch', { user_ids: [open_id] })
  expect((await basic()).body.data.users).toHaveLength(1)
  feishu.people.update(7, { tenant_key: 'another' })
  expect((await contactAs(feishu, 4, `users/${open_id}`)).body.code).toBe(41050)
  const batch = await contactAs(feishu, 4, `users/batch?user_ids=${open_id}`)
  expect(batch.body.data.items).toEqual([])
  expect((await basic()).body.data.users).toEqual([])
})

const manyTimes = (name: string, id: string, count: number) =>
  Array.from({ length: count }, () => `${name}=${id}`).join('&')

test.each([
  ['users', 'user_ids', 40001, (f: Emulator) => f.people.get(3)?.open_id],
  [
    'departments',
    'department_ids',
    40011,
    (f: Emulator) => f.organisation.departments.list().items[0]?.open_department_id,
  ],
])('%s/batch counts ids as they were sent, and takes no empty one', async (list, name, code, idOf) => {
  await using feishu = await startFrozen({ app: { scopes: readingScopes } })
  const id = idOf(feishu) ?? ''
  const most = await contact(feishu, `${list}/batch?${manyTimes(name, id, 50)}`)
  expect(most.body.data.items).toHaveLength(1)
  expect((await contact(feishu, `${list}/batch?${manyTimes(name, id, 51)}`)).body.code).toBe(code)
  for (const query of [`${name}=`, `${name}=${id}&${name}=`])
    expect((await contact(feishu, `${list}/batch?${query}`)).body).toMatchObject({
      code: 99992402,
      error: { field_violations: [{ field: name, value: '' }] },
    })
})

test('bodies are JSON: a form is refused as one that cannot be read', async () => {
  await using feishu = await startFrozen({
    app: { scopes: [...readingScopes, 'contact:user.id:readonly', 'contact:user.basic_profile:readonly'] },
  })
  const authorization = `Bearer ${await appToken(feishu)}`
  const form = async (path: string, body: Record<string, string>) => {
    const init = { method: 'POST', headers: { authorization }, body: new URLSearchParams(body) }
    return (await ask(feishu, `/open-apis/contact/v3/users/${path}`, init)).body.code
  }
  expect(await form('batch_get_id', { emails: 'a@b.c' })).toBe(99992402)
  expect(await form('basic_batch', { user_ids: feishu.people.get(3)?.open_id ?? '' })).toBe(40001)
})
