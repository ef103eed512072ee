// Tests: that what a run does over many people is done a few at a time, so that whoever signs in does not wait for it.

import { setImmediate as nextTurn } from 'node:timers/promises'
import { Kysely, SqliteDialect } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { DirectoryStore, Lease } from '../../../directory/ports.ts'
import { key, lease, page, report } from '../../contracts/directory-samples.ts'
import { migrate } from '../migrate.ts'
import type { Tables } from '../schema.ts'
import { adaptSqlite } from '../sqlite/adapter.ts'
import { openSqliteFile } from '../sqlite/file.ts'
import { createDirectoryStore } from './store.ts'

let db: Kysely<Tables>
let store: DirectoryStore
let statements: string[]
beforeEach(async () => {
  const database = adaptSqlite(await openSqliteFile(':memory:'))
  db = new Kysely<Tables>({
    dialect: new SqliteDialect({ database }),
    log: ({ query }) => void statements.push(query.sql),
  })
  statements = []
  await migrate(db)
  store = createDirectoryStore(db)
  await store.acquireLease(lease, 0, 1)
  const people = Array.from({ length: 4_100 }, (_, n) => ({ id: `ou_${n}`, departmentIds: ['D'] }))
  await store.writeOne(key, { people, departments: [{ id: 'D' }] }, 1_000, 1_000)
  statements = []
})
afterEach(() => db.destroy())

const count = (text: RegExp) => statements.filter((sql) => text.test(sql)).length

it('D76 counts the missing ones a part at a time', async () => {
  await store.beginRun(lease, report('r', { startedAt: 2_000 }), [])
  expect(await store.countMissing(key, 'r')).toEqual({ people: 4_100, departments: 1 })
  expect(count(/count\(\*\).*from "directory_people" as entity/s)).toBe(3)
  await store.writePage(lease, 'r', page(2_000, { people: [{ id: 'ou_7' }] }))
  statements = []
  expect((await store.missing(key, 'r', 'person', { limit: 50 })).items).toHaveLength(50)
  expect(count(/from "directory_people" as entity/)).toBe(1)
})

it('others have their turn between two pages of missing people', async () => {
  await store.beginRun(lease, report('r', { startedAt: 2_000 }), [])
  let turns = 0
  let isOver = false
  const others = (async () => {
    for (; !isOver; turns += 1) await nextTurn()
  })()
  const seen = new Set<number>()
  for (let cursor: string | undefined, pages = 0; pages < 10; pages += 1) {
    const found = await store.missing(key, 'r', 'person', { limit: 50, ...(cursor && { cursor }) })
    cursor = found.next ?? undefined
    seen.add(turns)
  }
  isOver = true
  await others
  expect(seen.size).toBe(10)
})

it.each(['0', 'D'])('D76 notes what a run of department %s may remove a part at a time', async (id) => {
  await store.beginRun(lease, report('old', { target: { kind: 'department', id } }), [])
  statements = []
  await store.beginRun(lease, report('r', { target: { kind: 'department', id }, startedAt: 2_000 }), [])
  const transactions = statements.join('\n').split('begin immediate').slice(1)
  const noted = transactions.map((one) => one.match(/insert into "directory_range"/g)?.length ?? 0)
  // 1,000 people in two statements each time; the department itself, and nothing at the end.
  expect(noted).toEqual([1, 2, 2, 2, 2, 1, 0])
  expect((await store.countMissing(key, 'r')).people).toBe(4_100)
  expect((await store.run(key, 'old'))?.state).toBe('superseded')
})

it('D76 a run that was taken over while it began is none that could be continued, or remove anything', async () => {
  const target = { kind: 'department', id: 'D' } as const
  const other: Lease = { ...lease, owner: 'another' }
  let taken: Promise<boolean> | undefined
  const interrupted = db.withPlugin({
    transformQuery({ node }) {
      // Waits for the transaction that is under way.
      if (node.kind === 'InsertQueryNode') taken ??= store.acquireLease(other, 1, 2)
      return node
    },
    transformResult: async ({ result }) => result,
  })
  const run = report('r', { target, startedAt: 2_000 })
  const tasks = [{ kind: 'people', target: 'D' } as const]
  const beginning = createDirectoryStore(interrupted).beginRun(lease, run, tasks)
  await expect(beginning).rejects.toMatchObject({ code: 'sync_lost' })
  expect(await taken).toBe(true)
  expect(await store.unfinishedRun(key, target, false)).toBeUndefined()
  // As the same process would, had only the lock been in its way.
  await store.beginRun(other, run, tasks)
  expect(await store.unfinishedRun(key, target, false)).toEqual(run)
  expect(await store.countTasks(key, 'r')).toBe(1)
  expect((await store.countMissing(key, 'r')).people).toBe(4_100)
})
