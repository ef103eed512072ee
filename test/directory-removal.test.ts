// Synchronises after people and departments have gone, and asks before many are removed.
import { expect, test } from 'vitest'
import type { Lease } from '../src/directory/ports.ts'
import type { RunReport, SyncTarget } from '../src/directory/report.ts'
import { allOf, type DirectoryUnderTest } from './support/directory-under-test.ts'
import { refusal, type ScriptedCompany, startScriptedContact } from './support/scripted-contact.ts'

const active = {
  is_activated: true,
  is_frozen: false,
  is_resigned: false,
  is_exited: false,
  is_unjoin: false,
}

/** `count` active people in department `a`, three in `b` below it. */
const company = (count = 100): ScriptedCompany => ({
  departments: { a: { parent: '0' }, b: { parent: 'a' } },
  people: Object.fromEntries([
    ...Array.from({ length: count }, (_, at) => [`p${at}`, { departments: ['a'], status: { ...active } }]),
    ...['x', 'y', 'z'].map((id) => [id, { departments: ['b'], status: { ...active } }]),
  ]),
})

async function startKnown(given = company(), limits = {}) {
  const world = await startScriptedContact(given, limits)
  await world.sync.sync()
  world.forget()
  return world
}

const removedIn = async (world: DirectoryUnderTest) =>
  Object.fromEntries(
    [...(await world.people(true)), ...(await world.departments(true))]
      .filter(({ removedAt }) => removedAt !== null)
      .map(({ id, removedReason }) => [id, removedReason]),
  )

const range = (departments: string[], people: string[] = [], groups: string[] = []) => ({
  departments,
  people,
  groups,
})

test('who has gone is removed softly with the reason, and comes back as the same', async () => {
  await using world = await startKnown()
  const p0 = world.company.people.p0
  delete world.company.people.p0
  Object.assign(world.company.people.p1 ?? {}, { departments: [], status: { ...active, is_resigned: true } })
  Object.assign(world.company.people.p2 ?? {}, { departments: [], status: { ...active, is_exited: true } })
  const report = await world.sync.sync()
  expect(report.people).toMatchObject({ removed: 3, created: 0, updated: 0 })
  expect(await removedIn(world)).toEqual({ p0: 'left', p1: 'left', p2: 'left' })
  expect(world.left.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
    { id: 'p0', state: 'gone' },
    { id: 'p1', state: 'resigned' },
    { id: 'p2', state: 'exited' },
  ])
  const changes = await allOf((cursor) => world.store.changes(world.key, report.id, { limit: 50, ...cursor }))
  expect(changes.map(({ id, change, reason }) => [id, change, reason]).sort()).toEqual([
    ['p0', 'removed', 'left'],
    ['p1', 'removed', 'left'],
    ['p2', 'removed', 'left'],
  ])
  world.company.people.p0 = p0 ?? { departments: [] }
  expect((await world.sync.sync()).people).toMatchObject({ restored: 1, created: 0 })
  expect(await removedIn(world)).toEqual({ p1: 'left', p2: 'left' })
})

test('D74 a contact range that shrinks waits for a confirmation, and nothing is removed before', async () => {
  await using world = await startKnown()
  world.company.range = range(['b'])
  const report = await world.sync.sync()
  expect(report).toMatchObject({
    state: 'waiting',
    removals: { people: 100, departments: 1, ofPeople: 103, ofDepartments: 2, confirmed: false },
    people: { removed: 0 },
  })
  expect(await removedIn(world)).toEqual({})
  expect(world.left).toEqual([])
  const listed = await allOf((cursor) =>
    world.store.missing(world.key, report.id, 'person', { limit: 30, ...cursor }),
  )
  expect(listed).toHaveLength(100)
  expect(listed[0]).toEqual({ id: 'p0', name: 'p0' })

  const confirmed = await world.sync.confirm(report.id)
  expect(confirmed).toMatchObject({
    id: report.id,
    state: 'completed',
    people: { removed: 100 },
    removals: null,
  })
  const removed = await removedIn(world)
  expect(new Set(Object.values(removed))).toEqual(new Set(['out_of_range']))
  expect(Object.keys(removed)).toHaveLength(101)
  expect(world.left).toHaveLength(100)
  expect(world.left.every(({ state }) => state === 'out_of_range')).toBe(true)
  expect((await world.departments()).map(({ id, treeParentId }) => [id, treeParentId])).toEqual([['b', '0']])
})

test('D74 who is there again when the removal is confirmed stays', async () => {
  await using world = await startKnown()
  world.company.range = range(['b'])
  const { id } = await world.sync.sync()
  world.company.range = range(['b'], ['p7', 'p8'])
  const report = await world.sync.confirm(id)
  expect(report.people.removed).toBe(98)
  expect((await world.people()).map((person) => person.id).sort()).toEqual(['p7', 'p8', 'x', 'y', 'z'])
})

test('D74 a waiting run is looked at again by the next one, and cannot be confirmed any more', async () => {
  await using world = await startKnown()
  world.company.range = range(['b'])
  const { id } = await world.sync.sync()
  delete world.company.range
  const report = await world.sync.sync()
  expect(report).toMatchObject({ state: 'completed', people: { removed: 0 } })
  expect(report.id).not.toBe(id)
  await expect(world.sync.confirm(id)).rejects.toMatchObject({ code: 'request_invalid' })
  await expect(world.sync.confirm('none')).rejects.toMatchObject({ code: 'run_not_found' })
  expect(await removedIn(world)).toEqual({})
})

test('D74 a confirmation that is interrupted goes on without asking again', async () => {
  await using world = await startKnown(company(300))
  world.company.range = range(['b'])
  const { id } = await world.sync.sync()
  const stop = new AbortController()
  world.override = ({ path, number }) => {
    if (path === 'users/batch' && number === 3) stop.abort()
    return undefined
  }
  await expect(world.sync.confirm(id, { signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' })
  expect(await world.sync.sync()).toMatchObject({ id, state: 'completed', people: { removed: 300 } })
})

test('D74 a question that could not be asked is no confirmation', async () => {
  await using world = await startKnown()
  world.company.range = range(['b'])
  const saveRun = (lease: Lease, run: RunReport) =>
    run.state === 'waiting' ? Promise.reject(new Error('busy')) : world.store.saveRun(lease, run)
  const unsaved = world.another({ store: { ...world.store, saveRun } })
  await expect(unsaved.sync()).rejects.toMatchObject({ code: 'internal_error' })
  const [failed] = (await world.store.runs(world.key, { limit: 1 })).items
  expect(failed).toMatchObject({ state: 'failed', removals: null })
  expect(await world.sync.sync()).toMatchObject({ state: 'waiting', people: { removed: 0 } })
  expect(await removedIn(world)).toEqual({})
})

test('D74 whoever looks on and fails confirms nothing', async () => {
  await using world = await startKnown()
  world.company.range = range(['b'])
  const onProgress = ({ state }: RunReport) => {
    if (state === 'waiting') throw new Error('EPIPE')
  }
  await expect(world.sync.sync({ onProgress })).rejects.toMatchObject({ code: 'internal_error' })
  expect((await world.store.runs(world.key, { limit: 1 })).items).toMatchObject([{ state: 'waiting' }])
  expect(await world.sync.sync()).toMatchObject({ state: 'waiting', people: { removed: 0 } })
  expect(await removedIn(world)).toEqual({})
})

test('D74 a failed run with something to remove in its report was agreed to only if it says so', async () => {
  await using world = await startKnown()
  world.company.range = range(['b'])
  const { removals, ...run } = await world.sync.sync()
  for (const confirmed of [false, true]) {
    const lease = { key: world.key, purpose: 'sync' as const, owner: 'me' }
    await world.store.acquireLease(lease, world.time.clock(), world.time.clock() + 1)
    await world.store.saveRun(lease, {
      ...run,
      state: 'failed',
      removals: removals && { ...removals, confirmed },
    })
    await world.store.releaseLease(lease)
    expect(await world.sync.sync()).toMatchObject({ id: run.id, state: confirmed ? 'completed' : 'waiting' })
  }
})

test('D74 a confirmation that fails still holds', async () => {
  await using world = await startKnown()
  world.company.range = range(['b'])
  const { id } = await world.sync.sync()
  const finishRun = () => Promise.reject(new Error('busy'))
  const failing = world.another({ store: { ...world.store, finishRun } })
  await expect(failing.confirm(id)).rejects.toMatchObject({ code: 'internal_error' })
  expect(await world.store.run(world.key, id)).toMatchObject({
    state: 'failed',
    removals: { people: 100, confirmed: true },
  })
  expect(await world.sync.sync()).toMatchObject({ id, state: 'completed', removals: null })
})

test('D74 everything gone at once is asked about too', async () => {
  await using world = await startKnown(company(30))
  world.company.range = range([])
  expect(await world.sync.sync()).toMatchObject({
    state: 'waiting',
    removals: { people: 33, departments: 2 },
  })
})

test('few that are missing are asked for one by one: out of range is not left', async () => {
  await using world = await startKnown()
  delete world.company.people.x
  world.company.range = range(['a'], [])
  Object.assign(world.company.people.y ?? {}, { departments: ['elsewhere'] })
  expect((await world.sync.sync()).people.removed).toBe(2)
  expect(await removedIn(world)).toEqual({ x: 'left', y: 'out_of_range' })
})

test('of more than 200 nobody is asked one by one', async () => {
  await using world = await startKnown(company(201), { removalGuard: 1 })
  world.company.range = range(['b'])
  await world.sync.sync()
  expect(world.asked.filter(({ path }) => /^users\/p/.test(path))).toEqual([])
  expect(world.asked.filter(({ path }) => path === 'users/batch')).toHaveLength(5)
  expect(Object.keys(await removedIn(world))).toHaveLength(202)
})

test('a department that was missed in its list is read by its id, with everybody in it', async () => {
  await using world = await startKnown(company(), { removalGuard: 1 })
  world.company.people.new = { departments: ['b'] }
  world.override = ({ path }) =>
    path === 'departments/0/children'
      ? { body: { code: 0, data: { items: [{ open_department_id: 'a', name: 'a' }], has_more: false } } }
      : undefined
  const report = await world.sync.sync()
  expect(report).toMatchObject({
    state: 'completed',
    people: { removed: 0, created: 1 },
    departments: { removed: 0 },
  })
})

test('a department that is deleted is removed, and what was below it stands under the root', async () => {
  await using world = await startKnown()
  delete world.company.departments.a
  for (let at = 0; at < 100; at += 1) world.company.people[`p${at}`] = { departments: ['b'] }
  const report = await world.sync.sync()
  expect(report).toMatchObject({ state: 'completed', departments: { removed: 1 }, people: { removed: 0 } })
  expect(await removedIn(world)).toEqual({ a: 'left' })
  expect((await world.departments()).map(({ id, treeParentId }) => [id, treeParentId])).toEqual([['b', '0']])
})

test('a department whose members are refused half-way loses nobody', async () => {
  await using world = await startKnown()
  world.override = ({ path, query }) =>
    path === 'users/find_by_department' && query.get('department_id') === 'b' ? refusal(40015) : undefined
  expect(await world.sync.sync()).toMatchObject({ state: 'completed', people: { removed: 0 } })
})

test('who is frozen is told of once, before it is written, and again after an interruption', async () => {
  await using world = await startKnown()
  Object.assign(world.company.people.p5 ?? {}, { status: { ...active, is_frozen: true } })
  const failing = world.another({ onLeft: () => Promise.reject(new Error('not now')) })
  await expect(failing.sync()).rejects.toMatchObject({ code: 'internal_error' })
  expect((await world.store.person(world.key, 'p5'))?.state).toBe('active')
  await world.sync.sync()
  expect(world.left).toEqual([{ id: 'p5', state: 'frozen' }])
  expect((await world.store.person(world.key, 'p5'))?.state).toBe('frozen')
  await world.sync.sync()
  expect(world.left).toHaveLength(1)
})

test('an older page does not call somebody frozen whom an event has found active since', async () => {
  await using world = await startKnown()
  const person = world.company.people.p0
  Object.assign(person ?? {}, { status: { ...active, is_frozen: true } })
  const { clock } = world.time
  world.override = async ({ path, query }) => {
    if (path !== 'users/find_by_department' || query.get('department_id') !== 'a') return undefined
    const items = [{ open_id: 'p0', name: 'p0', department_ids: ['a'], ...structuredClone(person) }]
    world.advance(1_000)
    Object.assign(person ?? {}, { status: { ...active } })
    const people = [{ id: 'p0', state: 'active' as const, departmentIds: ['a'] }]
    await world.store.writeOne(world.key, { people }, clock(), clock())
    return { body: { code: 0, data: { items, has_more: false } } }
  }
  await world.sync.sync({ target: { kind: 'department', id: 'a' } })
  expect(world.left).toEqual([])
  expect((await world.store.person(world.key, 'p0'))?.state).toBe('active')
})

test.each([
  ['an hour', 3_600_000],
  ['a year', 365 * 86_400_000],
])('a clock that was once %s ahead hides nobody who is frozen', async (_, ahead) => {
  await using world = await startScriptedContact(company())
  world.advance(ahead)
  await world.sync.sync()
  world.advance(60_000 - ahead)
  Object.assign(world.company.people.p0 ?? {}, { status: { ...active, is_frozen: true } })
  await world.sync.sync({ full: true })
  expect(world.left).toEqual([{ id: 'p0', state: 'frozen' }])
  expect((await world.store.person(world.key, 'p0'))?.state).toBe('frozen')
})

test('an older page does not call somebody frozen whom a newer one of the run has found active', async () => {
  await using world = await startKnown()
  const person = world.company.people.p0
  Object.assign(person ?? {}, { departments: ['a', 'b'] })
  await world.sync.sync()
  const isAnswered = Promise.withResolvers<void>()
  const list = (items: object[]) => ({ body: { code: 0, data: { items, has_more: false } } })
  const p0 = { open_id: 'p0', name: 'p0', department_ids: ['a', 'b'] }
  world.override = async ({ path, query }) => {
    if (path !== 'users/find_by_department' || query.get('department_id') !== 'a') return undefined
    // Asked before the other list, and answered when that was written.
    await isAnswered.promise
    return list([{ ...p0, status: { ...active, is_frozen: true } }])
  }
  const { store } = world
  const writePage: typeof store.writePage = async (lease, runId, page) => {
    const isList = page.task.kind === 'people' && page.task.target === 'b'
    // What is asked for from now on is newer.
    const result = await store.writePage(lease, runId, isList ? { ...page, readAt: page.readAt + 5 } : page)
    if (isList) isAnswered.resolve()
    return result
  }
  const target = { kind: 'department', id: 'a' } as const
  await world.another({ store: { ...store, writePage } }).sync({ target })
  expect(world.left).toEqual([])
  expect((await store.person(world.key, 'p0'))?.state).toBe('active')
})

test('a dry run finds every difference, writes none of them and tells nobody', async () => {
  await using world = await startKnown()
  const before = await world.held()
  world.company.range = range(['b'], ['p1'])
  Object.assign(world.company.people.p1 ?? {}, { name: 'Renamed', status: { ...active, is_frozen: true } })
  world.company.people.new = { departments: ['b'] }
  const report = await world.sync.sync({ dryRun: true })
  expect(report).toMatchObject({
    state: 'completed',
    dryRun: true,
    people: { created: 1, updated: 1, removed: 99 },
    departments: { removed: 1 },
  })
  expect(await world.held()).toEqual(before)
  expect(world.left).toEqual([])
  const changes = await allOf((cursor) => world.store.changes(world.key, report.id, { limit: 50, ...cursor }))
  expect(changes).toHaveLength(102)
})

test('one person is read anew, or removed with the reason', async () => {
  await using world = await startKnown()
  const one = (id: string) => world.sync.sync({ target: { kind: 'person', id } })
  Object.assign(world.company.people.p1 ?? {}, { name: 'Renamed' })
  expect(await one('p1')).toMatchObject({ state: 'completed', people: { updated: 1 }, calls: 1 })
  delete world.company.people.p2
  expect(await one('p2')).toMatchObject({ people: { removed: 1 } })
  Object.assign(world.company.people.p3 ?? {}, { status: { ...active, is_resigned: true } })
  expect(await one('p3')).toMatchObject({ people: { removed: 1 } })
  world.company.range = range(['b'])
  expect(await one('p4')).toMatchObject({ people: { removed: 1 } })
  expect(await removedIn(world)).toEqual({ p2: 'left', p3: 'left', p4: 'out_of_range' })
  await expect(one('nobody')).rejects.toMatchObject({ code: 'person_not_found' })
  await expect(one('../users')).rejects.toMatchObject({ code: 'request_invalid' })
  expect(world.left.map(({ state }) => state)).toEqual(['gone', 'resigned', 'out_of_range'])
})

test('one department is read anew with what is below it; the rest stays as it is', async () => {
  await using world = await startKnown()
  Object.assign(world.company.people.x ?? {}, { name: 'Renamed' })
  Object.assign(world.company.people.p1 ?? {}, { name: 'Renamed' })
  delete world.company.people.y
  delete world.company.people.p2
  const target = { kind: 'department', id: 'b' } as const
  expect(await world.sync.sync({ target })).toMatchObject({
    state: 'completed',
    target,
    people: { read: 2, updated: 1, removed: 1 },
  })
  expect(await removedIn(world)).toEqual({ y: 'left' })
  const missing = { kind: 'department', id: 'nowhere' } as const
  await expect(world.sync.sync({ target: missing })).rejects.toMatchObject({ code: 'department_not_found' })
  const root = { kind: 'department', id: '0' } as const
  expect((await world.sync.sync({ target: root })).target).toEqual({ kind: 'all' })
})

test('a part of the range is checked for having gone, and by nothing else', async () => {
  await using world = await startKnown()
  world.company.range = range(['a'], [])
  world.company.departments.b = { parent: 'elsewhere' }
  const target = { kind: 'range' as const, departmentIds: ['b'], personIds: ['p1'] }
  const report = await world.sync.sync({ target })
  expect(report).toMatchObject({ state: 'completed', people: { removed: 3 }, departments: { removed: 1 } })
  expect(await removedIn(world)).toEqual({
    b: 'out_of_range',
    x: 'out_of_range',
    y: 'out_of_range',
    z: 'out_of_range',
  })
  expect(world.asked.some(({ path }) => path.endsWith('/children'))).toBe(false)
})

test('people who are in range by a group only are named as not read', async () => {
  await using world = await startScriptedContact({ ...company(3), range: range(['b'], ['p1'], ['g1', 'g2']) })
  const report = await world.sync.sync()
  expect(report.warnings).toContainEqual({ kind: 'groups_not_read', count: 2 })
  expect((await world.people()).map(({ id }) => id).sort()).toEqual(['p1', 'x', 'y', 'z'])
})

test('D80 without people’s states the lists say who has left: a mover stays, also one whose department is not seen', async () => {
  await using world = await startKnown(company(), { removalGuard: 1 })
  const { people, departments } = world.company
  for (const person of Object.values(people)) delete person.status
  // The platform tells of a leaver as of anybody, with the former department, in whose list they are not.
  const leavers = new Set(['p1', 'x'])
  // Somebody whom the lists miss at first, as it happens when people move while they are read.
  const missed = new Set(['p2'])
  departments.unseen = { parent: 'elsewhere' }
  Object.assign(people.p3 ?? {}, { departments: ['unseen'] })
  world.override = async ({ path, query, number }) => {
    if (path === 'users/find_by_department') {
      const id = query.get('department_id') ?? ''
      if (id === 'unseen') return refusal(40004, 403)
      const late = world.asked.some((one) => one.path === 'users/batch')
      const listed = Object.keys(people).filter(
        (one) => people[one]?.departments.includes(id) && !leavers.has(one) && (late || !missed.has(one)),
      )
      return {
        body: {
          code: 0,
          data: {
            items: listed.map((one) => ({ open_id: one, name: one, department_ids: [id] })),
            has_more: false,
          },
        },
      }
    }
    if (number > 0 && path === 'departments/unseen') return refusal(40004, 403)
    return undefined
  }
  const report = await world.sync.sync()
  expect(report).toMatchObject({ state: 'completed', people: { removed: 2 } })
  expect(await removedIn(world)).toEqual({ p1: 'left', x: 'left' })
  expect(world.left.map(({ id, state }) => [id, state]).sort()).toEqual([
    ['p1', 'gone'],
    ['x', 'gone'],
  ])
  const one = await world.sync.sync({ target: { kind: 'person', id: 'p1' } })
  expect(one.people).toMatchObject({ removed: 0, restored: 0 })
})

/** What the platform tells an app that may see neither people's states nor their departments. */
const untold = { status: undefined, department_ids: undefined }
const plain = (departments: string[]) => ({ departments, ...untold })

const startUntold = async (limits = {}) => {
  const people = Object.fromEntries(
    [...Array(10).keys()].map((at) => [`p${at}`, plain([at < 7 ? 'a' : 'b'])] as const),
  )
  return startKnown({ departments: { a: { parent: '0' }, b: { parent: '0' } }, people }, limits)
}

test('D80 who is not where they were before may have moved: a run of a part removes nobody for it', async () => {
  await using world = await startUntold()
  world.company.people.p0 = plain(['b'])
  const person = { kind: 'person', id: 'p0' } as const
  expect((await world.sync.sync({ target: person })).people).toMatchObject({ read: 1, removed: 0 })
  world.company.people.p1 = plain(['b'])
  const department = { kind: 'department', id: 'a' } as const
  expect((await world.sync.sync({ target: department })).people.removed).toBe(0)
  expect(world.left).toEqual([])
  expect((await world.sync.sync()).people).toMatchObject({ removed: 0 })
  const { departments } = (await world.store.person(world.key, 'p0')) ?? {}
  expect(departments).toMatchObject([{ departmentId: 'b' }])
})

test('D80 who is in no department that is known is there as long as the platform tells of them', async () => {
  const people = { p0: plain(['a']), p1: plain(['a']) }
  await using world = await startKnown({
    ...{ departments: { a: { parent: '0' } }, people, range: range([], ['p0', 'p1']) },
  })
  const targets: SyncTarget[] = [
    { kind: 'person', id: 'p0' },
    { kind: 'range', departmentIds: [], personIds: ['p1'] },
  ]
  for (const target of targets) {
    expect((await world.sync.sync({ target })).people.removed, target.kind).toBe(0)
  }
  world.override = ({ path }) =>
    path === 'scopes'
      ? { body: { code: 0, data: { department_ids: [], user_ids: ['p0'], group_ids: [], has_more: false } } }
      : undefined
  expect((await world.sync.sync()).people.removed).toBe(0)
  expect(world.left).toEqual([])
})

test('D80 whom no list of a whole run has is out of range, which blocks nobody', async () => {
  await using world = await startUntold({ concurrency: 1, removalGuard: 1 })
  const { people } = world.company
  const isListed = new Set(Object.keys(people))
  isListed.delete('p0')
  world.override = ({ path, query }) => {
    if (path !== 'users/find_by_department') return undefined
    const id = query.get('department_id') ?? ''
    // From the list that is not read yet to the one that was read.
    if (id === 'b') people.p9 = plain(['a'])
    const items = Object.keys(people)
      .filter((one) => people[one]?.departments.includes(id) && isListed.has(one))
      .map((one) => ({ open_id: one, name: one }))
    return { body: { code: 0, data: { items, has_more: false } } }
  }
  expect((await world.sync.sync()).people.removed).toBe(2)
  expect(await removedIn(world)).toEqual({ p0: 'out_of_range', p9: 'out_of_range' })
  expect(world.left.map(({ state }) => state)).toEqual(['out_of_range', 'out_of_range'])
  // The next one finds who has moved.
  expect((await world.sync.sync()).people).toMatchObject({ restored: 1, removed: 0 })
})

test('D80 who has left does not come back because the platform still tells of them', async () => {
  await using world = await startUntold()
  const { clock } = world.time
  await world.store.removeOne(world.key, 'person', 'p0', 'left', clock(), clock())
  world.advance(1_000)
  const target = { kind: 'person', id: 'p0' } as const
  expect((await world.sync.sync({ target })).people).toMatchObject({ restored: 0, removed: 0 })
  expect(await removedIn(world)).toEqual({ p0: 'left' })
})

test('D80 who moves while they are looked for has not left', async () => {
  const people: ScriptedCompany['people'] = Object.fromEntries(
    [...Array(10).keys()].map((at) => [`p${at}`, { departments: [at < 7 ? 'a' : 'b'] }]),
  )
  await using world = await startKnown({
    ...{ departments: { a: { parent: '0' }, b: { parent: '0' } }, people },
  })
  const isLate = () => world.asked.some(({ path }) => path === 'users/batch')
  world.override = ({ path, query }) => {
    if (path !== 'users/find_by_department' || query.get('department_id') !== 'a') return undefined
    if (isLate()) people.p0 = { departments: ['b'] }
    const items = Object.keys(people)
      .filter((one) => one !== 'p0' && people[one]?.departments.includes('a'))
      .map((one) => ({ open_id: one, name: one, department_ids: ['a'] }))
    return { body: { code: 0, data: { items, has_more: false } } }
  }
  expect((await world.sync.sync()).people.removed).toBe(0)
  expect(world.left).toEqual([])
})

test('D80 the list of a department that is gone says of nobody that they have left', async () => {
  await using world = await startKnown()
  for (const person of Object.values(world.company.people)) delete person.status
  world.override = ({ path, query }) =>
    path === 'users/find_by_department' && query.get('department_id') === 'b' ? refusal(40015) : undefined
  await world.sync.sync()
  expect(await removedIn(world)).toEqual({ x: 'out_of_range', y: 'out_of_range', z: 'out_of_range' })
})
