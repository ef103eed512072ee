// Deletes: what runs note of their work, once they have ended.

import { type Kysely, sql } from 'kysely'
import type { DirectoryKey } from '../../../directory/model.ts'
import type { Tables } from '../schema.ts'
import { inSlices } from '../slices.ts'
import { keyColumns } from './key-columns.ts'
import { notes } from './run-rows.ts'

/** The tables of notes, and what names a row of theirs. */
const noteTables = {
  directory_met: ['run_id', 'kind', 'id', 'department_id'],
  directory_range: ['run_id', 'kind', 'id'],
  directory_tasks: ['run_id', 'kind', 'target'],
} as const

/**
 * Goes slice by slice, after the run has been ended for good: whatever is left when the process stops, the next run
 * deletes.
 */
export async function deleteNotes(db: Kysely<Tables>, key: DirectoryKey): Promise<void> {
  const runs = await db
    .selectFrom('directory_runs')
    .select('id')
    .where((where) => where.and(keyColumns(key)))
    .where('has_notes', 'in', [notes.kept, notes.useless])
    .where((where) =>
      where.or([where('has_notes', '=', notes.useless), where('state', 'in', ['completed', 'superseded'])]),
    )
    .execute()
  for (const { id } of runs) {
    for (const [table, columns] of Object.entries(noteTables)) await deleteRowsOfRun(db, table, columns, id)
    await db.updateTable('directory_runs').set({ has_notes: notes.none }).where('id', '=', id).execute()
  }
}

/** Deletes a run's rows of one table, a slice at a time; returns how many there were. */
export function deleteRowsOfRun(
  db: Kysely<Tables>,
  table: string,
  columns: readonly string[],
  runId: string,
): Promise<number> {
  const names = sql.join(columns.map((column) => sql.ref(column)))
  return inSlices(undefined, async (size) => {
    const result = await sql`
      delete from ${sql.table(table)} where (${names}) in
        (select ${names} from ${sql.table(table)} where run_id = ${runId} limit ${size})
    `.execute(db)
    return Number(result.numAffectedRows ?? 0)
  })
}
