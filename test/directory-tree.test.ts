// Synchronises trees that the platform should not have, and people in many places of them.
import { expect, test } from 'vitest'
import { arrange } from '../src/directory/arrange.ts'
import type { DirectoryUnderTest } from './support/directory-under-test.ts'
import { startScriptedContact } from './support/scripted-contact.ts'

const treeOf = async (world: DirectoryUnderTest) =>
  Object.fromEntries((await world.departments()).map(({ id, treeParentId }) => [id, treeParentId]))

const placesOf = async (world: DirectoryUnderTest) =>
  Object.fromEntries(
    (await world.people()).map(({ id, departments }) => [
      id,
      departments.map(({ departmentId }) => departmentId),
    ]),
  )

test('D79 a cycle, an orphan and what hangs on them end at the root, and the report says so', async () => {
  await using world = await startScriptedContact({
    departments: {
      a: { parent: '0' },
      x: { parent: 'z' },
      y: { parent: 'x' },
      z: { parent: 'y' },
      'below-x': { parent: 'x' },
      orphan: { parent: 'od-unseen' },
      'below-orphan': { parent: 'orphan' },
      untold: {},
    },
    people: { p: { departments: ['below-x'] }, q: { departments: ['below-orphan'] } },
  })
  const report = await world.sync.sync()
  expect(await treeOf(world)).toEqual({
    a: '0',
    x: '0',
    y: '0',
    z: '0',
    'below-x': 'x',
    orphan: '0',
    'below-orphan': 'orphan',
    untold: '0',
  })
  expect(report.warnings).toEqual([
    { kind: 'cycle', departmentIds: ['x', 'y', 'z'] },
    { kind: 'orphan', departmentIds: ['orphan'], count: 1 },
  ])
  expect(await placesOf(world)).toEqual({ p: ['below-x'], q: ['below-orphan'] })
  expect((await world.store.ancestors(world.key, 'below-orphan')).map(({ id }) => id)).toEqual(['orphan'])
})

test('D79 departments that move while a run arranges the tree make no cycle', async () => {
  await using world = await startScriptedContact({
    departments: { a: { parent: '0' }, b: { parent: '0' } },
    people: {},
  })
  const { key, store } = world
  await world.sync.sync()
  const { departments } = world.company
  departments.a = { parent: 'b' }
  let isFirst = true
  const parents: typeof store.parents = async (of) => {
    const found = await store.parents(of)
    if (!isFirst) return found
    isFirst = false
    world.advance(1_000)
    const now = world.time.clock()
    // An event turns them round, and is applied by another process before this one writes.
    Object.assign(departments, { a: { parent: '0' }, b: { parent: 'a' } })
    const lease = { key, purpose: 'events' as const, owner: 'another' }
    await store.acquireLease(lease, now, now + 90_000)
    const turned = [
      { id: 'a', parentId: '0' },
      { id: 'b', parentId: 'a' },
    ]
    await store.writeOne(key, { departments: turned }, now, now)
    await arrange({ key, store, lease, clock: () => now, keep: async () => {} })
    await store.releaseLease(lease)
    return found
  }
  expect(await world.another({ store: { ...store, parents } }).sync()).toMatchObject({ state: 'completed' })
  expect(await treeOf(world)).toEqual({ a: '0', b: 'a' })
})

test('D79 a move, a rename, a swap of parent and child, and a cycle that is put right', async () => {
  await using world = await startScriptedContact({
    departments: {
      a: { parent: '0' },
      b: { parent: 'a' },
      c: { parent: 'b', name: 'Same' },
      d: { parent: 'a', name: 'Same' },
      x: { parent: 'y' },
      y: { parent: 'x' },
    },
    people: {},
  })
  await world.sync.sync()
  expect(await treeOf(world)).toMatchObject({ c: 'b', d: 'a', x: '0', y: '0' })
  world.company.departments = {
    a: { parent: 'b' },
    b: { parent: '0' },
    c: { parent: 'd', name: 'Same' },
    d: { parent: 'a', name: 'Renamed' },
    x: { parent: '0' },
    y: { parent: 'x' },
  }
  const report = await world.sync.sync()
  expect(report).toMatchObject({ state: 'completed', warnings: [], departments: { created: 0, removed: 0 } })
  expect(await treeOf(world)).toEqual({ a: 'b', b: '0', c: 'd', d: 'a', x: '0', y: 'x' })
  expect((await world.store.department(world.key, 'd'))?.name).toBe('Renamed')
})

test('D79 somebody in five departments is there once, with the primary one first', async () => {
  const five = ['d1', 'd2', 'd3', 'd4', 'd5']
  const departments = Object.fromEntries(five.map((id) => [id, { parent: '0' }]))
  const order = (department_id: string, at: number) => ({
    department_id,
    user_order: at,
    department_order: 10 - at,
    is_primary_dept: department_id === 'd3',
  })
  await using world = await startScriptedContact({
    departments,
    people: { p: { departments: five, orders: five.map(order) } },
  })
  const report = await world.sync.sync()
  expect(report.people).toMatchObject({ read: 1, created: 1, updated: 0 })
  const [person] = await world.people()
  expect(person?.departments).toEqual([
    { departmentId: 'd3', isPrimary: true, order: 2 },
    { departmentId: 'd1', isPrimary: false, order: 0 },
    { departmentId: 'd2', isPrimary: false, order: 1 },
    { departmentId: 'd4', isPrimary: false, order: 3 },
    { departmentId: 'd5', isPrimary: false, order: 4 },
  ])
  expect((await world.sync.sync()).people).toMatchObject({ created: 0, updated: 0 })
})

test('a department that the platform marks as deleted is none', async () => {
  await using world = await startScriptedContact({
    departments: { a: { parent: '0' }, gone: { parent: '0', status: { is_deleted: true } } },
    people: { p: { departments: ['a'] } },
  })
  await world.sync.sync()
  expect(await treeOf(world)).toEqual({ a: '0' })
})
