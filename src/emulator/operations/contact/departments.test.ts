import { expect, test } from 'vitest'
import { appToken, get, signIn, startFrozen } from '../../testkit.ts'
import type { Emulator } from '../../types.ts'
import { base, contact, contactAs, everyPage, type Item, readingScopes } from './test-contact.ts'

const app = { scopes: readingScopes }
const all = (feishu: Emulator): Promise<Item[]> =>
  everyPage(feishu, 'departments/0/children?fetch_child=true', { size: 50 })

/** A department with one below it, and one that is neither. */
async function family(feishu: Emulator): Promise<{ upper: Item; lower: Item; other: Item }> {
  const departments = await all(feishu)
  const lower = departments.find(({ parent_department_id }) => parent_department_id !== '0')
  const upper = departments.find(
    ({ open_department_id }) => open_department_id === lower.parent_department_id,
  )
  const other = departments.find(
    (each) => each.parent_department_id === '0' && each.open_department_id !== upper.open_department_id,
  )
  return { upper, lower, other }
}

test('a department has the fields of the documents in their types', async () => {
  await using feishu = await startFrozen({ app })
  const { lower } = await family(feishu)
  const { status, body } = await contact(feishu, `departments/${lower.open_department_id}`)
  expect(status).toBe(200)
  expect(body).toMatchObject({ code: 0, msg: 'success' })
  expect(body.data.department).toMatchObject({
    name: expect.any(String),
    i18n_name: { zh_cn: lower.name, ja_jp: '', en_us: expect.any(String) },
    department_id: expect.stringMatching(/^[a-zA-Z0-9][\w\-@.]{0,63}$/),
    open_department_id: expect.stringMatching(/^od-[0-9a-f]{32}$/),
    parent_department_id: expect.stringMatching(/^od-/),
    order: expect.stringMatching(/^\d+$/),
    member_count: expect.any(Number),
    primary_member_count: expect.any(Number),
    status: { is_deleted: false },
    chat_id: '',
    unit_ids: [],
    group_chat_employee_types: [],
  })
  expect(body.data.department).not.toHaveProperty('department_hrbps')
})

test('leaders are named in camel case: the main one first, by the type of id that was asked for', async () => {
  await using feishu = await startFrozen({ app })
  const led = (await all(feishu)).find(({ leader_user_id }) => leader_user_id !== undefined)
  expect(led.leaders[0]).toEqual({ leaderType: 1, leaderID: led.leader_user_id })
  const path = `departments/${led.open_department_id}?user_id_type=union_id`
  const { department } = (await contact(feishu, path)).body.data
  expect(department.leaders[0].leaderID).toBe(feishu.people.get(led.leader_user_id)?.union_id)
})

test.each([
  ['contact:department.base:readonly', ['name', 'i18n_name', 'department_id', 'status', 'chat_id']],
  ['contact:department.organize:readonly', ['parent_department_id', 'order', 'member_count', 'leaders']],
  ['contact:department.hrbp:readonly', ['department_hrbps']],
])('%s shows %j, and without it they are absent', async (scope, fields) => {
  await using feishu = await startFrozen({ app })
  const { lower } = await family(feishu)
  feishu.apps.update(feishu.app.appId, { scopes: [base] })
  const read = async () =>
    (await contact(feishu, `departments/${lower.open_department_id}`)).body.data.department
  expect(Object.keys(await read()).sort()).toEqual(['group_chat_employee_types', 'open_department_id'])
  feishu.apps.update(feishu.app.appId, { scopes: [base, scope] })
  expect(Object.keys(await read())).toEqual(expect.arrayContaining(fields))
})

test('a custom id finds a department, and is not taken for an open one', async () => {
  await using feishu = await startFrozen({ app })
  const { lower, upper } = await family(feishu)
  const path = `departments/${lower.department_id}`
  const { department } = (await contact(feishu, `${path}?department_id_type=department_id`)).body.data
  expect(department).toMatchObject({
    open_department_id: lower.open_department_id,
    parent_department_id: upper.department_id,
  })
  expect((await contact(feishu, path)).body.code).toBe(40015)
  const wrong = `departments/${lower.open_department_id}?department_id_type=department_id`
  expect((await contact(feishu, wrong)).body.code).toBe(40015)
})

test('departments/0 is the company, to whoever sees everything', async () => {
  await using feishu = await startFrozen({ app })
  const { department } = (await contact(feishu, 'departments/0')).body.data
  expect(department).toMatchObject({ open_department_id: '0', department_id: '0', name: expect.any(String) })
  expect(department).not.toHaveProperty('parent_department_id')
  expect(department.member_count).toBe([...feishu.organisation.exportFor().people].length)
})

test('children: one level, or all of them', async () => {
  await using feishu = await startFrozen({ app })
  const first = await everyPage(feishu, 'departments/0/children')
  expect(first.every(({ parent_department_id }) => parent_department_id === '0')).toBe(true)
  const departments = await all(feishu)
  expect(departments.length).toBeGreaterThan(first.length)
  const { upper } = await family(feishu)
  const below = await everyPage(feishu, `departments/${upper.open_department_id}/children?fetch_child=true`)
  expect(below.length).toBeGreaterThan(0)
  // Each comes after the one above it.
  const met = new Set([upper.open_department_id])
  for (const each of below) {
    expect(met.has(each.parent_department_id)).toBe(true)
    met.add(each.open_department_id)
  }
})

test('batch answers those that it can, and is silent about the others', async () => {
  await using feishu = await startFrozen({ app })
  const { upper, other } = await family(feishu)
  const ids = [upper.open_department_id, 'od-00000000000000000000000000000000', other.open_department_id, 'x']
  const query = new URLSearchParams(ids.map((id) => ['department_ids', id]))
  const read = async () => (await contact(feishu, `departments/batch?${query}`)).body.data.items
  expect((await read()).map(({ name }: Item) => name)).toEqual([upper.name, other.name])
  narrow(feishu, [upper.open_department_id])
  expect((await read()).map(({ name }: Item) => name)).toEqual([upper.name])
})

test('parent: from the nearest up, without the root, and only what is in range', async () => {
  await using feishu = await startFrozen({ app, organisation: { users: 2_000 } })
  const departments = await all(feishu)
  const byId = new Map(departments.map((each) => [each.open_department_id, each]))
  const deep = departments.find((each) => byId.get(byId.get(each.parent_department_id)?.parent_department_id))
  const above = [deep.parent_department_id, byId.get(deep.parent_department_id).parent_department_id]
  const path = `departments/parent?department_id=${deep.open_department_id}`
  const read = async () =>
    (await everyPage(feishu, path, { size: 1 })).map(({ open_department_id }) => open_department_id)
  expect((await read()).slice(0, 2)).toEqual(above)
  narrow(feishu, [above[0]])
  expect(await read()).toEqual([above[0]])
})

function narrow(feishu: Emulator, departments: string[], people: number[] = []): void {
  feishu.apps.update(feishu.app.appId, { contactRange: { departments, people } })
}

test('search matches names for a person, and takes no app', async () => {
  await using feishu = await startFrozen({ app })
  const { lower } = await family(feishu)
  const found = await contactAs(feishu, 1, 'departments/search?page_size=50', { query: lower.name })
  expect(found.body.data.items.map(({ name }: Item) => name)).toContain(lower.name)
  const translated = { query: lower.i18n_name.en_us }
  expect((await contactAs(feishu, 1, 'departments/search', translated)).body.data.items).toEqual([])
  expect((await contact(feishu, 'departments/search', { query: 'x' })).body.code).toBe(99991663)
})

test('search goes on behind its last page', async () => {
  await using feishu = await startFrozen({ app, organisation: { users: 2_000 } })
  const wanted = (await family(feishu)).lower.name
  const count = (await all(feishu)).filter(({ name }) => name.includes(wanted)).length
  const met: string[] = []
  let more = ''
  do {
    const path = `departments/search?page_size=2${more === '' ? '' : `&page_token=${more}`}`
    const { data } = (await contactAs(feishu, 1, path, { query: wanted })).body
    met.push(...data.items.map(({ open_department_id }: Item) => open_department_id))
    more = data.page_token ?? ''
  } while (more !== '')
  expect(new Set(met).size).toBe(count)
  expect(met.length).toBe(count)
})

const nobody = 'od-00000000000000000000000000000000'

test.each([
  [`departments/${nobody}`, 400, 40015],
  [`departments/${nobody}/children`, 400, 40008],
  [`departments/parent?department_id=${nobody}`, 400, 40008],
  ['departments/parent?department_id=0', 400, 40002],
  ['departments/parent', 400, 44102],
  [`users/find_by_department?department_id=${nobody}`, 403, 40004],
  ['departments/batch', 400, 99992402],
  [`departments/batch?${'department_ids=x&'.repeat(2)}${ids(51)}`, 400, 40011],
  ['departments/parent?department_id=0&department_id=0', 400, 40001],
  ['departments/0/children?fetch_child=yes', 400, 99992402],
  ['departments/0?department_id_type=id', 400, 99992402],
  ['departments/0/children?page_size=51', 400, 40011],
  ['departments/parent?department_id=x&page_size=51', 400, 40011],
  ['departments?page_size=51', 400, 40011],
  ['departments?page_token=x', 400, 40012],
  ['departments/parent?department_id=x&page_token=x', 400, 40012],
])('%s answers %i with %i', async (path, status, code) => {
  await using feishu = await startFrozen({ app })
  expect(await contact(feishu, path)).toMatchObject({
    status,
    body: { code, msg: expect.stringMatching(/\w{4}/), error: { log_id: expect.any(String) } },
  })
})

function ids(count: number): string {
  return Array.from({ length: count }, (_, at) => `department_ids=d${at}`).join('&')
}

test.each([
  ['departments/0', 40004],
  ['departments/0/children', 40014],
  ['departments', 40014],
  ['departments/OTHER', 40004],
  ['departments/OTHER/children', 40014],
  ['departments/parent?department_id=OTHER', 40004],
  ['users/find_by_department?department_id=0', 40004],
  ['users/find_by_department?department_id=OTHER', 40004],
])('%s answers 403 with %i to an app whose range does not include it', async (path, code) => {
  await using feishu = await startFrozen({ app })
  const { upper, lower, other } = await family(feishu)
  narrow(feishu, [upper.open_department_id])
  const asked = path.replace('OTHER', other.open_department_id)
  expect(await contact(feishu, asked)).toMatchObject({ status: 403, body: { code } })
  // What is below the range is in it.
  expect((await contact(feishu, `departments/${lower.open_department_id}`)).body.code).toBe(0)
  // The range is the app's: a person sees the company.
  expect((await contactAs(feishu, 1, asked)).body.code).toBe(0)
})

test.each([
  ['departments/search', { query: '' }],
  ['departments/search', {}],
  ['departments/search', { query: 7 }],
  ['departments/search?page_size=51', { query: 'x' }],
  ['departments/search?page_token=x', { query: 'x' }],
])('48001 for %s with %j', async (path, body) => {
  await using feishu = await startFrozen({ app })
  expect(await contactAs(feishu, 1, path, body)).toMatchObject({ status: 400, body: { code: 48001 } })
})

test.each([
  [`departments/${nobody}`, 99992357],
  [`departments/${nobody}/children`, 99992357],
  ['departments/gone?department_id_type=department_id', 99992380],
  ['users/find_by_department?department_id=gone&department_id_type=department_id', 99992380],
])('the switch lets the gateway say that %s does not exist: %i', async (path, code) => {
  await using feishu = await startFrozen({ app, switches: { missingDepartment: 'gateway' } })
  expect(await contact(feishu, path)).toMatchObject({ status: 400, body: { code } })
})

test.each(['departments/0', 'departments/0/children', 'departments/batch?department_ids=0', 'departments'])(
  '99991672 for %s without a scope that opens it',
  async (path) => {
    await using feishu = await startFrozen({ app: { scopes: ['contact:user.base:readonly'] } })
    expect((await contact(feishu, path)).body.code).toBe(99991672)
  },
)

test('an umbrella scope opens a department and not the batch', async () => {
  await using feishu = await startFrozen({ app: { scopes: ['contact:contact:access_as_app'] } })
  const token = await appToken(feishu)
  const path = '/open-apis/contact/v3/departments/'
  expect((await get(feishu, `${path}0`, token)).body.data.department).toHaveProperty('name')
  expect((await get(feishu, `${path}batch?department_ids=0`, token)).body.code).toBe(99991672)
})

test('an empty list is [], or left out by the switch', async () => {
  await using feishu = await startFrozen({ app })
  const path = 'departments/batch?department_ids=x'
  expect((await contact(feishu, path)).body.data).toEqual({ items: [] })
  feishu.switches.update({ emptyLists: false })
  expect((await contact(feishu, path)).body.data).toEqual({})
})

test('42008, 48002 and the others that a read cannot cause can be ordered, each with its status', async () => {
  await using feishu = await startFrozen({ app })
  const operation = 'contact.v3.departments.children'
  for (const [code, status] of [
    [42008, 401],
    [40003, 400],
    [43010, 400],
    [40004, 403],
  ] as const) {
    feishu.faults.add({ operation, effect: { kind: 'error', code } })
    expect(await contact(feishu, 'departments/0/children')).toMatchObject({ status, body: { code } })
  }
})

test('a person’s token gets at most 1,000 departments of all levels, the app’s own all of them', async () => {
  await using feishu = await startFrozen({ app, organisation: { users: 10, departments: 1_030 } })
  const path = 'departments/0/children?fetch_child=true&page_size=50'
  expect((await all(feishu)).length).toBe(1_030)
  const { access_token } = await signIn(feishu, 1, readingScopes.join(' '))
  let count = 0
  let more = ''
  do {
    const query = more === '' ? '' : `&page_token=${more}`
    const { data } = (await get(feishu, `/open-apis/contact/v3/${path}${query}`, access_token)).body
    count += data.items.length
    more = data.page_token ?? ''
  } while (more !== '')
  expect(count).toBe(1_000)
})
