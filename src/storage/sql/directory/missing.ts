// Finds: what a run's target holds and the run has not met.

import { type Kysely, sql } from 'kysely'
import type { DirectoryStore, EntityKind } from '../../../directory/ports.ts'
import type { Tables } from '../schema.ts'
import { pageOf, readCursor } from './cursor.ts'
import { expectRun } from './find-run.ts'
import { removedBy, tableOf } from './remove.ts'
import { everything } from './run-rows.ts'
import type { PersonRow, RunRow } from './tables.ts'

export function createMissing(db: Kysely<Tables>): Pick<DirectoryStore, 'countMissing' | 'missing'> {
  const count = async (run: RunRow, of: EntityKind): Promise<number> => {
    const row = await missingOf(db, run, of)
      .select((where) => where.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return Number(row.count)
  }

  return {
    async countMissing(key, runId) {
      const run = await expectRun(db, key, runId)
      return { people: await count(run, 'person'), departments: await count(run, 'department') }
    },

    async missing(key, runId, of, { cursor, limit }) {
      const listing = `missing-${of}:T` as const
      const after = readCursor(listing, cursor)
      const run = await expectRun(db, key, runId)
      let query = missingOf(db, run, of)
        .select(['entity.id', 'entity.name'])
        .orderBy('entity.id')
        .limit(limit + 1)
      if (after !== undefined) query = query.where('entity.id', '>', String(after[0]))
      return pageOf(
        listing,
        await query.execute(),
        limit,
        (row) => [row.id],
        ({ id, name }) => ({ id, name }),
      )
    },
  }
}

/** Those that were read since the run began, as events make it, are not missing either. */
function missingOf(db: Kysely<Tables>, run: RunRow, of: EntityKind) {
  // What stands in both tables is all that is asked for.
  const table = sql<Pick<PersonRow, 'id' | 'name'>>`${sql.table(tableOf(of))}`
  let query = db
    .selectFrom(table.as('entity'))
    .where(sql<boolean>`brand = ${run.brand} and app_id = ${run.app_id}`)
    .where(sql<boolean>`removed_at is null and read_at <= ${run.started_at}`)
    .where(sql<boolean>`id not in (select id from directory_met where run_id = ${run.id} and kind = ${of})`)
  if (run.target !== everything) {
    query = query.where(
      sql<boolean>`id in (select id from directory_range where run_id = ${run.id} and kind = ${of})`,
    )
  }
  // What a dry run has removed is gone for the run, as it is for another.
  if (run.dry_run === 1) query = query.where(sql<boolean>`id not in ${removedBy(run, of)}`)
  return query
}
