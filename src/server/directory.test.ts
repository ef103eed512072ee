import { expect, test } from 'vitest'
import type { Directory } from './directory.ts'
import { startDirectory } from './test-directory.ts'

const scopes = [
  ...[
    'contact.base',
    'user.base',
    'user.employee',
    'user.department',
    'department.base',
    'department.organize',
  ],
].map((name) => `contact:${name}:readonly`)
const full = { emulator: { organisation: { users: 60 }, app: { scopes } } }

test('an app reads what was synchronised: people, departments, ways, runs', async () => {
  await using world = await startDirectory(full)
  const { feishu, larkspur } = world
  const { directory } = larkspur
  const { open_id: id = '', name = '' } = feishu.people.get(3) ?? {}
  expect(await directory.user(id)).toMatchObject({ id, name })
  const first = await directory.users({ limit: 7 })
  const second = await directory.users({ limit: 7, cursor: first.next ?? '' })
  expect(new Set([...first.items, ...second.items].map((one) => one.id)).size).toBe(14)
  expect((await directory.users()).items).toHaveLength(50)
  const { open_department_id: top } = feishu.organisation.departments.create({ name: '顶层 Top' })
  const { open_department_id: below } = feishu.organisation.departments.create({ name: 'Below', parent: top })
  feishu.organisation.move(3, [below])
  await directory.sync()
  expect((await directory.path(below)).map((one) => one.name)).toEqual(['顶层 Top', 'Below'])
  expect(await directory.path('0')).toEqual([])
  expect((await directory.departments({ parentId: top })).items.map((one) => one.id)).toEqual([below])
  expect((await directory.users({ departmentId: top, below: true })).items.map((one) => one.id)).toEqual([id])
  expect((await directory.search('顶层')).departments.map((one) => one.id)).toEqual([top])
  expect((await directory.search(name)).users.map((one) => one.id)).toContain(id)
  const [run] = (await directory.runs({ limit: 1 })).items
  expect(await directory.run(run?.id ?? '')).toEqual(run)
  const changes = (await directory.changes(run?.id ?? '')).items
  expect(changes).toContainEqual(expect.objectContaining({ of: 'department', id: below, change: 'created' }))
  expect((await directory.missing(run?.id ?? '', 'person')).items).toEqual([])
})

test('somebody who was removed is found by id, and in lists only when wanted', async () => {
  await using world = await startDirectory()
  const { directory } = world.larkspur
  const { open_id: id } = world.feishu.organisation.leave(3)
  await directory.sync()
  expect(await directory.user(id)).toMatchObject({ removedReason: 'left' })
  const ids = async (removed: boolean) =>
    (await directory.users({ limit: 200, removed })).items.map((one) => one.id)
  expect([(await ids(false)).includes(id), (await ids(true)).includes(id)]).toEqual([false, true])
})

test.each<[string, string, (directory: Directory) => Promise<unknown>]>([
  ['a person', 'person_not_found', (directory) => directory.user('ou_nobody')],
  ['a department', 'department_not_found', (directory) => directory.department('od-none')],
  ['a way', 'department_not_found', (directory) => directory.path('od-none')],
  ['a run', 'run_not_found', (directory) => directory.run('none')],
  ['the changes of a run', 'run_not_found', (directory) => directory.changes('none')],
  ['what a run misses', 'run_not_found', (directory) => directory.missing('none', 'person')],
  ['a run to confirm', 'run_not_found', (directory) => directory.confirm('none')],
  [
    'a person to read',
    'person_not_found',
    (directory) => directory.sync({ target: { kind: 'person', id: 'ou_0' } }),
  ],
])('%s that is not there is %s', async (_what, code, ask) => {
  await using world = await startDirectory({ live: false })
  await expect(ask(world.larkspur.directory)).rejects.toMatchObject({ code })
})

const odd = (query: unknown) => query as never

test.each<[string, RegExp, (directory: Directory) => Promise<unknown>]>([
  ['a page of nobody', /limit/, (directory) => directory.users({ limit: 0 })],
  ['a page of everybody', /limit/, (directory) => directory.users({ limit: 201 })],
  ['half a person', /limit/, (directory) => directory.users({ limit: 1.5 })],
  ['an unknown member', /departement/, (directory) => directory.users(odd({ departement: 'x' }))],
  ['a text for a query', /the query/, (directory) => directory.departments(odd('Sales'))],
  ['an odd state', /state/, (directory) => directory.users({ state: odd('gone') })],
  ['a cursor of another list', /cursor/, (directory) => directory.users({ cursor: 'x' })],
  ['an empty search', /search/, (directory) => directory.search('')],
  ['a search for spaces', /search/, (directory) => directory.search(' \u3000')],
  ['a list of spaces', /search/, (directory) => directory.users({ search: ' ' })],
  ['a search of a page', /search/, (directory) => directory.search('x'.repeat(129))],
  ['a search for a control character', /search/, (directory) => directory.search('a\u0000b')],
  ['an id of two words', /no id/, (directory) => directory.user('ou_1 ou_2')],
  ['no id', /no id/, (directory) => directory.user(odd(undefined))],
  ['an odd target', /target/, (directory) => directory.sync({ target: odd({ kind: 'everyone' }) })],
  ['a signal that is none', /signal/, (directory) => directory.sync({ signal: odd({}) })],
  ['what is neither person nor department', /missing/, (directory) => directory.missing('x', odd('group'))],
])('%s is refused, in a sentence that repeats nothing', async (_what, sentence, ask) => {
  await using world = await startDirectory({ live: false })
  const { directory } = world.larkspur
  await expect(ask(directory)).rejects.toMatchObject({
    code: 'request_invalid',
    message: expect.stringMatching(sentence),
  })
})

test('each app has a directory of its own', async () => {
  await using world = await startDirectory({
    larkspur: {
      instances: { other: { appId: 'cli_other', appSecret: 'x'.repeat(32), host: 'http://127.0.0.1:1' } },
      sleep: async () => {},
    },
  })
  const { larkspur } = world
  expect((await larkspur.directoryOf().users()).items.length).toBeGreaterThan(10)
  expect((await larkspur.directoryOf('other').users()).items).toEqual([])
  await expect(larkspur.directoryOf('other').sync()).rejects.toMatchObject({ code: 'platform_unavailable' })
  expect(() => larkspur.directoryOf('none')).toThrow(expect.objectContaining({ code: 'request_invalid' }))
})
