import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createIdentifiers } from './identifiers.ts'
import { createOrganisation, type Organisation, type OrganisationOptions } from './organisation.ts'
import { rootDepartment } from './organisation-model.ts'

type Given = Partial<Pick<OrganisationOptions, 'seed' | 'departments' | 'flat'>>

const make = (size: number, { seed = 7, ...rest }: Given = {}) =>
  createOrganisation({
    seed,
    size,
    ...rest,
    identifiers: createIdentifiers(seed),
    origin: () => 'http://emulator',
  })

const everyDepartment = ({ departments }: Organisation) => [
  rootDepartment,
  ...departments.below(rootDepartment),
]
const everybody = ({ size }: Organisation) => Array.from({ length: size }, (_, index) => index)

function digest(organisation: Organisation): string {
  const hash = createHash('sha256')
  const { departments } = organisation
  for (const number of everyDepartment(organisation))
    hash.update(
      JSON.stringify([
        departments.openId(number),
        departments.get(number),
        Array.from(departments.membersOf(number)),
        departments.memberCount(number),
      ]),
    )
  for (const index of everybody(organisation))
    hash.update(
      JSON.stringify([
        organisation.person(index, 'app'),
        organisation.placesOf(index),
        organisation.traits(index),
      ]),
    )
  return hash.digest('hex')
}

test('the same seed gives the same bytes, another seed others', () => {
  expect(digest(make(500))).toBe(digest(make(500)))
  expect(digest(make(500))).not.toBe(digest(make(500, { seed: 8 })))
})

test.each([
  [1, {}],
  [208, {}],
  [5_000, {}],
  [3_000, { departments: 2_500 }],
  [3_000, { departments: 300, flat: true }],
  [60, { departments: 400 }],
  [50, { departments: 0 }],
  [50, { departments: 3 }],
])(
  '%d people, %j: each stands in the lists of their own departments, and who has left in none',
  (size, given) => {
    const organisation = make(size, given)
    const { departments } = organisation
    const listed = new Map<number, number[]>()
    for (const number of everyDepartment(organisation))
      for (const index of Array.from(departments.membersOf(number)))
        listed.set(index, [...(listed.get(index) ?? []), number])
    for (const index of everybody(organisation)) {
      const status = organisation.person(index, 'app')?.status
      const standing = organisation.placesOf(index).map(({ department }) => department)
      const hasLeft = status?.is_resigned === true || status?.is_exited === true
      expect(new Set(standing).size).toBe(standing.length)
      expect([...(listed.get(index) ?? [])].sort()).toEqual(hasLeft ? [] : [...standing].sort())
      expect(organisation.isListed(index)).toBe(!hasLeft)
    }
    expect(departments.memberCount(rootDepartment)).toBe(listed.size)
    expect(everyDepartment(organisation)).toHaveLength(departments.count + 1)
  },
)

test('a million people: nobody is made, neither at the start nor for the lists of departments', () => {
  const organisation = make(1_000_000)
  expect(organisation.derived).toBe(0)
  const { departments } = organisation
  expect(departments.memberCount(rootDepartment)).toBe(980_000)
  expect(departments.membersOf(1_999).length).toBeGreaterThan(100)
  expect(organisation.derived).toBe(0)
})

test('a change makes a few people, however many there are', () => {
  const organisation = make(1_000_000)
  const { departments } = organisation
  departments.memberCount(3)
  for (let index = 0; index < 100; index++) organisation.update(index * 9_000, { departments: [index, 5] })
  organisation.remove(77)
  departments.update(4, { parent: 100 })
  expect(organisation.derived).toBeLessThan(100 * 8)
})

test('what makes a directory hard is there, also in a small organisation', () => {
  const organisation = make(208)
  const { departments } = organisation
  const numbers = [...departments.below(rootDepartment)]
  const views = numbers.flatMap((number) => departments.get(number) ?? [])
  const places = everybody(organisation).map((index) => organisation.placesOf(index))
  const types = everybody(organisation).map((index) => organisation.traits(index).employeeType)
  expect(departments.membersOf(rootDepartment).length).toBeGreaterThan(1)
  expect(departments.membersOf(rootDepartment).length).toBeLessThan(8)
  expect(numbers.filter((number) => departments.memberCount(number) === 0)).toHaveLength(1)
  expect(places.filter((standing) => standing.length > 1).length).toBeGreaterThan(10)
  expect(Math.max(...places.map((standing) => standing.length))).toBeGreaterThan(2)
  expect(Math.max(...places.map((standing) => standing.length))).toBeLessThanOrEqual(5)
  expect(views.filter(({ leader }) => leader !== undefined).length).toBeGreaterThan(numbers.length / 2)
  expect(views.some(({ deputies }) => deputies.length > 0)).toBe(true)
  for (const type of [1, 2, 3]) expect(types).toContain(type)
  expect(types.filter((type) => type === 1).length).toBeGreaterThan(100)
  const custom = everybody(organisation).flatMap((index) => organisation.traits(index).customValues)
  expect(new Set(custom.map(({ type }) => type)).size).toBe(4)
  for (const standing of places) {
    expect(standing.filter(({ isPrimary }) => isPrimary)).toEqual([standing[0]])
    const orders = standing.map(({ departmentOrder }) => departmentOrder)
    expect(Math.max(...orders)).toBe(orders[0])
  }
  for (const { leader, deputies } of views)
    for (const index of [leader, ...deputies])
      if (index !== undefined) expect(organisation.isListed(index)).toBe(true)
})

test.each([{}, { departments: 1_000, flat: true }])('%j: siblings have different names', (given) => {
  const { departments } = make(12_000, given)
  for (const parent of [rootDepartment, ...departments.below(rootDepartment)]) {
    const views = departments.childrenOf(parent).map((number) => departments.get(number))
    expect(new Set(views.map((view) => view?.name)).size).toBe(views.length)
    expect(new Set(views.map((view) => view?.enName)).size).toBe(views.length)
    expect(views.map((view) => view?.order ?? 0)).toEqual(
      views.map((view) => view?.order ?? 0).sort((a, b) => a - b),
    )
    for (const view of views) expect(view?.parent).toBe(parent)
  }
})

test('the members of a department are cut anywhere, in one order', () => {
  const { departments } = make(5_000)
  const list = departments.membersOf(2)
  expect(Array.from(list)).toEqual(Array.from(list).sort((a, b) => a - b))
  expect(list[7]).toBe(Array.from(list)[7])
})

test.each([
  [{ departments: -1 }],
  [{ departments: 1.5 }],
  [{ departments: 100_001 }],
  [{ departments: 1_001, flat: true }],
])('%j is no organisation', (given) => {
  expect(() => make(200, given)).toThrow(/departments/)
})

/** One random change. Numbers are taken modulo what there is. */
const change = fc.oneof(
  fc.record({ kind: fc.constant('move'), who: fc.nat(), to: fc.array(fc.nat(), { maxLength: 7 }) }),
  fc.record({ kind: fc.constantFrom('leave', 'back', 'exit', 'freeze', 'elsewhere', 'home'), who: fc.nat() }),
  fc.record({ kind: fc.constant('remove'), who: fc.nat() }),
  fc.record({ kind: fc.constant('hire'), to: fc.array(fc.nat(), { maxLength: 3 }) }),
  fc.record({ kind: fc.constant('create'), at: fc.nat() }),
  fc.record({ kind: fc.constant('hang'), which: fc.nat(), at: fc.nat() }),
  fc.record({ kind: fc.constant('drop'), which: fc.nat() }),
  fc.record({ kind: fc.constant('ask') }),
)
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never

interface Model {
  parents: Map<number, number>
  standing: Map<number, { departments: number[]; listed: boolean }>
}

function modelOf(organisation: Organisation): Model {
  const parents = new Map<number, number>()
  for (const number of organisation.departments.below(rootDepartment))
    parents.set(number, organisation.departments.get(number)?.parent ?? rootDepartment)
  const standing = new Map(
    everybody(organisation).map((index) => [
      index,
      {
        departments: organisation.placesOf(index).map(({ department }) => department),
        listed: organisation.isListed(index),
      },
    ]),
  )
  return { parents, standing }
}

const statuses: Record<string, object> = {
  leave: { status: { is_resigned: true } },
  back: { status: { is_resigned: false, is_exited: false } },
  exit: { status: { is_exited: true } },
  freeze: { status: { is_frozen: true } },
  elsewhere: { tenant_key: 'another' },
}

/** Does it to both. What the organisation refuses, the model does not do. */
function apply(
  organisation: Organisation,
  model: Model,
  given: Change,
  flags: Map<number, Set<string>>,
): void {
  const { departments } = organisation
  const numbers = [...model.parents.keys()]
  const pick = <T>(list: readonly T[], at: number) => list[at % list.length] as T
  const places = (to: readonly number[]) => [
    ...new Set(to.map((at) => pick([rootDepartment, ...numbers], at))),
  ]
  const refused = (work: () => void) => {
    try {
      work()
      return false
    } catch {
      return true
    }
  }
  if (given.kind === 'ask') return void departments.memberCount(rootDepartment)
  if ('who' in given) {
    const people = [...model.standing.keys()]
    if (people.length === 0) return
    const index = pick(people, given.who)
    const person = model.standing.get(index)
    if (person === undefined) return
    const away = flags.get(index) ?? new Set()
    flags.set(index, away)
    if (given.kind === 'remove') {
      organisation.remove(index)
      model.standing.delete(index)
    } else if ('to' in given) {
      const to = places(given.to)
      organisation.update(index, { departments: to })
      person.departments = to.length === 0 ? [rootDepartment] : to
    } else if (given.kind === 'home') {
      organisation.update(index, { tenant_key: organisation.tenantKey })
      away.delete('elsewhere')
    } else {
      organisation.update(index, statuses[given.kind] ?? {})
      if (given.kind === 'back') for (const flag of ['leave', 'exit']) away.delete(flag)
      else if (given.kind !== 'freeze') away.add(given.kind)
    }
    person.listed = away.size === 0
    return
  }
  if (given.kind === 'hire' && 'to' in given) {
    const to = places(given.to)
    const index = organisation.add({ departments: to })
    model.standing.set(index, { departments: to.length === 0 ? [rootDepartment] : to, listed: true })
  } else if (given.kind === 'create' && 'at' in given) {
    const parent = pick([rootDepartment, ...numbers], given.at)
    model.parents.set(departments.create({ name: `New ${numbers.length} ${given.at}`, parent }), parent)
  } else if (given.kind === 'hang' && 'which' in given && 'at' in given) {
    const number = pick(numbers, given.which)
    const parent = pick([rootDepartment, ...numbers], given.at)
    if (!refused(() => departments.update(number, { parent, name: `Moved ${number}`, enName: '' })))
      model.parents.set(number, parent)
  } else if ('which' in given) {
    const number = pick(numbers, given.which)
    if (refused(() => departments.remove(number))) return
    model.parents.delete(number)
    // Whoever has left keeps only departments that exist.
    for (const person of model.standing.values()) {
      person.departments = person.departments.filter((department) => department !== number)
      if (person.departments.length === 0) person.departments = [rootDepartment]
    }
  }
}

function expectSame({ departments }: Organisation, { parents, standing }: Model): void {
  const above = (number: number): number[] =>
    number === rootDepartment ? [number] : [number, ...above(parents.get(number) ?? rootDepartment)]
  const listed = [...standing].filter(([, person]) => person.listed)
  for (const number of [rootDepartment, ...parents.keys()]) {
    const direct = listed.filter(([, person]) => person.departments.includes(number))
    const all = listed.filter(([, person]) => person.departments.flatMap(above).includes(number))
    const primary = listed.filter(([, person]) => person.departments[0] === number)
    const children = [...parents].filter(([, parent]) => parent === number).map(([child]) => child)
    expect(Array.from(departments.membersOf(number))).toEqual(direct.map(([index]) => index))
    expect(departments.memberCount(number)).toBe(all.length)
    expect(departments.primaryMemberCount(number)).toBe(primary.length)
    expect([...departments.childrenOf(number)].sort((a, b) => a - b)).toEqual(children.sort((a, b) => a - b))
    expect(departments.ancestorsOf(number)).toEqual(above(number).slice(1, -1))
  }
  expect(departments.count).toBe(parents.size)
}

test('after any changes the lists and the counts are those of a model that counts everything anew', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const organisation = make(60, { departments: 20 })
      const fresh = digest(organisation)
      const used = make(60, { departments: 20 })
      const model = modelOf(used)
      const flags = new Map(
        everybody(used).map((index) => {
          const { status } = used.traits(index)
          return [
            index,
            new Set([...(status.is_resigned ? ['leave'] : []), ...(status.is_exited ? ['exit'] : [])]),
          ]
        }),
      )
      for (const given of changes) apply(used, model, given, flags)
      expectSame(used, model)
      used.reset()
      expect(digest(used)).toBe(fresh)
    }),
    { numRuns: 80 },
  )
}, 60_000)
