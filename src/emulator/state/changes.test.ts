import { expect, test } from 'vitest'
import type { AppSettings } from '../types.ts'
import { createApps } from './apps.ts'
import { createIdentifiers } from './identifiers.ts'
import { createOrganisation, type Organisation } from './organisation.ts'
import { type OrganisationChange, rootDepartment } from './organisation-model.ts'

function watch(size = 200): { organisation: Organisation; changes: OrganisationChange[] } {
  const organisation = createOrganisation({
    seed: 7,
    size,
    identifiers: createIdentifiers(7),
    origin: () => 'http://emulator',
  })
  const changes: OrganisationChange[] = []
  organisation.onChange((change) => changes.push(change))
  return { organisation, changes }
}

const numbersOf = (organisation: Organisation, index: number) =>
  organisation.placesOf(index).map(({ department }) => department)

test('a change is told once, after it, with what differs as it was', () => {
  const { organisation, changes } = watch()
  const person = organisation.person(3, 'app')
  let seen: string | undefined
  organisation.onChange(() => {
    seen = organisation.person(3, 'app')?.name
  })
  organisation.update(3, { name: 'Somebody', email: person?.email ?? '', status: { is_frozen: true } })
  expect(changes).toEqual([
    { kind: 'person.updated', index: 3, before: { name: person?.name, status: person?.status } },
  ])
  expect(seen).toBe('Somebody')
})

test.each([
  ['the same name', (o: Organisation) => o.update(3, { name: o.person(3, 'app')?.name ?? '' })],
  ['the same departments', (o: Organisation) => o.update(3, { departments: numbersOf(o, 3) })],
  ['the same leader', (o: Organisation) => o.update(3, { leader: o.leaderOf(3) ?? null })],
  ['nothing', (o: Organisation) => o.update(3, {})],
  ['who has resigned is renamed', (o: Organisation) => o.update(29, { name: 'Gone' })],
  ['who has resigned is removed', (o: Organisation) => o.remove(29)],
  ['a department as it is', (o: Organisation) => o.departments.update(2, { ...o.departments.get(2) })],
  ['a reset', (o: Organisation) => o.reset()],
])('%s: nothing is told', (_, work) => {
  const { organisation, changes } = watch()
  work(organisation)
  expect(changes).toEqual([])
})

test('who comes and who goes', () => {
  const { organisation, changes } = watch()
  const index = organisation.add({ name: 'New', departments: [2, 4] })
  expect(numbersOf(organisation, index)).toEqual([2, 4])
  organisation.update(index, { departments: [] })
  organisation.update(index, { status: { is_resigned: true } })
  organisation.update(index, { status: { is_resigned: false } })
  organisation.remove(index)
  expect(changes).toMatchObject([
    { kind: 'person.created', index },
    {
      kind: 'person.updated',
      before: {
        places: [
          { department: 2, isPrimary: true },
          { department: 4, isPrimary: false },
        ],
      },
    },
    { kind: 'person.deleted', before: { departments: [rootDepartment], status: { is_resigned: false } } },
    { kind: 'person.created', index },
    { kind: 'person.deleted', before: { departments: [rootDepartment] } },
  ])
})

test('to another tenant is gone from this one', () => {
  const { organisation, changes } = watch()
  organisation.update(3, { tenant_key: 'another' })
  organisation.update(3, { tenant_key: organisation.tenantKey })
  expect(changes.map(({ kind }) => kind).filter((kind) => kind.startsWith('person'))).toEqual([
    'person.deleted',
    'person.created',
  ])
})

test('whoever leaves leads nothing any more, and the departments tell', () => {
  const { organisation, changes } = watch()
  expect(organisation.departments.get(2)?.leader).toBe(2)
  const other = organisation.departments.create({ name: 'Other', leader: 2, deputies: [5] })
  organisation.update(5, { status: { is_exited: true } })
  organisation.update(2, { status: { is_resigned: true } })
  expect(organisation.departments.get(2)?.leader).toBeUndefined()
  expect(organisation.departments.get(other)).toMatchObject({ leader: undefined, deputies: [] })
  expect(changes).toMatchObject([
    { kind: 'department.created', number: other },
    { kind: 'person.updated', index: 5 },
    { kind: 'department.updated', number: 5, before: { leader: 5 } },
    { kind: 'department.updated', number: other, before: { deputies: [5] } },
    { kind: 'person.deleted', index: 2 },
    { kind: 'department.updated', number: 2, before: { leader: 2 } },
    { kind: 'department.updated', number: other, before: { leader: 2 } },
  ])
})

test('a department is made, renamed, moved, removed', () => {
  const { organisation, changes } = watch()
  const { departments } = organisation
  const number = departments.create({ name: 'Lab', enName: 'Laboratory', customId: 'LAB', parent: 1 })
  expect(departments.find(departments.openId(number))).toBe(number)
  expect(departments.find('LAB')).toBe(number)
  departments.update(number, { name: 'Lab 2', customId: 'LAB2' })
  expect(departments.find('LAB')).toBeUndefined()
  departments.update(number, { parent: 3 })
  const before = departments.get(number)
  departments.remove(number)
  expect(departments.get(number)).toBeUndefined()
  expect(departments.find('LAB2')).toBeUndefined()
  expect(changes).toEqual([
    { kind: 'department.created', number },
    { kind: 'department.updated', number, before: { name: 'Lab', customId: 'LAB' } },
    { kind: 'department.updated', number, before: { parent: 1 } },
    { kind: 'department.deleted', number, before },
  ])
})

test.each<[string, (o: Organisation) => void, RegExp]>([
  ['a name of a sibling', (o) => o.departments.create({ name: '产品部' }), /beside it/],
  [
    'a name of a sibling in the other language',
    (o) => o.departments.create({ name: 'Product' }),
    /beside it/,
  ],
  ['no name', (o) => o.departments.create({ name: '' }), /name/],
  ['a slash', (o) => o.departments.create({ name: 'a/b' }), /"\/"/],
  ['an id that another has', (o) => o.departments.create({ name: 'x', customId: 'D0003' }), /has the id/],
  ['an id that reads as an open one', (o) => o.departments.create({ name: 'x', customId: 'od-1' }), /od-/],
  ['the id of the root', (o) => o.departments.create({ name: 'x', customId: '0' }), /not 0/],
  ['no parent', (o) => o.departments.create({ name: 'x', parent: 999 }), /to stand in/],
  ['a leader who has left', (o) => o.departments.create({ name: 'x', leader: 29 }), /lead/],
  ['a leader whom nobody knows', (o) => o.departments.update(1, { leader: 999 }), /lead/],
  ['below itself', (o) => o.departments.update(0, { parent: 8 }), /below itself/],
  ['itself', (o) => o.departments.update(0, { parent: 0 }), /below itself/],
  ['the root', (o) => o.departments.update(rootDepartment, { name: 'x' }), /can change/],
  ['with members', (o) => o.departments.remove(9), /members/],
  ['with departments below', (o) => o.departments.remove(0), /below it/],
  ['an unknown one', (o) => o.departments.remove(999), /can change/],
  ['a negative order', (o) => o.departments.update(1, { order: -1 }), /order/],
  ['a person to nowhere', (o) => o.update(3, { departments: [999] }), /department 999/],
  ['one’s own leader', (o) => o.update(3, { leader: 3 }), /leader/],
  ['a taken user_id', (o) => o.update(3, { user_id: o.person(4, 'a')?.user_id ?? '' }), /Somebody else/],
])('%s is refused, and nothing has changed', (_, work, why) => {
  const { organisation, changes } = watch()
  const before = organisation.departments.count
  expect(() => work(organisation)).toThrow(why)
  expect(changes).toEqual([])
  expect(organisation.departments.count).toBe(before)
})

test('at most 1,000 departments stand in one', () => {
  const { organisation } = watch(50)
  const { departments } = organisation
  for (let at = departments.childrenOf(1).length; at < 1_000; at++)
    departments.create({ name: `Team ${at}`, parent: 1 })
  expect(() => departments.create({ name: 'One more', parent: 1 })).toThrow(/1000/)
  const elsewhere = departments.create({ name: 'One more', parent: 2 })
  expect(() => departments.update(elsewhere, { parent: 1 })).toThrow(/1000/)
})

test('a removed department leaves no trace with people who had left it', () => {
  const { organisation } = watch()
  const { departments } = organisation
  const number = departments.create({ name: 'Lab' })
  const index = organisation.add({ departments: [number] })
  organisation.update(index, { status: { is_resigned: true } })
  departments.remove(number)
  expect(numbersOf(organisation, index)).toEqual([rootDepartment])
  expect(organisation.person(index, 'app')?.department_ids).toEqual(['0'])
  organisation.update(index, { status: { is_resigned: false } })
  expect(Array.from(departments.membersOf(rootDepartment))).toContain(index)
})

test('a leader is known by id until removed; an edit comes first', () => {
  const { organisation } = watch()
  const leader = organisation.leaderOf(60) ?? -1
  organisation.update(leader, { status: { is_resigned: true } })
  expect(organisation.leaderOf(60)).toBe(leader)
  organisation.remove(leader)
  expect(organisation.leaderOf(60)).toBeUndefined()
  organisation.update(60, { leader: 7 })
  expect(organisation.leaderOf(60)).toBe(7)
  organisation.update(60, { leader: null })
  expect(organisation.leaderOf(60)).toBeUndefined()
})

const appOf = (given: Partial<AppSettings>) =>
  createApps(7, { size: 1_000, knewDepartment: () => true }, given).first

test.each<[string, Partial<AppSettings>]>([
  ['available to all', {}],
  ['all', { contactRange: 'all', availability: [1] }],
])('the range "%s" is everything', (_, settings) => {
  const { organisation } = watch()
  const range = organisation.rangeOf(appOf(settings))
  expect(range.everything).toBe(true)
  expect(range.seesDepartment(rootDepartment)).toBe(true)
  expect(range.departments).toEqual(organisation.departments.childrenOf(rootDepartment))
  expect(Array.from(range.people)).toEqual(Array.from(organisation.departments.membersOf(rootDepartment)))
  expect([3, 29, 200].map(range.seesPerson)).toEqual([true, true, false])
  organisation.update(3, { tenant_key: 'another' })
  expect(organisation.rangeOf(appOf(settings)).seesPerson(3)).toBe(false)
})

test('the people who may use the app are its range', () => {
  const { organisation } = watch()
  const range = organisation.rangeOf(appOf({ availability: [3, 4, 3] }))
  expect([range.everything, range.departments, range.people]).toEqual([false, [], [3, 4]])
  expect([3, 4, 5].map(range.seesPerson)).toEqual([true, true, false])
  expect(range.seesDepartment(rootDepartment)).toBe(false)
  expect(range.seesDepartment(0)).toBe(false)
})

test('a range of departments has all below and whoever stands there, and follows changes', () => {
  const { organisation } = watch()
  const { departments } = organisation
  const app = appOf({ contactRange: { departments: [departments.openId(0)], people: [12] } })
  const below = [0, ...departments.below(0)]
  const range = organisation.rangeOf(app)
  expect(organisation.rangeOf(app)).toBe(range)
  expect([range.everything, range.departments, range.people]).toEqual([false, [0], [12]])
  for (const number of departments.below(rootDepartment))
    expect(range.seesDepartment(number)).toBe(below.includes(number))
  expect(range.seesDepartment(rootDepartment)).toBe(false)
  for (let index = 0; index < 200; index++) {
    const stands = numbersOf(organisation, index).some((number) => below.includes(number))
    expect(range.seesPerson(index)).toBe(index === 12 || stands)
  }
  const outside = [...departments.below(rootDepartment)].find((number) => !below.includes(number)) ?? 0
  const index = organisation.add({ departments: [outside] })
  expect(organisation.rangeOf(app).seesPerson(index)).toBe(false)
  departments.update(outside, { parent: 0, name: 'Moved', enName: '' })
  expect(organisation.rangeOf(app).seesPerson(index)).toBe(true)
  organisation.reset()
  expect(organisation.rangeOf(app).seesDepartment(outside)).toBe(false)
})

test.each([
  [{ departments: ['0'], people: [] }, /open_department_id/],
  [{ departments: [], people: [-1] }, /index/],
])('the range %j is refused', (contactRange, why) => {
  expect(() => appOf({ contactRange })).toThrow(why)
})

test('whoever has an address or a number is found without a walk', () => {
  const { organisation } = watch(1_000_000)
  const person = organisation.person(654_321, 'app')
  organisation.update(5, { email: 'New@example.org', mobile: '+4915100000' })
  const made = organisation.derived
  for (const value of [person?.email ?? '', person?.mobile ?? '', (person?.mobile ?? '').slice(3)])
    expect(value === '' || organisation.maybeReachedAt(value).includes(654_321)).toBe(true)
  expect(organisation.maybeReachedAt('new@EXAMPLE.org')).toEqual([5])
  expect(organisation.maybeReachedAt('+4915100000')).toEqual([5])
  expect(organisation.maybeReachedAt('nobody@example.org')).toEqual([])
  expect(organisation.derived).toBe(made)
})

test.each([
  ...['部门', '-x', '_a', '.a', '@a', 'a?b#c', '%41', 'a b', 'a/b', 'a'.repeat(65), ''].map(
    (id) => [id, false] as const,
  ),
  ...['a', '0a', 'A-b_c@d.e', 'a'.repeat(64)].map((id) => [id, true] as const),
])('an id of a department has the documented letters: %s is one: %s', (customId, fits) => {
  const { departments } = watch().organisation
  const create = () => departments.create({ name: 'x', customId })
  if (fits) expect(departments.get(create())?.customId).toBe(customId)
  else expect(create).toThrow('letters')
})

test('a user_id has up to 64 characters, a name up to 255 and at least one', () => {
  const organisation = watch().organisation
  const refused = [
    { user_id: 'x'.repeat(65) },
    { name: 'n'.repeat(256) },
    { en_name: 'n'.repeat(256) },
    { name: '' },
  ]
  for (const patch of refused) {
    expect(() => organisation.update(3, patch)).toThrow(/characters/)
    expect(() => organisation.add(patch)).toThrow(/characters/)
  }
  const longest = { user_id: 'x'.repeat(64), name: 'n'.repeat(255), en_name: '' }
  organisation.update(3, longest)
  expect(organisation.person(3, 'cli_a')).toMatchObject(longest)
})

test('a long list of departments is sorted once, and follows a change', () => {
  const { departments } = createOrganisation({
    ...{ seed: 7, size: 200, departments: 500, flat: true },
    identifiers: createIdentifiers(7),
    origin: () => 'http://emulator',
  })
  const before = departments.childrenOf(rootDepartment)
  expect(departments.childrenOf(rootDepartment)).toBe(before)
  const [first = 0] = before
  departments.update(first, { order: 5_000 })
  expect(departments.childrenOf(rootDepartment)).toEqual([...before.slice(1), first])
})
