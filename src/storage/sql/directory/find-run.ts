// Finds: the row of a run, by its id or its place among the others.

import type { Kysely } from 'kysely'
import type { DirectoryKey } from '../../../directory/model.ts'
import type { Lease } from '../../../directory/ports.ts'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { Tables } from '../schema.ts'
import { keyColumns } from './key-columns.ts'
import { assertLease } from './leases.ts'
import { everything } from './run-rows.ts'
import type { RunRow } from './tables.ts'

export async function findRun(
  db: Kysely<Tables>,
  key: DirectoryKey,
  id: string,
): Promise<RunRow | undefined> {
  return db
    .selectFrom('directory_runs')
    .selectAll()
    .where((where) => where.and({ ...keyColumns(key), id }))
    .executeTakeFirst()
}

/** The number of the run that so many newer ones have followed; 0 where there is none. */
export async function numberBehind(db: Kysely<Tables>, key: DirectoryKey, newer: number): Promise<number> {
  const row = await db
    .selectFrom('directory_runs')
    .select('number')
    .where((where) => where.and(keyColumns(key)))
    .orderBy('number', 'desc')
    .limit(1)
    .offset(newer)
    .executeTakeFirst()
  return row?.number ?? 0
}

/** The newest run that has read and written everything. */
export function newestWhole(db: Kysely<Tables>, key: DirectoryKey) {
  return db
    .selectFrom('directory_runs')
    .select(['number', 'started_at', 'finished_at'])
    .where((where) => where.and({ ...keyColumns(key), state: 'completed', dry_run: 0 }))
    .where('target', '=', everything)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** @throws LarkspurError `run_not_found` */
export async function expectRun(db: Kysely<Tables>, key: DirectoryKey, id: string): Promise<RunRow> {
  const row = await findRun(db, key, id)
  if (row === undefined) throw new LarkspurError('run_not_found')
  return row
}

/**
 * The run that the holder of the lease writes for, in the transaction that writes.
 * @throws LarkspurError `sync_lost` also for a run that has ended, for its notes may be gone; `run_not_found`
 */
export async function expectOpenRun(db: Kysely<Tables>, lease: Lease, id: string): Promise<RunRow> {
  await assertLease(db, lease)
  const row = await expectRun(db, lease.key, id)
  if (row.state === 'completed' || row.state === 'superseded') throw new LarkspurError('sync_lost')
  return row
}
