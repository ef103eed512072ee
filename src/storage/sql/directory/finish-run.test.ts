// Tests: that the end of a run bears to be repeated, and that what a killed process left behind goes later.

import { Kysely, SqliteDialect } from 'kysely'
import { expect, it } from 'vitest'
import type { DirectoryStore } from '../../../directory/ports.ts'
import { importAll, key, lease, page, report } from '../../contracts/directory-samples.ts'
import { migrate } from '../migrate.ts'
import type { Tables } from '../schema.ts'
import { adaptSqlite } from '../sqlite/adapter.ts'
import { openSqliteFile } from '../sqlite/file.ts'
import { createDirectoryStore } from './store.ts'

async function makeStore() {
  const database = adaptSqlite(await openSqliteFile(':memory:'))
  const statements: string[] = []
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect({ database }),
    log: ({ query }) => void statements.push(query.sql),
  })
  await migrate(db)
  const store = createDirectoryStore(db)
  await store.acquireLease(lease, 0, 1)
  return { db, store, statements }
}

/** Everybody stood in D; the run that is to be ended has met them in E instead, and read D to its end. */
async function regroup(store: DirectoryStore) {
  const people = Array.from({ length: 450 }, (_, n) => ({ id: `ou_${n}` }))
  await importAll(store, 'r1', 1_000, { people, listedIn: 'D' })
  const tasks = ['D', 'E'].map((target) => ({ kind: 'people', target }) as const)
  await store.beginRun(lease, report('r2', { startedAt: 2_000 }), tasks)
  const list = { people, listedIn: 'E', task: { kind: 'people', target: 'E' } } as const
  await store.writePage(lease, 'r2', page(2_000, list))
  await store.writePage(lease, 'r2', page(2_000, { listedIn: 'D' }))
  return report('r2', { state: 'completed', startedAt: 2_000, finishedAt: 2_000 })
}

it('D76 ends memberships a few people at a time', async () => {
  const { db, store, statements } = await makeStore()
  const ended = await regroup(store)
  statements.length = 0
  await store.finishRun(lease, ended)
  const transactions = statements.join('\n').split('begin immediate').slice(1)
  const deleted = transactions.map((one) => one.match(/delete from "directory_memberships"/g)?.length ?? 0)
  expect(deleted).toEqual([200, 200, 50, 0])
  await db.destroy()
})

it('D76 a run that another process takes over while memberships end is ended by it, and counts them once', async () => {
  const { db, store } = await makeStore()
  const ended = await regroup(store)
  let taken: Promise<boolean> | undefined
  const interrupted = db.withPlugin({
    transformQuery({ node }) {
      // Waits for the transaction that is under way.
      if (node.kind === 'UpdateQueryNode') taken ??= store.acquireLease({ ...lease, owner: 'another' }, 1, 2)
      return node
    },
    transformResult: async ({ result }) => result,
  })
  await expect(createDirectoryStore(interrupted).finishRun(lease, ended)).rejects.toMatchObject({
    code: 'sync_lost',
  })
  expect(await taken).toBe(true)
  expect((await store.run(key, 'r2'))?.state).toBe('running')
  expect((await store.people(key, { departmentId: 'D', limit: 450 })).items).toHaveLength(250)
  await store.finishRun({ ...lease, owner: 'another' }, ended)
  expect((await store.run(key, 'r2'))?.people).toMatchObject({ read: 450, updated: 450 })
  expect((await store.people(key, { departmentId: 'D', limit: 9 })).items).toEqual([])
  expect((await store.person(key, 'ou_449'))?.departments).toMatchObject([{ departmentId: 'E' }])
  await db.destroy()
})

it('D76 a run whose notes are half deleted ends no membership when it is ended again', async () => {
  const { db, store } = await makeStore()
  const run = report('r')
  await store.beginRun(lease, run, [{ kind: 'people', target: 'D' }])
  await store.writePage(lease, 'r', page(1_000, { people: [{ id: 'ou_1' }], listedIn: 'D' }))
  const notes = await db.selectFrom('directory_met').selectAll().where('kind', '=', 'person').execute()
  const tasks = await db.selectFrom('directory_tasks').selectAll().execute()
  await store.finishRun(lease, { ...run, state: 'completed' })
  await db.insertInto('directory_met').values(notes).execute()
  await db.insertInto('directory_tasks').values(tasks).execute()
  await store.finishRun(lease, { ...run, state: 'completed' })
  expect((await store.person(key, 'ou_1'))?.departments).toHaveLength(1)
  await db.destroy()
})

it('D76 notes of an ended run that were left behind go with the next run', async () => {
  const { db, store } = await makeStore()
  await store.beginRun(lease, report('r'), [])
  await store.writePage(lease, 'r', page(1_000, { people: [{ id: 'ou_1' }] }))
  // As if the process had been killed between the two steps.
  await db.updateTable('directory_runs').set({ state: 'completed' }).execute()
  await importAll(store, 'r2', 2_000, {})
  expect(await db.selectFrom('directory_met').selectAll().execute()).toEqual([])
  expect(await db.selectFrom('directory_runs').select('has_notes').execute()).toEqual([
    { has_notes: 0 },
    { has_notes: 0 },
  ])
  await db.destroy()
})
