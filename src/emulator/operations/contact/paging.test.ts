import fc from 'fast-check'
import { expect, test } from 'vitest'
import { get, signIn, startFrozen } from '../../testkit.ts'
import { pageTokens } from './page-token.ts'
import { contact, everyPage, readingScopes } from './test-contact.ts'

const app = { scopes: readingScopes }
const first = async (path: string, feishu: Parameters<typeof contact>[0]) =>
  (await contact(feishu, path)).body.data.page_token

test.each([1, 7, 10, 50])(
  'by %i, everybody of every department comes once, and who has left does not',
  async (size) => {
    await using feishu = await startFrozen({ app, organisation: { users: 90 } })
    const departments = await everyPage(feishu, 'departments/0/children?fetch_child=true', { size })
    const ids = departments.map(({ open_department_id }) => open_department_id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBe([...feishu.organisation.exportFor().departments].length)
    const met = new Map<string, string[]>()
    for (const id of ['0', ...ids]) {
      const members = await everyPage(feishu, `users/find_by_department?department_id=${id}`, { size })
      for (const { open_id } of members) met.set(open_id, [...(met.get(open_id) ?? []), id])
    }
    for (const places of met.values()) expect(new Set(places).size).toBe(places.length)
    expect([...met.keys()].sort()).toEqual(
      [...feishu.organisation.exportFor().people].map((person) => Reflect.get(person, 'open_id')),
    )
    expect(met.has(feishu.people.get(29)?.open_id ?? '')).toBe(false)
  },
)

test('page_token is there only when there is more', async () => {
  await using feishu = await startFrozen({ app })
  const { data } = (await contact(feishu, 'departments/0/children?page_size=50')).body
  expect(data.has_more).toBe(false)
  expect(data).not.toHaveProperty('page_token')
  const { data: part } = (await contact(feishu, 'departments/0/children?page_size=3')).body
  expect(part).toMatchObject({ has_more: true, page_token: expect.stringMatching(/^[\w-]{22}$/) })
  expect(part.items.length).toBe(3)
})

const list = 'departments/0/children?fetch_child=true&page_size=2'

test.each([
  ['garbage', () => 'abc'],
  ['of the right shape', () => 'A'.repeat(22)],
  ['changed in one letter', (token: string) => (token[0] === 'A' ? 'B' : 'A') + token.slice(1)],
  ['long', (token: string) => token.repeat(100)],
  ['with the unused bits set', (token: string) => `${token.slice(0, -1)}${token.endsWith('Q') ? 'R' : 'h'}`],
])('40012 for a page_token that is %s', async (_, change) => {
  await using feishu = await startFrozen({ app })
  const token = change(await first(list, feishu))
  expect(await contact(feishu, `${list}&page_token=${token}`)).toMatchObject({
    status: 400,
    body: { code: 40012, msg: 'page token is invalid error' },
  })
})

test.each([
  ['another level', 'departments/0/children?fetch_child=false&page_size=2'],
  ['another size', 'departments/0/children?fetch_child=true&page_size=3'],
  ['another type of ids', `${list}&department_id_type=department_id`],
  ['another type of people’s ids', `${list}&user_id_type=union_id`],
  ['another list', 'departments?fetch_child=true&page_size=2'],
  ['people', 'users/find_by_department?department_id=0&page_size=2'],
])('40012 for the page_token of another question: %s', async (_, other) => {
  await using feishu = await startFrozen({ app })
  const token = await first(list, feishu)
  expect((await contact(feishu, `${list}&page_token=${token}`)).body.code).toBe(0)
  expect((await contact(feishu, `${other}&page_token=${token}`)).body.code).toBe(40012)
})

test('40012 for the page_token of another app, of a person, and of another emulator', async () => {
  await using feishu = await startFrozen({ app })
  await using foreign = await startFrozen({ app, seed: 8 })
  const token = await first(list, feishu)
  expect((await contact(foreign, `${list}&page_token=${token}`)).body.code).toBe(40012)
  const { access_token } = await signIn(feishu, 1, readingScopes.join(' '))
  const path = `/open-apis/contact/v3/${list}&page_token=${token}`
  expect((await get(feishu, path, access_token)).body.code).toBe(40012)
})

test.each([0, 51, -1, 100])(
  '40011 for page_size %i, or the gateway’s 99992402 by the switch',
  async (size) => {
    await using feishu = await startFrozen({ app })
    const path = `departments/0/children?page_size=${size}`
    expect(await contact(feishu, path)).toMatchObject({ status: 400, body: { code: 40011 } })
    feishu.switches.update({ badPageSize: 99992402 })
    expect((await contact(feishu, path)).body).toMatchObject({
      code: 99992402,
      error: { field_violations: [{ field: 'page_size', value: `${size}` }] },
    })
  },
)

test.each(['ten', '1.5', '1e1', ' 5'])('99992402 for a page_size that is no number: %s', async (size) => {
  await using feishu = await startFrozen({ app })
  const { body } = await contact(feishu, `departments/0/children?page_size=${encodeURIComponent(size)}`)
  expect(body.code).toBe(99992402)
})

test('a walk through people misses nobody when somebody leaves or comes in between', async () => {
  await using feishu = await startFrozen({ app, organisation: { users: 400 } })
  const department = [...feishu.organisation.exportFor().departments].reduce((a, b) =>
    Number(Reflect.get(a, 'member_count')) > Number(Reflect.get(b, 'member_count')) ? a : b,
  )
  const path = `users/find_by_department?department_id=${Reflect.get(department, 'open_department_id')}`
  const before = await everyPage(feishu, path, { size: 50 })
  const page = (await contact(feishu, `${path}&page_size=5`)).body.data
  for (const at of [4, 1]) feishu.organisation.leave(before[at].open_id)
  let more = page.page_token
  const rest: unknown[] = []
  while (more !== undefined) {
    const { data } = (await contact(feishu, `${path}&page_size=5&page_token=${more}`)).body
    rest.push(...data.items.map(({ open_id }: { open_id: string }) => open_id))
    more = data.page_token
  }
  for (const { open_id } of before.slice(6)) expect(rest).toContain(open_id)
})

test('40012 when the department that a page of all levels ended with is gone', async () => {
  await using feishu = await startFrozen({ app })
  const made = feishu.organisation.departments.create({ name: '甲' })
  const children = await everyPage(feishu, 'departments/0/children?fetch_child=true')
  const at = children.findIndex(({ name }) => name === '甲')
  expect(at).toBeGreaterThan(-1)
  const lower = feishu.organisation.departments.create({ name: '乙', parent: idOf(made) })
  const path = `departments/${idOf(made)}/children?fetch_child=true&page_size=1`
  feishu.organisation.departments.create({ name: '丙', parent: idOf(made) })
  const token = await first(path, feishu)
  feishu.organisation.departments.remove(idOf(lower))
  expect((await contact(feishu, `${path}&page_token=${token}`)).body.code).toBe(40012)
})

const idOf = (department: object): string => `${Reflect.get(department, 'open_department_id')}`

/** A department with thirty people and thirty departments in it, in this order. */
async function startTeam() {
  const feishu = await startFrozen({ app })
  const { hire, departments } = feishu.organisation
  const id = idOf(departments.create({ name: 'team' }))
  const people = Array.from({ length: 30 }, (_, at) => hire({ name: `p${at}`, departments: [id] }))
  const teams = Array.from({ length: 30 }, (_, at) =>
    idOf(departments.create({ name: `k${at}`, parent: id, order: at })),
  )
  return { feishu, id, people, teams, departments }
}

test.each([
  ['the last of the page and one before', [9, 4]],
  ['three before the last', [1, 4, 7]],
  ['the last of the page and one behind it', [9, 10]],
])('nobody is lost on page 2 when %s leave in between', async (_who, leaving) => {
  const { feishu, id, people } = await startTeam()
  await using _ = feishu
  const path = `users/find_by_department?department_id=${id}&page_size=10`
  const token = await first(path, feishu)
  for (const at of leaving) feishu.organisation.leave(people[at]?.open_id ?? '')
  const { items } = (await contact(feishu, `${path}&page_token=${token}`)).body.data
  const staying = people.filter((_person, at) => at > 9 && !leaving.includes(at))
  expect(items.map(({ name }: { name: string }) => name)).toEqual(
    staying.slice(0, 10).map(({ name }) => name),
  )
})

test('scopes: nobody is lost on page 2 when the last of the page and one before leave', async () => {
  await using feishu = await startFrozen({
    app: { scopes: readingScopes, contactRange: { departments: [], people: [9, 8, 7, 6, 5, 4, 3, 2, 1] } },
  })
  const token = await first('scopes?page_size=4', feishu)
  for (const index of [4, 2]) feishu.organisation.leave(index)
  const { data } = (await contact(feishu, `scopes?page_size=4&page_token=${token}`)).body
  expect(data.user_ids).toEqual([5, 6, 7, 8].map((index) => feishu.people.get(index)?.open_id))
})

type Team = Awaited<ReturnType<typeof startTeam>>
const displaced: [string, (team: Team) => void][] = [
  ['gone', ({ departments, teams }) => departments.remove(teams[9] ?? '')],
  [
    'gone, one before it, too',
    ({ departments, teams }) => [9, 4].map((at) => departments.remove(teams[at] ?? '')),
  ],
  ['in another order', ({ departments, teams }) => departments.update(teams[9] ?? '', { order: 5_000 })],
  ['in another department', ({ departments, teams }) => departments.move(teams[9] ?? '', teams[20] ?? '')],
]

test.each(
  displaced.flatMap(([how, displace]) =>
    (['false', 'true'] as const).map((levels) => [how, levels, displace] as const),
  ),
)(
  '40012 when the department that a page ended with is %s (fetch_child=%s)',
  async (_how, levels, displace) => {
    const team = await startTeam()
    await using feishu = team.feishu
    const path = `departments/${team.id}/children?page_size=10&fetch_child=${levels}`
    const token = await first(path, feishu)
    expect((await contact(feishu, `${path}&page_token=${token}`)).body.data.items).toHaveLength(10)
    displace(team)
    expect((await contact(feishu, `${path}&page_token=${token}`)).body.code).toBe(40012)
  },
)

test('40012 when a department above the last one of a walk stands elsewhere by now', async () => {
  const { feishu, id, teams, departments } = await startTeam()
  await using _ = feishu
  departments.create({ name: 'lower', parent: teams[0] ?? '' })
  departments.create({ name: 'lowest', parent: teams[0] ?? '' })
  const path = `departments/${id}/children?page_size=2&fetch_child=true`
  const token = await first(path, feishu)
  departments.update(teams[0] ?? '', { order: 5_000 })
  expect((await contact(feishu, `${path}&page_token=${token}`)).body.code).toBe(40012)
})

test('40012 when the department that a page of parents ended with is above no more', async () => {
  const { feishu, id, teams, departments } = await startTeam()
  await using _ = feishu
  const lower = idOf(departments.create({ name: 'lower', parent: teams[0] ?? '' }))
  const path = `departments/parent?department_id=${lower}&page_size=1`
  const token = await first(path, feishu)
  departments.move(lower, id)
  expect((await contact(feishu, `${path}&page_token=${token}`)).body.code).toBe(40012)
})

test('a token tells nothing and opens only for its question', () => {
  const ours = pageTokens(1, ['a'])
  const position = { offset: 9_999_999, last: 4_294_967_295 }
  const token = ours.seal(position)
  expect(ours.open(token)).toEqual(position)
  expect(pageTokens(1, ['b']).open(token)).toBe(undefined)
  expect(pageTokens(2, ['a']).open(token)).toBe(undefined)
})

test('a token opens to what was sealed, and with any letter changed to nothing', () => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const number = fc.nat(2 ** 32 - 1)
  fc.assert(
    fc.property(number, number, fc.nat(21), fc.nat(63), (offset, last, at, letter) => {
      const { seal, open } = pageTokens(1, ['a'])
      const token = seal({ offset, last })
      expect(open(token)).toEqual({ offset, last })
      const changed = token.slice(0, at) + letters[letter] + token.slice(at + 1)
      if (changed !== token) expect(open(changed)).toBe(undefined)
    }),
  )
})
