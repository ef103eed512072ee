// Finds: rows of people or departments by their ids, and notes when those were read.

import { sql } from 'kysely'
import type { EntityKind } from '../../../directory/ports.ts'
import { keyColumns } from './key-columns.ts'
import type { Reading } from './outcome.ts'
import type { DepartmentRow, PersonRow } from './tables.ts'

interface RowOf {
  person: PersonRow
  department: DepartmentRow
}

export const tableOf = (of: EntityKind) => (of === 'person' ? 'directory_people' : 'directory_departments')

/** Of these ids, of whom there are few enough for one statement, those that are known; removed ones too. */
export async function findKnown<Of extends EntityKind>(
  { db, key }: Reading,
  of: Of,
  ids: readonly string[],
): Promise<Map<string, RowOf[Of]>> {
  const { rows } = await sql<RowOf[Of]>`
    select * from ${sql.table(tableOf(of))}
    where brand = ${key.brand} and app_id = ${key.appId} and id in (${sql.join([...ids])})
  `.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Where nothing but the time of reading has changed. */
export async function noteTime(
  { db, key, readAt }: Reading,
  of: EntityKind,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable(tableOf(of))
    .set({ read_at: readAt })
    .where((where) => where.and(keyColumns(key)))
    .where('id', 'in', ids)
    .execute()
}
