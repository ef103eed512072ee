// Stores: runs of the synchronisation and their reports.

import type { Kysely } from 'kysely'
import type { DirectoryKey } from '../../../directory/model.ts'
import type { DirectoryStore } from '../../../directory/ports.ts'
import type { Tables } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { canonicalJson } from './canonical.ts'
import { pageOf, readCursor } from './cursor.ts'
import { expectRun, findRun } from './find-run.ts'
import { keyColumns } from './key-columns.ts'
import { assertLease } from './leases.ts'
import { endUnlistedMemberships } from './listed.ts'
import { deleteNotes } from './notes.ts'
import { noteRange } from './range.ts'
import { everything, newRunRow, savedColumns, tallyOf, toReport } from './run-rows.ts'
import { addTasks } from './tasks.ts'

type Runs = Pick<
  DirectoryStore,
  'beginRun' | 'run' | 'runs' | 'lastWholeAt' | 'unfinishedRun' | 'saveRun' | 'told' | 'finishRun'
>

const unfinished = ['running', 'waiting', 'failed']

export function createRuns(db: Kysely<Tables>): Runs {
  return {
    async beginRun(lease, run, tasks) {
      const columns = keyColumns(lease.key)
      // Of runs that ended before. First, so that nothing comes after the writing that could make it be repeated.
      await deleteNotes(db, lease.key)
      await inTransaction(db, async (connection) => {
        await assertLease(connection, lease)
        await connection
          .updateTable('directory_runs')
          .set({ state: 'superseded', finished_at: run.startedAt })
          .where((where) => where.and({ ...columns, target: canonicalJson(run.target) }))
          .where('dry_run', '=', run.dryRun ? 1 : 0)
          .where('state', 'in', unfinished)
          .execute()
        const number = (await newest(connection, lease.key)) + 1
        const first = (await newestWhole(connection, lease.key)) === undefined
        await connection
          .insertInto('directory_runs')
          .values(newRunRow(lease.key, run, number, first))
          .execute()
        await noteRange(connection, lease.key, run)
        await addTasks(connection, run.id, tasks)
      })
    },

    async run(key, id) {
      const row = await findRun(db, key, id)
      return row && toReport(row)
    },

    async runs(key, { cursor, limit, state }) {
      const listing = 'runs:n'
      const after = readCursor(listing, cursor)
      let query = db
        .selectFrom('directory_runs')
        .selectAll()
        .where((where) => where.and(keyColumns(key)))
        .orderBy('number', 'desc')
        .limit(limit + 1)
      if (state !== undefined) query = query.where('state', '=', state)
      if (after !== undefined) query = query.where('number', '<', Number(after[0]))
      return pageOf(listing, await query.execute(), limit, (row) => [row.number], toReport)
    },

    async lastWholeAt(key) {
      const row = await newestWhole(db, key)
      return row === undefined ? null : (row.finished_at ?? row.started_at)
    },

    async unfinishedRun(key, target, dryRun) {
      const row = await db
        .selectFrom('directory_runs')
        .selectAll()
        .where((where) => where.and({ ...keyColumns(key), target: canonicalJson(target) }))
        .where('dry_run', '=', dryRun ? 1 : 0)
        .where('state', 'in', unfinished)
        .orderBy('number', 'desc')
        .executeTakeFirst()
      return row && toReport(row)
    },

    async saveRun(lease, run) {
      await inTransaction(db, async (connection) => {
        await assertLease(connection, lease)
        const { id } = await expectRun(connection, lease.key, run.id)
        await connection.updateTable('directory_runs').set(savedColumns(run)).where('id', '=', id).execute()
      })
    },

    async told(key, runId) {
      return tallyOf(await expectRun(db, key, runId)).told
    },

    async finishRun(lease, run) {
      await endUnlistedMemberships(db, lease, run.id, run.finishedAt ?? run.startedAt)
      await inTransaction(db, async (connection) => {
        await assertLease(connection, lease)
        const row = await expectRun(connection, lease.key, run.id)
        await connection
          .updateTable('directory_runs')
          .set(savedColumns(run))
          .where('id', '=', row.id)
          .execute()
      })
      await deleteNotes(db, lease.key)
    },
  }
}

async function newest(db: Kysely<Tables>, key: DirectoryKey): Promise<number> {
  const row = await db
    .selectFrom('directory_runs')
    .select('number')
    .where((where) => where.and(keyColumns(key)))
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.number ?? 0
}

/** The newest run that has read and written everything. */
function newestWhole(db: Kysely<Tables>, key: DirectoryKey) {
  return db
    .selectFrom('directory_runs')
    .select(['started_at', 'finished_at'])
    .where((where) => where.and({ ...keyColumns(key), state: 'completed', dry_run: 0 }))
    .where('target', '=', everything)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
}
