// Stores: runs of the synchronisation and their reports.

import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely'
import type { DirectoryKey } from '../../../directory/model.ts'
import type { DirectoryStore } from '../../../directory/ports.ts'
import type { RunReport } from '../../../directory/report.ts'
import type { Tables } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { canonicalJson } from './canonical.ts'
import { pageOf, readCursor } from './cursor.ts'
import { expectRun, findRun, newestWhole, numberBehind } from './find-run.ts'
import { keyColumns } from './key-columns.ts'
import { assertLease } from './leases.ts'
import { deleteNotes } from './notes.ts'
import { holdsDepartments, noteMembers, noteNamed } from './range.ts'
import { everything, newRunRow, notes, savedColumns, tallyOf, toReport } from './run-rows.ts'
import { addTasks } from './tasks.ts'
import { endUnlistedMemberships } from './unlisted.ts'

type Runs = Pick<
  DirectoryStore,
  'beginRun' | 'run' | 'runs' | 'lastWholeAt' | 'unfinishedRun' | 'saveRun' | 'told' | 'finishRun'
>

const unfinished = ['running', 'waiting', 'failed']

export function createRuns(db: Kysely<Tables>): Runs {
  return {
    async beginRun(lease, run, tasks) {
      // Of runs that ended before. First, so that nothing comes after the writing that could make it be repeated.
      await deleteNotes(db, lease.key)
      // Its people are noted a few at a time. Until they are all there it is none that could be continued.
      const isRefused = run.state !== 'running'
      const isLarge = !isRefused && holdsDepartments(run.target)
      await inTransaction(db, async (connection) => {
        await assertLease(connection, lease)
        if (isLarge) await deleteUnbegun(connection, run.id)
        // One that was refused takes the place of none: what waits to be confirmed still does.
        else if (!isRefused) await supersedeAlike(connection, lease.key, run)
        const number = (await numberBehind(connection, lease.key, 0)) + 1
        const first = (await newestWhole(connection, lease.key)) === undefined
        const unbegun = isLarge ? { state: 'superseded', finished_at: run.startedAt } : {}
        await connection
          .insertInto('directory_runs')
          .values({ ...newRunRow(lease.key, run, number, first), ...unbegun })
          .execute()
        await noteNamed(connection, lease.key, run)
        await addTasks(connection, run.id, tasks)
      })
      if (!isLarge) return
      await noteMembers(db, lease, run)
      await inTransaction(db, async (connection) => {
        await assertLease(connection, lease)
        await supersedeAlike(connection, lease.key, run)
        await saveColumns(connection, run)
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
        .where('has_notes', '=', notes.kept)
        .orderBy('number', 'desc')
        .executeTakeFirst()
      return row && toReport(row)
    },

    async saveRun(lease, run) {
      await inTransaction(db, async (connection) => {
        await assertLease(connection, lease)
        await expectRun(connection, lease.key, run.id)
        await saveColumns(connection, run)
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
        await saveColumns(connection, run)
        if (row.target === everything && row.dry_run === 0) {
          const older = (of: RunRows) => of('number', '<', row.number)
          await supersede(connection, lease.key, older, run.finishedAt ?? run.startedAt)
        }
      })
      await deleteNotes(db, lease.key)
    },
  }
}

const saveColumns = (db: Kysely<Tables>, run: RunReport) =>
  db.updateTable('directory_runs').set(savedColumns(run)).where('id', '=', run.id).execute()

/** What is there of it when it is begun again, after another process held the lock between two of its writes. */
const deleteUnbegun = (db: Kysely<Tables>, id: string) =>
  db.deleteFrom('directory_runs').where('id', '=', id).where('state', '=', 'superseded').execute()

type RunRows = ExpressionBuilder<Tables, 'directory_runs'>

/** Unfinished runs of the same target will not be continued. */
const supersedeAlike = (db: Kysely<Tables>, key: DirectoryKey, run: RunReport) =>
  supersede(
    db,
    key,
    (of) => of.and({ target: canonicalJson(run.target), dry_run: run.dryRun ? 1 : 0 }),
    run.startedAt,
  )

/** Lets none of these runs be continued. What failed stays so: whoever looks at the runs has to see why. */
async function supersede(
  db: Kysely<Tables>,
  key: DirectoryKey,
  which: (of: RunRows) => Expression<SqlBool>,
  at: number,
): Promise<void> {
  const runs = db
    .updateTable('directory_runs')
    .where((where) => where.and(keyColumns(key)))
    .where((where) => which(where))
  await runs
    .set({ state: 'superseded', finished_at: at })
    .where('state', 'in', ['running', 'waiting'])
    .execute()
  await runs
    .set({ has_notes: notes.useless })
    .where('state', '=', 'failed')
    .where('has_notes', '=', notes.kept)
    .execute()
}
