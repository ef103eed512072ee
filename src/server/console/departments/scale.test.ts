// Of pages of a directory of 100,000 people: what they read of it is counted, and stays a page.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StatementSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestServer, type TestServer } from '../../test-server.ts'
import { fillDirectory, largeCompany } from '../people/test-company.ts'
import { administratorOf, type ConsoleBrowser } from '../people/test-people.ts'

let server: TestServer
let admin: ConsoleBrowser

beforeAll(async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'larkspur-company-')), 'a.db')
  server = await createTestServer({ database: `sqlite:${file}` })
  await fillDirectory(file, largeCompany(), server.time.now)
  admin = await administratorOf(server)
}, 120_000)
afterAll(() => server[Symbol.asyncDispose]())

/** How many statements run for a page, and how many rows come of them. */
async function costOf(path: string) {
  const all = vi.spyOn(StatementSync.prototype, 'all')
  try {
    const { status, text } = await admin.page(path)
    expect(status, path).toBe(200)
    const rows = all.mock.results.reduce((sum, { value }) => sum + (value as unknown[]).length, 0)
    return { queries: all.mock.calls.length, rows, text }
  } finally {
    all.mockRestore()
  }
}

const pages: [string, string][] = [
  ['people', '/console/people'],
  ['people by a part of the name', '/console/people?search=Person%200999'],
  ['active people', '/console/people?state=active'],
  ['the top of the tree', '/console/departments'],
  ['one level of the tree', '/console/departments/children?parent=od_3'],
  ['a deep department in the tree', '/console/departments?open=od_5000'],
  ['departments by a part of the name', '/console/departments?search=Department%2012'],
  ['a department of 3,000', '/console/departments/od_1'],
  ['everybody below the root', '/console/departments/0?below=yes'],
  ['somebody', '/console/people/directory/ou_p99999'],
]

test.each(pages)('%s: a page of rows, and a few statements for each', async (_title, path) => {
  const { queries, rows, text } = await costOf(path)
  // A page is 50; each line may need a look into an index or two, and three levels of the tree are shown at once.
  expect(queries).toBeGreaterThan(3)
  expect(queries).toBeLessThan(50 * 4)
  expect(rows).toBeLessThan(50 * 8)
  expect(text.length).toBeLessThan(150_000)
})

test('the pages show what is meant: 50 at a time, and the rest behind a cursor', async () => {
  const first = await costOf('/console/people')
  expect(first.text.match(/directory\/ou_p\d+"/g)).toHaveLength(50)
  const next = /rel="next" href="([^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const second = await costOf(next)
  expect(second.text).toContain('Person 000050')
  expect(second.text).not.toContain('Person 000049')
  const level = JSON.parse((await costOf('/console/departments/children')).text)
  expect(level.nodes).toHaveLength(50)
  expect(level.nodes[0]).toMatchObject({ id: 'od_1', isLeaf: true })
  expect(level.nodes[2]).toMatchObject({ id: 'od_3', isLeaf: false })
  const more = await costOf(`/console/departments/children?cursor=${encodeURIComponent(level.next)}`)
  expect(JSON.parse(more.text).nodes[0].id).toBe('od_51')
})
