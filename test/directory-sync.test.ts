// Synchronises with the emulator: everything comes over, with no call too many.
import { expect, test } from 'vitest'
import { contactScopes } from './support/contact-scopes.ts'
import { type DirectoryWorld, startDirectoryWorld } from './support/directory-world.ts'

const wiresOf = ({ feishu }: DirectoryWorld) => {
  const { departments, people } = feishu.organisation.exportFor()
  return { departments: [...departments], people: [...people] }
}

/** The fewest calls for people: each department that is not known to be empty, and the root, by pages of 50. */
function leastForPeople(world: DirectoryWorld): number {
  const { departments, people } = wiresOf(world)
  const counts = new Map<string, number>()
  for (const person of people) {
    for (const id of Reflect.get(person, 'department_ids') as string[])
      counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  const asked = departments.filter((wire) => Reflect.get(wire, 'member_count') !== 0)
  const ids = ['0', ...asked.map((wire) => String(Reflect.get(wire, 'open_department_id')))]
  return ids.reduce((sum, id) => sum + Math.max(1, Math.ceil((counts.get(id) ?? 0) / 50)), 0)
}

const idOf = (world: DirectoryWorld, person: number) => world.feishu.people.get(person)?.open_id ?? ''

test('a company comes over as the emulator exports it, with the fewest calls', async () => {
  await using world = await startDirectoryWorld({ emulator: { organisation: { users: 600 } } })
  const report = await world.sync.sync()
  const expected = world.expected()
  expect(report).toMatchObject({ state: 'completed', missingPermissions: [], warnings: [], rateLimited: 0 })
  expect(report.people).toMatchObject({ read: expected.people.length, created: expected.people.length })
  expect(await world.held()).toEqual(expected)
  expect(expected.people.length).toBeGreaterThan(500)
  expect(world.calls()).toEqual({
    'departments.children': Math.ceil(expected.departments.length / 50),
    'users.find_by_department': leastForPeople(world),
  })
  expect(report.calls).toBe(Object.values(world.calls()).reduce((sum, count) => sum + count, 0))
  expect(world.feishu.requests().flatMap(({ unreadFields }) => unreadFields)).toEqual([])
})

test('a second run changes no row', async () => {
  await using world = await startDirectoryWorld()
  await world.sync.sync()
  const rows = [await world.people(true), await world.departments(true)]
  world.feishu.clock.advance('2h')
  const report = await world.sync.sync()
  for (const counts of [report.people, report.departments]) {
    expect(counts).toMatchObject({ created: 0, updated: 0, restored: 0, removed: 0 })
  }
  expect([await world.people(true), await world.departments(true)]).toEqual(rows)
})

test('changes of every kind come over, and nothing else is touched', async () => {
  await using world = await startDirectoryWorld()
  await world.sync.sync()
  const { organisation } = world.feishu
  const [one, two] = organisation.departments.list({ parent: '0' }).items
  const made = organisation.departments.create({ name: '新部门', parent: one?.open_department_id ?? '0' })
  organisation.departments.move(two?.open_department_id ?? '', made.open_department_id)
  organisation.rename(20, 'Renamed')
  organisation.move(21, [made.open_department_id, '0'])
  organisation.freeze(22)
  organisation.leave(23)
  world.feishu.people.remove(24)
  organisation.hire({ name: 'New' })
  const report = await world.sync.sync()
  expect(report).toMatchObject({
    state: 'completed',
    people: { created: 1, removed: 2 },
    departments: { created: 1 },
  })
  expect(await world.held()).toEqual(world.expected())
  expect(world.left).toContainEqual({ id: idOf(world, 22), state: 'frozen' })
  expect(world.left).toContainEqual({ id: idOf(world, 23), state: 'resigned' })
  expect((await world.store.person(world.key, idOf(world, 23)))?.removedReason).toBe('left')
})

test('an app that sees some departments and single people gets these, without asking for the root’s', async () => {
  await using world = await startDirectoryWorld()
  const { items } = world.feishu.organisation.departments.list({ parent: '0' })
  const departments = items.slice(0, 2).map(({ open_department_id }) => open_department_id)
  world.feishu.apps.update(world.feishu.app.appId, { contactRange: { departments, people: [0, 1, 2, 150] } })
  const report = await world.sync.sync()
  expect(report.state).toBe('completed')
  const expected = world.expected()
  expect(await world.held()).toEqual(expected)
  expect(expected.people.length).toBeGreaterThan(4)
  expect(expected.people.length).toBeLessThan(250)
  expect(world.calls()).toMatchObject({ 'scopes.list': 1, 'departments.batch': 1, 'users.batch': 1 })
  expect(world.calls()['departments.children']).toBe(1 + departments.length)
})

test('an app that sees single people only', async () => {
  await using world = await startDirectoryWorld()
  const people = Array.from({ length: 120 }, (_, at) => at)
  world.feishu.apps.update(world.feishu.app.appId, { contactRange: { departments: [], people } })
  await world.sync.sync()
  expect(await world.held()).toEqual(world.expected())
  const listed = world.expected().people.length
  expect(world.calls()).toEqual({
    'departments.children': 1,
    'scopes.list': Math.ceil(listed / 100),
    'users.batch': Math.ceil(listed / 50),
  })
})

test('D74 a contact range that shrinks waits; confirmed, the directory is what the app sees', async () => {
  await using world = await startDirectoryWorld()
  await world.sync.sync()
  world.feishu.apps.update(world.feishu.app.appId, { contactRange: { departments: [], people: [1, 2, 3] } })
  const before = await world.held()
  const report = await world.sync.sync()
  expect(report.state).toBe('waiting')
  expect(await world.held()).toEqual(before)
  await world.sync.confirm(report.id)
  expect(await world.held()).toEqual(world.expected())
  // And back: everybody is restored, as they were.
  world.feishu.apps.update(world.feishu.app.appId, { contactRange: 'all' })
  const again = await world.sync.sync()
  expect(again.people).toMatchObject({ created: 0 })
  expect(again.people.restored).toBe(report.removals?.people)
  expect(await world.held()).toEqual(world.expected())
})

test('D80 without its permissions a sync keeps what it knows and names them', async () => {
  await using world = await startDirectoryWorld()
  await world.sync.sync()
  const before = await world.held()
  const scopes = [
    'contact:contact.base:readonly',
    'contact:user.base:readonly',
    'contact:user.department:readonly',
  ]
  world.feishu.apps.update(world.feishu.app.appId, { scopes })
  const report = await world.sync.sync()
  expect(report).toMatchObject({ state: 'completed', people: { updated: 0, removed: 0 } })
  expect(await world.held()).toEqual(before)
  const names = report.missingPermissions.flatMap(({ permissions }) => permissions)
  expect(names).toEqual(
    expect.arrayContaining([
      'contact:user.email:readonly',
      'contact:user.phone:readonly',
      'contact:user.employee:readonly',
      'contact:department.base:readonly',
      'contact:department.organize:readonly',
    ]),
  )
  expect(names).not.toContain('contact:user.base:readonly')
  expect(names).not.toContain('contact:user.department:readonly')
})

test('an app without any permission for contacts is told so, and so is whoever looks at the runs', async () => {
  await using world = await startDirectoryWorld({ emulator: { app: { scopes: [] } } })
  await expect(world.sync.sync()).rejects.toMatchObject({ code: 'scope_not_allowed' })
  const { items } = await world.store.runs(world.key, { limit: 5 })
  expect(items).toMatchObject([{ state: 'failed', error: { code: 'scope_not_allowed', early: true } }])
})

test.each([
  [{ kind: 'person', id: 'ou_mistyped' }, 'person_not_found'],
  [{ kind: 'department', id: 'od-mistyped' }, 'department_not_found'],
] as const)('a mistyped id is no run: %j', async (target, code) => {
  await using world = await startDirectoryWorld({})
  await expect(world.sync.sync({ target })).rejects.toMatchObject({ code })
  expect((await world.store.runs(world.key, { limit: 1 })).items).toEqual([])
})

test.each(['sliding', 'fixed'] as const)(
  'D78 under the platform’s limits (%s windows) no call is refused, and no time is lost',
  async (rateWindow) => {
    // A twentieth of the limits: the per-minute window alone decides, several times over.
    await using world = await startDirectoryWorld({
      emulator: { organisation: { users: 2_500 }, rateLimits: true, switches: { rateWindow } },
    })
    const report = await world.sync.sync()
    expect(report).toMatchObject({ state: 'completed', rateLimited: 0 })
    expect(await world.held()).toEqual(world.expected())
    const calls = world.calls()['users.find_by_department'] ?? 0
    expect(calls).toBeGreaterThan(100)
    // Far from a thousand in a minute, fifty in a second decide.
    expect(world.time.passed()).toBeLessThanOrEqual(1.05 * (calls / 50) * 1000)
  },
)

test.each([
  [
    'a refusal',
    { kind: 'status', status: 429, headers: { 'x-ogw-ratelimit-reset': '20' }, body: '{"code":99991400}' },
  ],
  ['half an answer', { kind: 'truncate' }],
  ['HTML', { kind: 'html' }],
  ['a broken connection', { kind: 'drop' }],
  ['an error of the platform', { kind: 'status', status: 503, body: 'busy', contentType: 'text/plain' }],
] as const)('%s in the midst of a sync is got over', async (_, effect) => {
  await using world = await startDirectoryWorld()
  world.feishu.faults.add({
    operation: 'contact.v3.users.find_by_department',
    times: 2,
    effect: { ...effect },
  })
  world.feishu.faults.add({ operation: 'contact.v3.departments.children', effect: { ...effect } })
  expect(await world.sync.sync()).toMatchObject({ state: 'completed' })
  expect(await world.held()).toEqual(world.expected())
})

test('a token that the platform has ended is renewed in the midst of a sync', async () => {
  await using world = await startDirectoryWorld()
  world.feishu.faults.add({
    operation: 'contact.v3.users.find_by_department',
    times: 3,
    effect: { kind: 'error', code: 99991663 },
  })
  expect(await world.sync.sync()).toMatchObject({ state: 'completed' })
  expect(await world.held()).toEqual(world.expected())
})

test('the report tells of the progress: counts only grow, and what is left ends at nothing', async () => {
  await using world = await startDirectoryWorld()
  const seen: { read: number; calls: number; left: number }[] = []
  const report = await world.sync.sync({
    onProgress: ({ people, calls, pending }) => {
      seen.push({ read: people.read, calls, left: pending.calls })
    },
  })
  expect(seen.length).toBeGreaterThan(20)
  for (const [at, { read, calls }] of seen.entries()) {
    expect(read).toBeGreaterThanOrEqual(seen[at - 1]?.read ?? 0)
    expect(calls).toBeGreaterThanOrEqual(seen[at - 1]?.calls ?? 0)
  }
  expect(Math.max(...seen.map(({ left }) => left))).toBeGreaterThan(5)
  expect(report.pending).toEqual({ departments: 0, calls: 0 })
  const stored = await world.store.run(world.key, report.id)
  expect(stored).toEqual(report)
})

test('D80 who has left is removed though the app may not see people’s states', async () => {
  const scopes = contactScopes.filter((scope) => scope !== 'contact:user.employee:readonly')
  await using world = await startDirectoryWorld({ emulator: { app: { scopes } } })
  await world.sync.sync()
  world.feishu.organisation.leave(23)
  world.feishu.organisation.move(24, ['0'])
  expect(await world.sync.sync()).toMatchObject({ state: 'completed', people: { removed: 1 } })
  expect(await world.held()).toEqual(world.expected())
  expect(world.left).toEqual([{ id: idOf(world, 23), state: 'gone' }])
})
