import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parentOf } from './departments.ts'
import { createIdentifiers } from './identifiers.ts'
import { createOrganisation } from './organisation.ts'

const make = (size: number, seed = 7) =>
  createOrganisation({ seed, size, identifiers: createIdentifiers(seed), origin: () => 'http://emulator' })

test('a million people: nobody is derived until somebody asks', () => {
  const organisation = make(1_000_000)
  expect(organisation.derived).toBe(0)
  const last = organisation.person(999_999, 'app')
  expect(organisation.derived).toBe(1)
  expect(organisation.find(last?.open_id ?? '', ['app'])).toBe(999_999)
  expect(organisation.find(last?.union_id ?? '', [])).toBe(999_999)
  expect(organisation.find(last?.user_id ?? '', [])).toBe(999_999)
  expect(organisation.search('', 999_990, 50)).toEqual({
    total: 1_000_000,
    indexes: Array.from({ length: 10 }, (_, at) => 999_990 + at),
  })
  expect(organisation.derived).toBe(1)
})

test('the same person whoever was asked for before', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9_999), { minLength: 1 }), fc.nat(9_999), (before, index) => {
      const [fresh, used] = [make(10_000), make(10_000)]
      for (const other of before) used.person(other, 'app')
      expect(used.person(index, 'app')).toEqual(fresh.person(index, 'app'))
    }),
    { numRuns: 30 },
  )
})

test('everybody has a name and a department; ids are unique; some lack a field, the first ten nothing', () => {
  const organisation = make(2_000)
  const people = Array.from({ length: 2_000 }, (_, index) => organisation.person(index, 'app'))
  for (const person of people) {
    expect(person?.name).not.toBe('')
    expect(person?.department_ids.length).toBeGreaterThan(0)
    expect(person?.department_name).not.toBe('')
  }
  for (const field of ['open_id', 'union_id', 'user_id'] as const)
    expect(new Set(people.map((person) => person?.[field])).size).toBe(2_000)
  const fields = ['en_name', 'email', 'enterprise_email', 'mobile', 'employee_no', 'job_title'] as const
  for (const field of fields) {
    expect(people.filter((person) => person?.[field] === '').length).toBeGreaterThan(20)
    expect(people.slice(0, 10).some((person) => person?.[field] === '')).toBe(false)
  }
})

test('people whose status says something stand at the same places in every organisation', () => {
  for (const seed of [1, 2]) {
    const status = (index: number) => make(200, seed).person(index, 'app')?.status
    expect(status(1)).toEqual({
      is_frozen: false,
      is_resigned: false,
      is_activated: true,
      is_exited: false,
      is_unjoin: false,
    })
    expect(status(17)).toMatchObject({ is_frozen: true })
    expect(status(29)).toMatchObject({ is_resigned: true })
    expect(status(141)).toMatchObject({ is_activated: false, is_unjoin: true })
    expect(status(167)).toMatchObject({ is_exited: true })
  }
})

test('departments form a tree without cycles', () => {
  for (let department = 0; department < 2_000; department++) {
    const parent = parentOf(department)
    if (parent !== undefined) expect(parent).toBeLessThan(department)
  }
})

test('edits lie on top, and a changed user_id replaces the old one', () => {
  const organisation = make(200)
  const before = organisation.person(3, 'app')
  organisation.update(3, { name: 'O"Neil', user_id: 'mine', status: { is_frozen: true } })
  organisation.update(3, { status: { is_resigned: true } })
  expect(organisation.person(3, 'app')).toEqual({
    ...before,
    name: 'O"Neil',
    user_id: 'mine',
    status: { ...before?.status, is_frozen: true, is_resigned: true },
  })
  expect(organisation.find('mine', [])).toBe(3)
  expect(organisation.find(before?.user_id ?? '', [])).toBeUndefined()
  expect(organisation.search('o"neil', 0, 5)).toEqual({ total: 1, indexes: [3] })
  organisation.update(3, { user_id: 'other' })
  expect(organisation.find('mine', [])).toBeUndefined()
})

test('who was removed is found nowhere', () => {
  const organisation = make(200)
  const person = organisation.person(3, 'app')
  organisation.remove(3)
  expect(organisation.person(3, 'app')).toBeUndefined()
  for (const id of [3, person?.open_id ?? '', person?.union_id ?? '', person?.user_id ?? ''])
    expect(organisation.find(id, ['app'])).toBeUndefined()
  expect(organisation.search('', 0, 300)).toMatchObject({ total: 199 })
  expect(organisation.search('', 2, 2).indexes).toEqual([2, 4])
})

test.each([-1, 200, 1.5, Number.NaN])('index %d is nobody', (index) => {
  expect(make(200).find(index, ['app'])).toBeUndefined()
})

test('a search meets each match once, over all pages', () => {
  const organisation = make(500)
  const { total } = organisation.search('li', 0, 0)
  const pages = Array.from(
    { length: Math.ceil(total / 7) },
    (_, page) => organisation.search('li', page * 7, 7).indexes,
  )
  expect(total).toBeGreaterThan(7)
  expect(new Set(pages.flat()).size).toBe(total)
})

test('a name is known without the rest, and is that of the person', () => {
  const organisation = make(2_000)
  const names = Array.from({ length: 2_000 }, (_, index) => organisation.nameOf(index))
  expect(organisation.derived).toBe(0)
  expect(names).toEqual(names.map((_, index) => organisation.person(index, 'cli_a')?.name))
})
