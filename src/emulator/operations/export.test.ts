import { expect, test } from 'vitest'
import { startFrozen } from '../testkit.ts'
import type { Emulator } from '../types.ts'
import { inIdOrder } from './export.ts'

const ids = (objects: Iterable<object>, field: string): string[] =>
  [...objects].map((object) => `${Reflect.get(object, field)}`)
const people = (feishu: Emulator, appId?: string) =>
  ids(feishu.organisation.exportFor(appId).people, 'open_id')
const departments = (feishu: Emulator, appId?: string) =>
  ids(feishu.organisation.exportFor(appId).departments, 'open_department_id')

test('everybody who is there, each once, in the order of ids; nobody who has left or is of another tenant', async () => {
  await using feishu = await startFrozen()
  feishu.people.update(3, { tenant_key: 'another' })
  const found = people(feishu)
  expect(found).toEqual([...new Set(found)].sort())
  // Of the usual 200, 29 and 129 have resigned, 67 and 167 have exited.
  expect(found.length).toBe(200 - 4 - 1)
  for (const index of [3, 29, 167]) expect(found).not.toContain(feishu.people.get(index)?.open_id)
  expect(found).toContain(feishu.people.get(17)?.open_id)
})

test('what has changed is in the next reading of the same export', async () => {
  await using feishu = await startFrozen({ app: { scopes: ['contact:user.base:readonly'] } })
  const known = feishu.organisation.exportFor()
  const before = [...known.people].length
  const hired = feishu.organisation.hire({ name: '新人' })
  const found = [...known.people]
  expect(found.length).toBe(before + 1)
  expect(found.find(({ open_id }) => open_id === hired.open_id)).toHaveProperty('name', '新人')
})

test('only the range and the scopes of the app that is asked about, with its own ids', async () => {
  await using feishu = await startFrozen()
  const [one = ''] = departments(feishu)
  const range = { departments: [one], people: [5] }
  const { appId } = feishu.apps.create({ scopes: [], contactRange: range })
  expect(departments(feishu, appId)).toContain(one)
  expect(departments(feishu, appId).length).toBeLessThan(departments(feishu).length)
  expect(people(feishu, appId)).toContain(feishu.people.get(5, appId)?.open_id)
  expect(people(feishu, appId).length).toBeLessThan(people(feishu).length)
  for (const person of feishu.organisation.exportFor(appId).people)
    expect(Object.keys(person).sort()).toEqual(['is_frozen', 'mobile_visible', 'open_id', 'union_id'])
})

test('more people than are put in order at once stay in the order of ids', async () => {
  await using feishu = await startFrozen({ organisation: { users: 9_000 }, app: { scopes: [] } })
  const found = people(feishu)
  expect(found).toEqual(found.toSorted())
  expect(new Set(found).size).toBe(9_000 - 2 * 90)
})

test('ids that begin alike are ordered by their ends', () => {
  const idOf = (number: number) => `${number % 3}-${String(999 - number).padStart(3, '0')}`
  const order = { beginnings: (numbers: readonly number[]) => numbers.map((number) => number % 3), idOf }
  const numbers = Array.from({ length: 100 }, (_, number) => number)
  const found = [
    ...inIdOrder(
      () => numbers,
      order,
      (number) => ({ id: idOf(number) }),
    ),
  ]
  expect(found.map(({ id }) => id)).toEqual(numbers.map(idOf).sort())
})
