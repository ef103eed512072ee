// Synchronises with lists that never end, lead back, break off or are no lists.
import { expect, test } from 'vitest'
import type { DirectoryUnderTest } from './support/directory-under-test.ts'
import type { FakeAnswer } from './support/fake-platform.ts'
import {
  type Asked,
  refusal,
  type ScriptedContact,
  startScriptedContact,
} from './support/scripted-contact.ts'

const members = 'users/find_by_department'
const children = 'departments/0/children'

const page = (items: object[], page_token?: unknown, has_more = page_token !== undefined): FakeAnswer => ({
  body: { code: 0, msg: 'success', data: { items, has_more, page_token } },
})

const status = { is_activated: true }

const company = () => ({
  departments: { a: { parent: '0' }, b: { parent: '0' } },
  people: Object.fromEntries(
    Array.from({ length: 120 }, (_, at) => [`p${at}`, { departments: [at % 2 === 0 ? 'a' : 'b'], status }]),
  ),
})

/** A company that was read once, so that there is something to lose. */
async function startKnown(limits = {}) {
  const world = await startScriptedContact(company(), limits)
  await world.sync.sync()
  return world
}

const inside = async (world: DirectoryUnderTest) => ({
  people: (await world.people()).length,
  departments: (await world.departments()).length,
})

const failsWith = (world: ScriptedContact) =>
  world.sync.sync().then(
    (report) => report.state,
    (error) => error.code,
  )

const isOf = (asked: Asked, id: string) => asked.query.get('department_id') === id

test.each<[string, string, (world: ScriptedContact) => (asked: Asked) => FakeAnswer | undefined]>([
  [
    'a page token that is always new',
    members,
    () => (asked) => (isOf(asked, 'a') ? page([{ open_id: 'p0' }], `t${asked.number}`) : undefined),
  ],
  [
    'an endless list of departments',
    children,
    () => (asked) => page([{ open_department_id: 'a' }], `t${asked.number}`),
  ],
  [
    'two page tokens that lead to each other',
    members,
    () => (asked) =>
      isOf(asked, 'a')
        ? page([{ open_id: 'p0' }], asked.query.get('page_token') === 'x' ? 'y' : 'x')
        : undefined,
  ],
  ['the same page token again', members, () => (asked) => (isOf(asked, 'a') ? page([], 'same') : undefined)],
  [
    'more without a page token',
    members,
    () => (asked) => (isOf(asked, 'b') ? page([], undefined, true) : undefined),
  ],
  ['more with an empty page token', members, () => (asked) => (isOf(asked, 'b') ? page([], '') : undefined)],
  [
    'a page token of 5 KB',
    members,
    () => (asked) => (isOf(asked, 'b') ? page([], 'x'.repeat(5_000)) : undefined),
  ],
  [
    'half a page',
    members,
    () => (asked) =>
      isOf(asked, 'b')
        ? {
            headers: { 'content-type': 'application/json' },
            body: '{"code":0,"data":{"items":[{"open_id":"p',
          }
        : undefined,
  ],
  [
    'HTML instead of JSON',
    members,
    () => (asked) =>
      isOf(asked, 'b') ? { headers: { 'content-type': 'text/html' }, body: '<html>busy</html>' } : undefined,
  ],
  [
    'a person without an open_id',
    members,
    () => (asked) => (isOf(asked, 'b') ? page([{ name: 'X' }]) : undefined),
  ],
])('D75 %s ends in a typed error, bounded, and nothing is lost', async (_, path, odd) => {
  await using world = await startKnown({ maxPagesPerList: 40 })
  const answer = odd(world)
  world.override = (asked) => (asked.path === path ? answer(asked) : undefined)
  const before = world.asked.length
  expect(await failsWith(world)).toBe('platform_response_invalid')
  expect(world.asked.length - before).toBeLessThan(60)
  expect(await inside(world)).toEqual({ people: 120, departments: 2 })
  const [run] = (await world.store.runs(world.key, { limit: 1 })).items
  expect(run).toMatchObject({ state: 'failed', error: { code: 'platform_response_invalid' } })
  // The platform comes to its senses: the same run goes on and ends.
  world.override = () => undefined
  const report = await world.sync.sync()
  expect(report).toMatchObject({
    id: run?.id,
    state: 'completed',
    resumed: 1,
    people: { removed: 0 },
    error: null,
  })
})

test('D75 a list may have its 40 pages, and not one more', async () => {
  const people = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`p${at}`, { departments: ['a'] }]))
  const small = { departments: { a: { parent: '0' } }, people, pageSize: 1 }
  await using enough = await startScriptedContact(small, { maxPagesPerList: 40 })
  expect((await enough.sync.sync()).people.read).toBe(40)
  await using short = await startScriptedContact(small, { maxPagesPerList: 39 })
  expect(await failsWith(short)).toBe('platform_response_invalid')
})

test('a page that breaks off once is asked for again', async () => {
  await using world = await startScriptedContact(company())
  world.override = ({ path, number }) =>
    path === members && number <= 2
      ? { headers: { 'content-type': 'application/json' }, body: '{"code":0,' }
      : undefined
  const report = await world.sync.sync()
  expect(report).toMatchObject({ state: 'completed', people: { created: 120 } })
})

test('a page token that is no longer good begins its list anew, three times at most', async () => {
  await using world = await startKnown()
  let stale = 2
  world.override = ({ query }) => (query.has('page_token') && stale-- > 0 ? refusal(40012) : undefined)
  expect(await world.sync.sync()).toMatchObject({ state: 'completed', people: { removed: 0 } })
  world.forget()
  world.override = ({ query }) => (query.has('page_token') ? refusal(40012) : undefined)
  expect(await failsWith(world)).toBe('page_token_invalid')
  expect(world.asked.length).toBeLessThan(20)
  expect(await inside(world)).toEqual({ people: 120, departments: 2 })
})

test('D74 a list that is suddenly empty removes nobody: whoever is missing is asked for first', async () => {
  await using world = await startKnown({ removalGuard: 1 })
  world.override = (asked) => (asked.path === members && isOf(asked, 'a') ? page([]) : undefined)
  const report = await world.sync.sync()
  expect(report).toMatchObject({ state: 'completed', people: { removed: 0 } })
  expect(await inside(world)).toEqual({ people: 120, departments: 2 })
})

test('D74 a list that is suddenly empty waits where the app is not told who has left', async () => {
  await using world = await startKnown()
  for (const person of Object.values(world.company.people)) delete (person as { status?: unknown }).status
  world.override = (asked) => (asked.path === members && isOf(asked, 'a') ? page([]) : undefined)
  expect(await world.sync.sync()).toMatchObject({ state: 'waiting', removals: { people: 60 } })
  expect(await inside(world)).toEqual({ people: 120, departments: 2 })
})

test('D74 one page that fails for good removes nobody, whatever else was read', async () => {
  await using world = await startKnown()
  delete world.company.people.p0
  world.override = (asked) =>
    asked.path === members && isOf(asked, 'b') ? refusal(99991672, 400) : undefined
  expect(await failsWith(world)).toBe('scope_not_allowed')
  expect(await inside(world)).toEqual({ people: 120, departments: 2 })
})

test('an app that sees some departments begins with its range, also when the root seems to be empty', async () => {
  await using world = await startScriptedContact(company())
  world.company.range = { departments: ['a'], people: ['p1'] }
  world.override = ({ path, query }) => {
    const isRoot = path === children || (path === members && query.get('department_id') === '0')
    return isRoot ? page([]) : undefined
  }
  const report = await world.sync.sync()
  expect(report).toMatchObject({ state: 'completed', people: { created: 61 }, departments: { created: 1 } })
})

test('a company without departments is read once, and no range is asked for', async () => {
  const people = Object.fromEntries(
    Array.from({ length: 120 }, (_, at) => [`p${at}`, { departments: ['0'], status }]),
  )
  await using world = await startScriptedContact({ departments: {}, people })
  expect(await world.sync.sync()).toMatchObject({ people: { created: 120 }, calls: 4 })
  expect(world.asked.map(({ path }) => path)).toEqual([children, members, members, members])
})

test('D75 a contact range without an end is a typed error, and nothing to go on with', async () => {
  await using world = await startScriptedContact(company(), { maxPagesPerList: 5 })
  world.company.range = { departments: ['a'], people: [] }
  world.override = ({ path, number }) =>
    path === 'scopes'
      ? { body: { code: 0, data: { department_ids: ['a'], has_more: true, page_token: `t${number}` } } }
      : undefined
  expect(await failsWith(world)).toBe('platform_response_invalid')
  expect(world.asked.filter(({ path }) => path === 'scopes')).toHaveLength(5)
  const { items } = await world.store.runs(world.key, { limit: 2 })
  expect(items).toMatchObject([
    { state: 'failed', error: { code: 'platform_response_invalid', early: true } },
  ])
})

test('D75 page tokens that lead back are noticed at once, not only after thousands of pages', async () => {
  await using world = await startKnown()
  world.forget()
  world.override = (asked) => {
    if (asked.path !== members || !isOf(asked, 'a')) return undefined
    const next = { x: 'y', y: 'z', z: 'x' }[asked.query.get('page_token') ?? ''] ?? 'x'
    return asked.number > 30 ? page([]) : page([{ open_id: 'p0' }], next)
  }
  expect(await failsWith(world)).toBe('platform_response_invalid')
  expect(world.asked.filter((asked) => asked.path === members && isOf(asked, 'a'))).toHaveLength(4)
})
