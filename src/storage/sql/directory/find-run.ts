// Finds: the row of a run.

import type { Kysely } from 'kysely'
import type { DirectoryKey } from '../../../directory/model.ts'
import type { Lease } from '../../../directory/ports.ts'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { Tables } from '../schema.ts'
import { keyColumns } from './key-columns.ts'
import { assertLease } from './leases.ts'
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
