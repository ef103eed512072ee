import { afterAll, expect, test } from 'vitest'
import { contactScopes } from '../../test/support/contact-scopes.ts'
import { signInByRedirect } from '../../test/support/sign-in.ts'
import { createVisitor, type Visitor } from '../../test/support/visitor.ts'
import { startWorld, type World, type WorldOptions } from '../../test/support/world.ts'
import type { Role } from '../index.ts'

/** A company of 60, and an app that may see all of it. */
const sixty = { organisation: { users: 60 }, app: { scopes: contactScopes } }

/** The same, in the database. */
async function company(options: WorldOptions = {}): Promise<World> {
  const world = await startWorld({ emulator: sixty, ...options })
  await world.larkspur.directory.sync()
  return world
}

async function visit(
  world: World,
  role?: Role,
  { person = 3, start = '/auth/authorize' } = {},
): Promise<Visitor & { account: string }> {
  const visitor = createVisitor(world.url)
  await signInByRedirect(world, visitor, person, start)
  const { user } = (await (await visitor.script('/auth/session')).json()) as { user: { id: string } }
  if (role !== undefined) await world.larkspur.accounts.grant(user.id, role)
  return { ...visitor, account: user.id }
}

interface Seen {
  id: string
  name: string
  email?: string
  departments: { departmentId: string; isPrimary: boolean }[]
}

async function get<T>(visitor: Visitor, path: string): Promise<T> {
  const response = await visitor.script(`/auth/directory/${path}`)
  expect(response.status, path).toBe(200)
  return (await response.json()) as T
}

/** Status and code of a refusal. */
async function refusal(visitor: Visitor, path: string): Promise<[number, string]> {
  const response = await visitor.script(`/auth/directory/${path}`)
  const { error } = (await response.json()) as { error?: { code: string } }
  return [response.status, error?.code ?? 'none']
}

async function everything<T>(visitor: Visitor, path: string): Promise<T[]> {
  const all: T[] = []
  for (let next: string | null = ''; next !== null; ) {
    const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`
    const page: { items: T[]; next: string | null } = await get(visitor, `${path}${cursor}`)
    all.push(...page.items)
    next = page.next
  }
  return all
}

const routes = (person: string, department: string) => [
  'users',
  `users/${person}`,
  'departments',
  `departments/${department}`,
  `departments/${department}/path`,
  'search?q=a',
]

test('only people with a role may read, from the grant to its end', async () => {
  await using world = await company()
  const { open_id } = world.feishu.people.get(5) ?? { open_id: '' }
  const [department] = world.feishu.organisation.departments.list({ limit: 1 }).items
  const paths = routes(open_id, department?.open_department_id ?? '')
  const stranger = createVisitor(world.url)
  const visitor = await visit(world)
  for (const path of paths) {
    expect(await refusal(stranger, path), path).toEqual([401, 'session_required'])
    expect(await refusal(visitor, path), path).toEqual([403, 'role_required'])
  }
  await world.larkspur.accounts.grant(visitor.account, 'directory_reader')
  for (const path of paths) await get(visitor, path)
  await world.larkspur.accounts.revoke(visitor.account, 'directory_reader')
  for (const path of paths) expect((await refusal(visitor, path))[1], path).toBe('role_required')
})

test('a reader pages through everybody, each once, and sees what colleagues see', async () => {
  await using world = await company()
  const reader = await visit(world, 'directory_reader')
  const people = await everything<Seen>(reader, 'users?limit=7')
  const exported = [...world.feishu.organisation.exportFor().people]
  expect(people.map(({ id }) => id).toSorted()).toEqual(
    exported.map(({ open_id }) => String(open_id)).toSorted(),
  )
  const shown = new Set(people.flatMap((person) => Object.keys(person)))
  const allowed = 'id name enName nickname avatar jobTitle state departments leaderId city employeeType'
  expect([...shown].filter((field) => !allowed.split(' ').includes(field))).toEqual([])
  const one = people[0] as Seen
  expect(await get(reader, `users/${one.id}`)).toEqual(one)
})

test('an administrator sees everything that is known', async () => {
  await using world = await company()
  const administrator = await visit(world, 'administrator')
  const people = await everything<Seen>(administrator, 'users?limit=200')
  expect(people.some(({ email }) => email !== undefined && email !== '')).toBe(true)
  expect(Object.keys(people[0] ?? {})).toContain('updatedAt')
})

test('a search tells a reader nothing that they may not see', async () => {
  await using world = await company()
  const person = world.feishu.organisation.update(8, { email: 'secret-address@example.com' })
  await world.larkspur.directory.sync()
  const reader = await visit(world, 'directory_reader')
  const administrator = await visit(world, 'administrator', { person: 4 })
  const found = async (visitor: Visitor, text: string) => {
    const { users } = await get<{ users: Seen[] }>(visitor, `search?q=${encodeURIComponent(text)}`)
    const { items } = await get<{ items: Seen[] }>(visitor, `users?search=${encodeURIComponent(text)}`)
    return [users.map(({ id }) => id), items.map(({ id }) => id)]
  }
  for (const hidden of ['secret-address', person.user_id, person.employee_no]) {
    expect(await found(reader, hidden), hidden).toEqual([[], []])
    expect(await found(administrator, hidden), hidden).toEqual([[person.open_id], [person.open_id]])
  }
  expect((await found(reader, person.name)).every((ids) => ids.includes(person.open_id))).toBe(true)
})

test('departments, those below, their people and the way to the root', async () => {
  await using world = await startWorld({ emulator: sixty })
  const { departments, move } = world.feishu.organisation
  const parent = departments.list().items[2]?.open_department_id ?? ''
  const child = departments.create({ name: 'A & B 100%', parent })
  const id = child.open_department_id
  for (const person of [10, 11, 12, 13]) move(person, [id])
  await world.larkspur.directory.sync()
  const reader = await visit(world, 'directory_reader')
  const top = await everything<Seen>(reader, 'departments?parent=0&limit=2')
  expect(top.map((one) => one.id)).toEqual(
    departments.list({ parent: '0' }).items.map((one) => one.open_department_id),
  )
  const below = await everything<Seen>(reader, `departments?parent=${parent}`)
  expect(below.map((one) => one.id)).toContain(id)
  expect(await get(reader, `departments/${id}`)).toMatchObject({
    id,
    name: child?.name,
    treeParentId: parent,
  })
  const path = await get<{ items: Seen[]; next: null }>(reader, `departments/${id}/path`)
  expect(path.next).toBeNull()
  expect(path.items.map((one) => one.id)).toEqual([parent, id])
  const members = await everything<Seen>(reader, `users?department=${id}&limit=3`)
  expect(members).toHaveLength(4)
  for (const { departments: places } of members) {
    expect(places.map(({ departmentId }) => departmentId)).toContain(id)
  }
  const all = await everything<Seen>(reader, `users?department=${parent}&below=true`)
  expect(all.map((one) => one.id)).toEqual(expect.arrayContaining(members.map((one) => one.id)))
  const named = await get<{ items: Seen[] }>(reader, `departments?search=${encodeURIComponent(child.name)}`)
  expect(named.items.map((one) => one.id)).toContain(id)
})

test('who has left is gone for readers', async () => {
  await using world = await company()
  const person = world.feishu.people.get(9)
  const id = person?.open_id ?? ''
  const reader = await visit(world, 'directory_reader')
  await get(reader, `users/${id}`)
  world.feishu.organisation.leave(9)
  await world.larkspur.directory.sync()
  expect(await refusal(reader, `users/${id}`)).toEqual([404, 'person_not_found'])
  const people = await everything<Seen>(reader, 'users?limit=200')
  expect(people.map((one) => one.id)).not.toContain(id)
})

test.each([
  ['users/ou_nobody', 404, 'person_not_found'],
  ['users/0', 404, 'person_not_found'],
  ['users/..%2F..%2Fx', 404, 'person_not_found'],
  ['users/%27%20or%201=1', 400, 'request_invalid'],
  ['users/a%00b', 400, 'request_invalid'],
  [`users/${'x'.repeat(2000)}`, 400, 'request_invalid'],
  ['departments/od-nobody', 404, 'department_not_found'],
  ['departments/od-nobody/path', 404, 'department_not_found'],
  ['users?departmnet=od-1', 400, 'request_invalid'],
  ['users?limit=0', 400, 'request_invalid'],
  ['users?limit=201', 400, 'request_invalid'],
  ['users?cursor=made-up', 400, 'request_invalid'],
  ['departments?cursor=made-up', 400, 'request_invalid'],
  ['users?instance=none', 400, 'request_invalid'],
  ['users/ou_1?limit=5', 400, 'request_invalid'],
  ['departments/od-1?x=1', 400, 'request_invalid'],
  ['search', 400, 'request_invalid'],
  ['search?q=', 400, 'request_invalid'],
  ['search?q=%20', 400, 'request_invalid'],
  ['users?search=%20', 400, 'request_invalid'],
  ['nothing', 404, 'not_found'],
])('%.40s answers %d', async (path, status, code) => {
  const world = await shared()
  expect(await refusal(world.reader, path)).toEqual([status, code])
})

/** One company for what changes nothing in it. */
let common: Promise<{ world: World; reader: Awaited<ReturnType<typeof visit>> }> | undefined
async function shared() {
  common ??= company().then(async (world) => ({ world, reader: await visit(world, 'directory_reader') }))
  return common
}
afterAll(async () => (await common)?.world[Symbol.asyncDispose]())

test('wildcards of the database are letters like any other', async () => {
  const { reader } = await shared()
  for (const text of ['%', '_', '\\', "'"]) {
    expect(await get(reader, `search?q=${encodeURIComponent(text)}`)).toEqual({ users: [], departments: [] })
  }
})

test('answers are for pages of this site, kept by nobody, and HEAD has no body', async () => {
  const { world, reader } = await shared()
  const response = await reader.script('/auth/directory/users?limit=1')
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  })
  expect(response.headers.get('access-control-allow-origin')).toBeNull()
  const cookie = [...reader.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const ask = (method: string) =>
    fetch(`${world.url}/auth/directory/users`, { method, headers: { cookie, accept: 'application/json' } })
  const head = await ask('HEAD')
  expect([head.status, await head.text()]).toEqual([200, ''])
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const refused = await ask(method)
    expect([refused.status, refused.headers.get('allow')], method).toEqual([405, 'GET, HEAD'])
  }
})

test('a mini program reads with its token', async () => {
  const { world } = await shared()
  const ask = (path: string, init?: RequestInit) => fetch(new URL(path, world.url), init)
  const code = world.feishu.miniProgram.code(6)
  const headers = { 'content-type': 'application/json' }
  const signIn = { method: 'POST', headers, body: JSON.stringify({ code }) }
  const answer = await (await ask('/auth/mini-program', signIn)).json()
  const { token, user } = answer as { token: string; user: { id: string } }
  const authorization = `Bearer ${token}`
  const read = () => ask('/auth/directory/users', { headers: { authorization } })
  expect((await read()).status).toBe(403)
  await world.larkspur.accounts.grant(user.id, 'directory_reader')
  expect((await read()).status).toBe(200)
})

test('with readers: everyone no role is needed, and one still shows more', async () => {
  await using world = await company({ larkspur: { directory: { readers: 'everyone' } } })
  const visitor = await visit(world)
  const person = (await get<{ items: Seen[] }>(visitor, 'users')).items[0]
  expect(person).not.toHaveProperty('updatedAt')
  await world.larkspur.accounts.grant(visitor.account, 'administrator')
  expect((await get<{ items: Seen[] }>(visitor, 'users')).items[0]).toHaveProperty('updatedAt')
  expect(await refusal(createVisitor(world.url), 'users')).toEqual([401, 'session_required'])
})

test('everyone is everyone of that app: another app’s directory takes a role', async () => {
  await using world = await company({
    larkspur: (feishu, url) => {
      const { appId, appSecret } = feishu.apps.create({ redirectUrls: [`${url}/auth/callback/second`] })
      const second = { appId, appSecret, host: feishu.env.FEISHU_HOST }
      return { directory: { readers: 'everyone' }, instances: { second } }
    },
  })
  // A colleague of theirs, so that the first app's directory is known to be that of their organisation.
  await visit(world, undefined, { person: 5 })
  const visitor = await visit(world, undefined, { start: '/auth/authorize?instance=second' })
  await world.larkspur.directoryOf('second').sync()
  expect(await get(visitor, 'users?limit=1')).toMatchObject({ next: expect.any(String) })
  expect(await get(visitor, 'users?instance=second&limit=1')).toMatchObject({ next: expect.any(String) })
  expect(await refusal(visitor, 'users?instance=default')).toEqual([403, 'role_required'])
  await world.larkspur.accounts.grant(visitor.account, 'directory_reader')
  expect(await get(visitor, 'users?instance=default&limit=1')).toMatchObject({ next: expect.any(String) })
})

/** The platform, for an app that it opens to other organisations, too: this person of it is a guest. */
const withGuest =
  (openId: string): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, init)
    if (!String(input).endsWith('/user_info')) return response
    const guest = { open_id: 'ou_guest', union_id: 'on_guest', tenant_key: 'another-tenant' }
    const answer = (await response.json()) as { data?: { open_id?: string } }
    const data = answer.data?.open_id === openId ? { ...answer.data, ...guest } : answer.data
    return Response.json({ ...answer, data })
  }

test('everyone is everyone of the organisation in the directory, whoever signs in first', async () => {
  await using world = await company({
    larkspur: (feishu) => ({
      directory: { readers: 'everyone' },
      fetch: withGuest(feishu.people.get(7)?.open_id ?? ''),
    }),
  })
  const stranger = await visit(world, undefined, { person: 7 })
  expect(await refusal(stranger, 'users')).toEqual([403, 'role_required'])
  const colleague = await visit(world)
  expect(await get(colleague, 'users?limit=1')).toMatchObject({ next: expect.any(String) })
  expect(await refusal(stranger, 'users')).toEqual([403, 'role_required'])
  await world.larkspur.accounts.grant(stranger.account, 'directory_reader')
  await get(stranger, 'users')
})

test.each(['role', 'everyone'] as const)(
  'with readers: %s, whoever may not read does not learn which apps there are',
  async (readers) => {
    await using world = await company({
      larkspur: (feishu) => {
        const { appId, appSecret } = feishu.apps.create({})
        const second = { appId, appSecret, host: feishu.env.FEISHU_HOST }
        return { directory: { readers }, instances: { second } }
      },
    })
    const visitor = await visit(world)
    for (const name of ['second', 'none', '__proto__']) {
      expect(await refusal(visitor, `users?instance=${name}`), name).toEqual([403, 'role_required'])
    }
    await world.larkspur.accounts.grant(visitor.account, 'directory_reader')
    expect(await refusal(visitor, 'users?instance=none')).toEqual([400, 'request_invalid'])
  },
)

test('an account reads so often per minute by all six routes, and each account for itself', async () => {
  await using world = await company({ larkspur: { directory: { readsPerMinute: 8 } } })
  const { open_id } = world.feishu.people.get(5) ?? { open_id: '' }
  const department = world.feishu.organisation.departments.list({ limit: 1 }).items[0]
  const paths = routes(open_id, department?.open_department_id ?? '')
  const reader = await visit(world, 'directory_reader')
  const other = await visit(world, 'directory_reader', { person: 4 })
  for (const path of paths) await get(reader, path)
  await get(reader, 'users')
  // A refusal counts, too: whoever has no role asks the database all the same.
  await world.larkspur.accounts.revoke(reader.account, 'directory_reader')
  expect(await refusal(reader, 'users')).toEqual([403, 'role_required'])
  for (const path of paths) {
    expect(await refusal(reader, path), path).toEqual([429, 'too_many_requests'])
  }
  const again = await reader.script('/auth/directory/users')
  expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(0)
  await get(other, 'users')
})

test('who is looked at is in no log line: it has the pattern of the route', async () => {
  const paths: unknown[] = []
  const lines: string[] = []
  const write = (fields: object, message: string) => {
    lines.push(JSON.stringify({ ...fields, message }))
    if (message === 'request' && 'path' in fields) paths.push(fields.path)
  }
  const logger = { debug: write, info: write, warn: write, error: write }
  await using world = await company({ larkspur: { logger } })
  const reader = await visit(world, 'directory_reader')
  const id = world.feishu.people.get(5)?.open_id ?? ''
  const department = world.feishu.organisation.departments.list({ limit: 1 }).items[0]?.open_department_id
  paths.length = 0
  for (const path of [`users/${id}`, `departments/${department}`, `departments/${department}/path`]) {
    await get(reader, path)
  }
  await refusal(createVisitor(world.url), `users/${id}`)
  await refusal(reader, `users/${id}?limit=%zz`)
  await fetch(`${world.url}/auth/directory/users/${id}`, { method: 'PUT' })
  const [one, its, way] = ['users/:id', 'departments/:id', 'departments/:id/path'].map(
    (path) => `/auth/directory/${path}`,
  )
  expect(paths).toEqual([one, its, way, one, one, one])
  expect(lines.join('\n')).not.toContain(id)
  expect(lines.join('\n')).not.toContain(department)
})

test('what is searched for is in no log line', async () => {
  const lines: string[] = []
  const write = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }))
  const logger = { debug: write, info: write, warn: write, error: write }
  await using world = await company({ larkspur: { logger } })
  const reader = await visit(world, 'directory_reader')
  await get(reader, 'search?q=MARKER-name')
  await refusal(reader, 'users?search=MARKER-name%00&limit=x')
  expect(lines.join('\n')).toContain('/auth/directory/search')
  expect(lines.join('\n')).not.toContain('MARKER')
})
