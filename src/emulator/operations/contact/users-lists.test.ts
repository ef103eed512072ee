import { expect, test } from 'vitest'
import { get, post, signIn, startFrozen } from '../../testkit.ts'
import type { Emulator } from '../../types.ts'
import { base, contact, everyPage, type Item, readingScopes } from './test-contact.ts'

const app = { scopes: readingScopes }
const idsOf = (feishu: Emulator, indexes: number[]) =>
  indexes.map((index) => feishu.people.get(index)?.open_id ?? '')
const batch = (ids: readonly string[]) =>
  `users/batch?${new URLSearchParams(ids.map((id) => ['user_ids', id]))}`

test('find_by_department lists direct members with their place in it', async () => {
  await using feishu = await startFrozen({ app })
  const [department] = await everyPage(feishu, 'departments/0/children')
  const id = department.open_department_id
  const members = await everyPage(feishu, `users/find_by_department?department_id=${id}`)
  expect(members.length).toBeGreaterThan(0)
  for (const member of members) {
    expect(member.department_ids).toContain(id)
    expect(member.orders.filter(({ department_id }: Item) => department_id === id).length).toBe(1)
    expect(member.orders.filter(({ is_primary_dept }: Item) => is_primary_dept).length).toBe(1)
  }
})

test('department ids of people are of the type that was asked for', async () => {
  await using feishu = await startFrozen({ app })
  const [department] = await everyPage(feishu, 'departments/0/children')
  const query = `department_id=${department.department_id}&department_id_type=department_id`
  const [member] = await everyPage(feishu, `users/find_by_department?${query}`)
  expect(member.department_ids).toContain(department.department_id)
  expect(member.orders.map(({ department_id }: Item) => department_id)).toEqual(member.department_ids)
})

test('batch reads up to 50, each once, and leaves out whom it cannot show', async () => {
  await using feishu = await startFrozen({ app })
  const fifty = idsOf(
    feishu,
    Array.from({ length: 50 }, (_, at) => at),
  )
  expect((await contact(feishu, batch(fifty))).body.data.items.length).toBe(50)
  const [first = ''] = fifty
  expect((await contact(feishu, batch([first, first, 'ou_x']))).body.data.items.length).toBe(1)
  feishu.apps.update(feishu.app.appId, { contactRange: { departments: [], people: [3, 4] } })
  const { items } = (await contact(feishu, batch(fifty))).body.data
  expect(items.map(({ open_id }: Item) => open_id)).toEqual(idsOf(feishu, [3, 4]))
  // One alone gets the reason.
  expect((await contact(feishu, `users/${first}`)).body.code).toBe(41050)
})

test.each([
  [batch(Array.from({ length: 51 }, (_, at) => `ou_${at}`)), 400, 40001],
  ['users/batch', 400, 99992402],
  ['users/batch?user_ids=x&user_id_type=email', 400, 99992402],
  ['users/find_by_department', 400, 99992402],
  ['users/find_by_department?department_id=0&page_size=51', 400, 40011],
  ['users/find_by_department?department_id=0&page_token=x', 400, 40012],
  ['users?page_size=101', 400, 40011],
  ['users?department_id=x', 403, 40004],
  ['scopes?page_size=101', 400, 40011],
  ['scopes?page_token=x', 400, 40012],
  ['custom_attrs?page_size=101', 400, 40011],
  ['custom_attrs?page_token=x', 400, 40012],
  ['users/x', 400, 41012],
])('%s answers %i with %i', async (path, status, code) => {
  await using feishu = await startFrozen({ app })
  expect(await contact(feishu, path)).toMatchObject({ status, body: { code } })
})

test('scopes: everything is the first level and the members of the root', async () => {
  await using feishu = await startFrozen({ app })
  const { data } = (await contact(feishu, 'scopes?page_size=100')).body
  const children = await everyPage(feishu, 'departments/0/children')
  // In an order of its own: no document says which.
  expect(data.department_ids.toSorted()).toEqual(
    children.map(({ open_department_id }) => open_department_id).toSorted(),
  )
  const root = await everyPage(feishu, 'users/find_by_department?department_id=0')
  expect(data.user_ids).toEqual(root.map(({ open_id }) => open_id))
  expect(data).toMatchObject({ group_ids: [], has_more: false })
})

test('scopes: people first, then departments, by pages over both; nobody who has left', async () => {
  await using feishu = await startFrozen({ app })
  const [one, two] = await everyPage(feishu, 'departments/0/children')
  const departments = [two.open_department_id, one.open_department_id]
  // 29 has resigned.
  feishu.apps.update(feishu.app.appId, { contactRange: { departments, people: [5, 29, 3] } })
  const people: string[] = []
  const found: string[] = []
  let more = ''
  do {
    const { data } = (await contact(feishu, `scopes?page_size=1${more === '' ? '' : `&page_token=${more}`}`))
      .body
    expect(data.user_ids.length + data.department_ids.length).toBe(1)
    if (data.user_ids.length > 0) expect(found).toEqual([])
    people.push(...data.user_ids)
    found.push(...data.department_ids)
    more = data.page_token ?? ''
  } while (more !== '')
  expect(people.sort()).toEqual(idsOf(feishu, [5, 3]).sort())
  expect(found.sort()).toEqual(departments.sort())
})

test('scopes: the switch hides people from an app without the scope of their user_id', async () => {
  await using feishu = await startFrozen({ app: { ...app, contactRange: { departments: [], people: [3] } } })
  const people = async () => (await contact(feishu, 'scopes')).body.data.user_ids
  expect(await people()).toEqual(idsOf(feishu, [3]))
  feishu.switches.update({ scopeUsersNeedEmployeeId: true })
  expect(await people()).toEqual([])
  feishu.apps.update(feishu.app.appId, { scopes: [...readingScopes, 'contact:user.employee_id:readonly'] })
  expect(await people()).toEqual(idsOf(feishu, [3]))
})

test('a range that is the availability takes no department', async () => {
  await using feishu = await startFrozen({ app: { ...app, availability: [3, 4] } })
  const { data } = (await contact(feishu, 'scopes')).body
  expect(data).toMatchObject({ user_ids: idsOf(feishu, [3, 4]), department_ids: [] })
  expect((await contact(feishu, 'departments/0/children')).body.code).toBe(40014)
})

test.each([
  ['scopes', 'app'],
  ['custom_attrs', 'app'],
  ['employee_type_enums', 'app'],
])('%s takes no person’s token: 99991668', async (path) => {
  await using feishu = await startFrozen({ app })
  const { access_token } = await signIn(feishu, 1, base)
  expect((await get(feishu, `/open-apis/contact/v3/${path}`, access_token)).body.code).toBe(99991668)
})

test('batch_get_id finds people by e-mail and number, and says nothing about others', async () => {
  await using feishu = await startFrozen({ app: { scopes: ['contact:user.id:readonly'] } })
  const [one, two] = [feishu.people.get(1), feishu.people.get(2)]
  const emails = [one?.email ?? '', one?.enterprise_email ?? '', 'nobody1@mail.example.com']
  const mobiles = [two?.mobile ?? '', two?.mobile.replace('+86', '') ?? '', '+8610099999999']
  const { body } = await contact(feishu, 'users/batch_get_id', { emails, mobiles })
  expect(body.data.user_list).toEqual([
    { user_id: one?.open_id, email: emails[0] },
    { email: emails[1] },
    { email: emails[2] },
    { user_id: two?.open_id, mobile: mobiles[0] },
    { user_id: two?.open_id, mobile: mobiles[1] },
    { mobile: mobiles[2] },
  ])
})

test('batch_get_id finds edited and new people, not their former addresses, and not whoever left', async () => {
  await using feishu = await startFrozen({ app: { scopes: [...readingScopes, 'contact:user.id:readonly'] } })
  const former = feishu.people.get(1)?.email ?? ''
  feishu.people.update(1, { email: 'moved@elsewhere.example' })
  const added = feishu.people.add({ email: 'new@elsewhere.example', mobile: '+4915100000000' })
  const left = feishu.people.get(29)
  const ask = async (body: object) => (await contact(feishu, 'users/batch_get_id', body)).body.data.user_list
  const emails = ['Moved@Elsewhere.example', former, 'new@elsewhere.example', left?.email ?? '']
  const found = await ask({ emails, mobiles: ['+4915100000000'] })
  expect(found.map(({ user_id }: Item) => user_id)).toEqual([
    feishu.people.get(1)?.open_id,
    undefined,
    added.open_id,
    undefined,
    added.open_id,
  ])
  expect(found[0].status).toMatchObject({ is_activated: true })
  const [again] = await ask({ emails: [left?.email ?? ''], include_resigned: true })
  expect(again).toMatchObject({ user_id: left?.open_id, status: { is_resigned: true } })
})

test('batch_get_id says nothing about people out of range, nor of another tenant', async () => {
  const scopes = ['contact:user.id:readonly']
  await using feishu = await startFrozen({ app: { scopes, availability: [1, 2] } })
  feishu.people.update(2, { tenant_key: 'another' })
  const emails = [1, 2, 3].map((index) => feishu.people.get(index)?.email ?? '')
  const { user_list } = (await contact(feishu, 'users/batch_get_id', { emails })).body.data
  const [one] = idsOf(feishu, [1])
  expect(user_list).toEqual([{ user_id: one, email: emails[0] }, { email: emails[1] }, { email: emails[2] }])
})

test('somebody of another tenant is in no answer to the app', async () => {
  await using feishu = await startFrozen({ app })
  feishu.people.update(3, { tenant_key: 'another' })
  const [id = '', other = ''] = idsOf(feishu, [3, 4])
  expect((await contact(feishu, batch([id, other]))).body.data.items.length).toBe(1)
  expect((await contact(feishu, `users/${id}`)).body.code).toBe(41050)
})

test('search/v1/user does not find whoever has left', async () => {
  await using feishu = await startFrozen({ app: { scopes: ['contact:user:search'] } })
  const { access_token } = await signIn(feishu, 1, 'contact:user:search')
  const left = feishu.organisation.leave(feishu.organisation.hire({ name: '独一无二甲' }).open_id)
  const staying = feishu.organisation.hire({ name: '独一无二乙' })
  const path = `/open-apis/search/v1/user?query=${encodeURIComponent('独一无二')}`
  const { users } = (await get(feishu, path, access_token)).body.data
  expect(users.map(({ open_id }: Item) => open_id)).toEqual([staying.open_id])
  expect(left.status.is_resigned).toBe(true)
})

test('batch_get_id takes 50 of each, and lists only', async () => {
  await using feishu = await startFrozen({ app: { scopes: ['contact:user.id:readonly'] } })
  const code = async (body: object) => (await contact(feishu, 'users/batch_get_id', body)).body.code
  const many = (count: number) => Array.from({ length: count }, (_, at) => `${at}`)
  expect(await code({ emails: many(50), mobiles: many(50) })).toBe(0)
  expect(await code({ emails: many(51) })).toBe(99992402)
  expect(await code({ mobiles: many(51) })).toBe(99992402)
  expect(await code({ emails: [1] })).toBe(99992402)
  expect(await code({ emails: 'one@mail.example.com' })).toBe(99992402)
  expect(await code({ include_resigned: 'maybe' })).toBe(99992402)
})

test('basic_batch names people of the company, whatever the range: 1 to 10', async () => {
  const scopes = ['contact:user.basic_profile:readonly']
  await using feishu = await startFrozen({ app: { scopes, availability: [3] } })
  const user_ids = idsOf(feishu, [1, 2])
  const ask = (ids: unknown) => contact(feishu, 'users/basic_batch', { user_ids: ids })
  expect((await ask([...user_ids, 'x'])).body.data.users).toEqual(
    [1, 2].map((index) => {
      const person = feishu.people.get(index)
      const i18n_name = { zh_cn: person?.name, ja_jp: '', en_us: person?.en_name }
      return { user_id: person?.open_id, name: person?.name, i18n_name }
    }),
  )
  for (const ids of [[], Array.from({ length: 11 }, () => user_ids[0]), undefined, [7]])
    expect(await ask(ids)).toMatchObject({ status: 400, body: { code: 40001 } })
})

test('search/v1/user finds people by name, for a person, page by page', async () => {
  await using feishu = await startFrozen({ app: { scopes: [base, 'contact:user:search'] } })
  const { access_token } = await signIn(feishu, 1, 'contact:user:search')
  const wanted = feishu.people.get(4)?.name[0] ?? ''
  const met: string[] = []
  let more = ''
  do {
    const query = new URLSearchParams({
      query: wanted,
      page_size: '2',
      ...(more === '' ? {} : { page_token: more }),
    })
    const { data } = (await get(feishu, `/open-apis/search/v1/user?${query}`, access_token)).body
    for (const user of data.users) {
      expect(user.name).toContain(wanted)
      expect(user).toHaveProperty('avatar.avatar_72')
      met.push(user.open_id)
    }
    more = data.page_token ?? ''
  } while (more !== '')
  expect(met).toContain(feishu.people.get(4)?.open_id)
  expect(new Set(met).size).toBe(met.length)
})

test.each(['', '?query=x&page_size=201', '?query=x&page_token=x'])(
  '99992402 for search/v1/user%s',
  async (query) => {
    await using feishu = await startFrozen({ app: { scopes: ['contact:user:search'] } })
    const { access_token } = await signIn(feishu, 1, 'contact:user:search')
    expect((await get(feishu, `/open-apis/search/v1/user${query}`, access_token)).body.code).toBe(99992402)
  },
)

test('99991663 for the app’s token at search/v1/user', async () => {
  await using feishu = await startFrozen({ app })
  const { body } = await contact(feishu, '../../search/v1/user?query=x')
  expect(body.code).toBe(99991663)
})

test('what nothing reads is named, also in the query of a POST', async () => {
  await using feishu = await startFrozen({ app: { scopes: ['contact:user.id:readonly'] } })
  const { access_token } = await signIn(feishu, 1, '')
  await post(
    feishu,
    '/open-apis/contact/v3/users/batch_get_id?page_size=3',
    { emails: [] },
    { authorization: `Bearer ${access_token}` },
  )
  await contact(feishu, 'users/batch_get_id?page_size=3', { emails: [], shoes: 1 })
  const [entry] = feishu.requests({ operation: 'contact.v3.users.batch_get_id' }).slice(-1)
  expect(entry?.unreadFields.sort()).toEqual(['page_size', 'shoes'])
})
