// Tests: that the end of a run bears to be repeated, and that what a killed process left behind goes later.

import { Kysely, SqliteDialect } from 'kysely'
import { expect, it } from 'vitest'
import { importAll, key, lease, page, report } from '../../contracts/directory-samples.ts'
import { migrate } from '../migrate.ts'
import type { Tables } from '../schema.ts'
import { adaptSqlite } from '../sqlite/adapter.ts'
import { openSqliteFile } from '../sqlite/file.ts'
import { createDirectoryStore } from './store.ts'

async function makeStore() {
  const database = adaptSqlite(await openSqliteFile(':memory:'))
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })
  await migrate(db)
  const store = createDirectoryStore(db)
  await store.acquireLease(lease, 0, 1)
  return { db, store }
}

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
