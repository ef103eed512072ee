// Of the pages of people in the directory: finding, showing, and reading somebody anew.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PersonRead } from '../../../feishu/index.ts'
import { createTestServer, markers, type TestServer } from '../../test-server.ts'
import { fillDirectory } from './test-company.ts'
import { administratorOf, type ConsoleBrowser, signInTo } from './test-people.ts'

let server: TestServer
let file: string
let admin: ConsoleBrowser

const people: PersonRead[] = [
  {
    ...{ id: 'ou_1', name: '李雷', state: 'active', departmentIds: ['od_2'], email: 'lilei@example.com' },
    ...{ employeeNo: 'E-100', leaderId: 'ou_2', jobTitle: '工程师 <b>', joinedAtSeconds: 1_600_000_000 },
    customAttributes: [{ id: 'C-1', type: 'TEXT', value: { text: 'blue' } }],
  },
  { id: 'ou_2', name: '韩梅梅', enName: 'Han Meimei', state: 'frozen', departmentIds: ['0'] },
  { id: 'ou_3', name: 'Zoe', state: 'active', departmentIds: ['od_gone', 'od_1'] },
]

const departments = [
  { id: 'od_1', name: '总部', parentId: '0' },
  { id: 'od_2', name: '研发', parentId: 'od_1' },
]

beforeEach(async () => {
  file = join(mkdtempSync(join(tmpdir(), 'larkspur-directory-')), 'a.db')
  server = await createTestServer({ database: `sqlite:${file}` })
  await server.larkspur.elements.create({
    name: 'second',
    appId: 'cli_second',
    appSecret: 'the-second-secret',
  })
  await fillDirectory(file, { departments, people }, server.time.now)
  admin = await administratorOf(server)
})
afterEach(() => server[Symbol.asyncDispose]())

const contact = '/open-apis/contact/v3/users/ou_1'

const lastEntry = () => {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database.prepare('select * from audit order by at, rowid').all().at(-1)
  } finally {
    database.close()
  }
}

test('the list says who has signed in, and leads to the account or to letting in', async () => {
  const { text } = await admin.page('/console/people')
  expect(text).toContain('韩梅梅')
  expect(text).toContain(`href="/console/people/${admin.account}">Account</a>`)
  expect(text).toContain('href="/console/people/expect?openId=ou_2"')
  expect(text).not.toContain('expect?openId=ou_1"')
  expect(text).toContain('工程师 &lt;b&gt;')
  expect(text).toContain('href="/console/departments/od_2"')
})

const found: [string, string, string[]][] = [
  ['a part of the name', 'search=%E6%A2%85', ['ou_2']],
  ['the e-mail', 'search=LILEI@', ['ou_1']],
  ['the employee number', 'search=e-100', ['ou_1']],
  ['the state', 'state=frozen', ['ou_2']],
  ['spaces alone', 'search=%20%E2%80%8B', ['ou_3', 'ou_1', 'ou_2']],
  ['both', 'search=zoe&state=frozen', []],
  ['another app', 'instance=second', []],
]

test.each(found)('people by %s', async (_title, query, ids) => {
  const { status, text } = await admin.page(`/console/people?${query}`)
  expect(status).toBe(200)
  expect([...text.matchAll(/directory\/(ou_\d)["?]/g)].map(([, id]) => id).toSorted()).toEqual(ids.toSorted())
})

test('what is no search is refused beside its field, and an unknown state altogether', async () => {
  const long = await admin.page(`/console/people?search=${'x'.repeat(129)}`)
  expect([long.status, long.text.includes('id="search-problem"')]).toEqual([400, true])
  const control = await admin.page('/console/people?search=a%01b')
  expect([control.status, control.text.includes('id="search-problem"')]).toEqual([400, true])
  expect((await admin.page('/console/people?state=everybody')).status).toBe(400)
  expect((await admin.page('/console/people?cursor=forged')).status).toBe(400)
})

test('an empty directory says what to do', async () => {
  const { text } = await admin.page('/console/people?instance=second')
  expect(text).toContain('The directory is empty')
  expect(text).toContain('href="/console/sync?instance=second"')
})

test('a person’s page shows the fields, the path, the leader and the account', async () => {
  const { text } = await admin.page('/console/people/directory/ou_1')
  for (const part of ['lilei@example.com', 'E-100', '总部', '研发', '韩梅梅', 'blue', '2020-09-13'])
    expect(text).toContain(part)
  expect(text).toContain(`href="/console/people/${admin.account}"`)
  const other = await admin.page('/console/people/directory/ou_3', 'zh-CN')
  expect(other.text).toContain('<code>od_gone</code>')
  expect(other.text).toContain('预先开通')
  expect((await admin.page('/console/people/directory/ou_9')).status).toBe(404)
})

test('a person is read anew from the platform, and it is written down', async () => {
  const user = {
    ...{ open_id: 'ou_1', union_id: 'on_1', name: '李磊', department_ids: ['od_1'] },
    status: { is_frozen: false, is_resigned: false, is_activated: true, is_exited: false, is_unjoin: false },
  }
  server.platform.answers[contact] = () => ({ body: { code: 0, msg: 'success', data: { user } } })
  const response = await admin.send('/console/people/directory/ou_1/read')
  expect(response.headers.get('location')).toBe('/console/people/directory/ou_1?done=read')
  const { text } = await admin.page('/console/people/directory/ou_1?done=read')
  expect(text).toContain('李磊')
  expect(text).toContain('What the platform tells now stands here.')
  expect(lastEntry()).toMatchObject({ action: 'person.read', target: 'ou_1', outcome: 'ok' })
})

test('whoever has left is shown as removed, and their sessions have ended', async () => {
  const other = await signInTo(server, 'ou_3', 'Zoe')
  expect((await other.page('/console/people')).status).toBe(403)
  server.platform.answers['/open-apis/contact/v3/users/ou_3'] = () => ({
    status: 400,
    body: { code: 41050, msg: 'no user authority error' },
  })
  await admin.send('/console/people/directory/ou_3/read')
  const { text } = await admin.page('/console/people/directory/ou_3')
  expect(text).toContain('removed')
  expect((await admin.page('/console/people')).text).not.toContain('>Zoe<')
  expect((await admin.page('/console/people?removed=yes')).text).toContain('>Zoe<')
})

test('what the platform refuses is told in words, and no secret with it', async () => {
  server.platform.answers[contact] = () => ({
    status: 400,
    body: { code: 99991672, msg: `denied ${markers.appSecret}` },
  })
  const response = await admin.send('/console/people/directory/ou_1/read')
  expect(response.status).toBeGreaterThanOrEqual(400)
  const text = await response.text()
  expect(text).toContain('It could not be read anew.')
  for (const secret of Object.values(markers)) expect(text).not.toContain(secret)
  expect(lastEntry()).toMatchObject({ action: 'person.read', target: 'ou_1' })
  expect(lastEntry()?.outcome).not.toBe('ok')
})

test('nobody who is not in the directory is asked for', async () => {
  const calls = server.platform.calls.length
  expect((await admin.send('/console/people/directory/ou_9/read')).status).toBe(404)
  expect(server.platform.calls.length).toBe(calls)
})
