// Notes: whom a run has met, so that nobody counts twice and the missing ones are known.

import type { Kysely } from 'kysely'
import type { Tables } from '../schema.ts'
import { chunksOf } from './key-columns.ts'
import type { MetRow } from './tables.ts'

export type Met = Pick<MetRow, 'id' | 'placed' | 'changed' | 'read_at'>

/** Those of these that the run has met. */
export async function findMet(
  db: Kysely<Tables>,
  runId: string,
  kind: 'person' | 'department',
  ids: readonly string[],
): Promise<Map<string, Met>> {
  const found = new Map<string, Met>()
  for (const some of chunksOf(ids)) {
    const rows = await db
      .selectFrom('directory_met')
      .select(['id', 'placed', 'changed', 'read_at'])
      .where('run_id', '=', runId)
      .where('kind', '=', kind)
      .where('id', 'in', some)
      .execute()
    for (const row of rows) found.set(row.id, row)
  }
  return found
}

/** Whether the platform has told the run of anybody where they stand. */
export async function hasPlaced(db: Kysely<Tables>, runId: string): Promise<boolean> {
  const row = await db
    .selectFrom('directory_met')
    .select('id')
    .where((where) => where.and({ run_id: runId, kind: 'person', placed: 1 }))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Those that are noted already are noted anew. */
export async function noteMet(
  db: Kysely<Tables>,
  rows: readonly (Omit<MetRow, 'department_id'> & { department_id?: string })[],
): Promise<void> {
  for (const some of chunksOf(rows)) {
    await db
      .insertInto('directory_met')
      .values(some.map((row) => ({ department_id: '', ...row })))
      .onConflict((conflict) =>
        conflict.columns(['run_id', 'kind', 'id', 'department_id']).doUpdateSet((of) => ({
          placed: of.ref('excluded.placed'),
          changed: of.ref('excluded.changed'),
          read_at: of.ref('excluded.read_at'),
        })),
      )
      .execute()
  }
}

/** Notes that the run has counted a change of these people. */
export async function noteChanged(db: Kysely<Tables>, runId: string, ids: readonly string[]): Promise<void> {
  for (const some of chunksOf(ids)) {
    await db
      .updateTable('directory_met')
      .set({ changed: 1 })
      .where('run_id', '=', runId)
      .where('kind', '=', 'person')
      .where('id', 'in', some)
      .execute()
  }
}
