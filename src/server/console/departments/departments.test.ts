// Of the pages of departments: the tree by plain links, a level for the script, and a department's own page.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestServer, ownScript, type TestServer } from '../../test-server.ts'
import { fillDirectory } from '../people/test-company.ts'
import { administratorOf, type ConsoleBrowser, signInTo } from '../people/test-people.ts'
import type { Level } from './level.ts'

let server: TestServer
let admin: ConsoleBrowser

/** Six below each other, and 60 beside the second of them. */
const chain = [1, 2, 3, 4, 5, 6].map((n) => ({
  id: `od_${n}`,
  name: `Chain ${n}`,
  parentId: n === 1 ? '0' : `od_${n - 1}`,
  order: 900,
  memberCount: n,
  ...(n === 2
    ? {
        leaders: [
          { personId: 'ou_1', kind: 'main' as const },
          { personId: 'ou_gone', kind: 'deputy' as const },
        ],
        i18nName: { zh_cn: '链二', en_us: 'Chain 2' },
      }
    : {}),
}))
const beside = Array.from({ length: 60 }, (_, n) => ({
  id: `od_b${n}`,
  name: `<i>Beside ${String(n).padStart(2, '0')}`,
  parentId: 'od_1',
  order: n,
}))
const people = Array.from({ length: 55 }, (_, n) => ({
  id: `ou_${n + 1}`,
  name: `Person ${String(n).padStart(2, '0')}`,
  state: 'active' as const,
  departmentIds: [n < 52 ? 'od_2' : 'od_4'],
}))

beforeAll(async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'larkspur-departments-')), 'a.db')
  server = await createTestServer({ database: `sqlite:${file}` })
  await fillDirectory(file, { departments: [...chain, ...beside], people }, server.time.now)
  admin = await administratorOf(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const idsOf = (text: string) => [...text.matchAll(/data-id="([^"]+)"/g)].map(([, id]) => id)

test('the tree begins with the top, and opens by plain links', async () => {
  const top = await admin.page('/console/departments')
  expect(idsOf(top.text)).toEqual(['od_1'])
  expect(top.text).toContain('href="/console/departments?open=od_1"')
  const opened = await admin.page('/console/departments?open=od_1')
  expect(idsOf(opened.text)).toHaveLength(51)
  expect(opened.text).toContain('&lt;i&gt;Beside 00')
  const more = /href="(\/console\/departments\?open=od_1&amp;cursor=[^"]+)"/.exec(opened.text)?.[1] ?? ''
  const rest = await admin.page(more.replaceAll('&amp;', '&'))
  expect(idsOf(rest.text)).toHaveLength(12)
  expect(rest.text).toContain('Show the first ones')
  expect(rest.text).toContain('data-id="od_2"')
})

test('a department deep below is shown with its path, and what is far above without its neighbours', async () => {
  const { text } = await admin.page('/console/departments?open=od_5')
  const ids = idsOf(text)
  for (const id of ['od_1', 'od_2', 'od_3', 'od_4', 'od_5', 'od_6']) expect(ids).toContain(id)
  expect(ids).not.toContain('od_b0')
  // Closing it is opening what is above it.
  expect(text).toContain('href="/console/departments?open=od_4"')
  expect(text).toMatch(/data-id="od_6" data-leaf/)
  expect((await admin.page('/console/departments?open=od_nowhere')).status).toBe(404)
})

test('the script gets a level as JSON, and only an administrator does', async () => {
  const ask = (browser: ConsoleBrowser, query = '') =>
    browser.request(`/console/departments/children${query}`, { headers: ownScript })
  const read = async (query: string) => (await (await ask(admin, query)).json()) as Level
  const level = await read('?parent=od_1')
  expect(level.nodes).toHaveLength(50)
  expect(level.nodes[0]).toEqual({
    ...{ id: 'od_b0', name: '<i>Beside 00', people: '', isLeaf: true, href: '/console/departments/od_b0' },
  })
  const rest = await read(`?parent=od_1&cursor=${encodeURIComponent(level.next ?? '')}`)
  expect(rest).toMatchObject({ next: null })
  expect(rest.nodes.at(-1)).toMatchObject({ id: 'od_2', people: '2 people', isLeaf: false })
  const other = await signInTo(server, 'ou_2')
  expect((await ask(other)).status).toBe(403)
  await server.larkspur.accounts.grant(other.account, 'directory_reader')
  expect((await ask(other)).status).toBe(403)
  expect((await ask(admin, '?parent=od_1&cursor=forged')).status).toBe(400)
})

test('departments are found by a part of their name, with their path', async () => {
  const { text } = await admin.page('/console/departments?search=chain%203')
  expect(text).toContain('href="/console/departments/od_3"')
  expect(text).toContain('href="/console/departments/od_2"')
  expect(text).not.toContain('href="/console/departments/od_4"')
  expect((await admin.page('/console/departments?search=%25')).text).toContain('No department found')
  expect((await admin.page(`/console/departments?search=${'x'.repeat(129)}`)).status).toBe(400)
})

test('a department’s page shows facts, leaders, its people by the page, and those below', async () => {
  const { text } = await admin.page('/console/departments/od_2')
  expect(text).toContain('链二')
  expect(text).toContain('href="/console/people/directory/ou_1"')
  expect(text).toContain('<code>ou_gone</code>')
  expect(text).toContain('href="/console/departments/od_3"')
  expect(text).toContain('href="/console/departments/od_1"')
  expect(text).toContain('Person 49')
  expect(text).not.toContain('Person 50')
  const next = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const rest = await admin.page(next)
  expect(rest.text).toContain('Person 51')
  expect(rest.text).not.toContain('Person 52')
  const below = await admin.page('/console/departments/od_4?below=yes', 'zh-CN')
  expect(below.text).toContain('Person 54')
  expect(below.text).toContain('含下级部门')
  expect((await admin.page('/console/departments/od_nowhere')).status).toBe(404)
  expect((await admin.page('/console/departments/0')).text).toContain('The whole organisation')
})
