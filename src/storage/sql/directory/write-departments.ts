// Writes: departments that the platform has told, where they differ from what is known.

import { rootId } from '../../../directory/model.ts'
import type { DepartmentRead } from '../../../feishu/index.ts'
import { findKnown, noteTime } from './entities.ts'
import { chunksOf, keyColumns } from './key-columns.ts'
import { mergeFields } from './merge-fields.ts'
import { changeOf, isAhead, isNewer, type Outcome, type Reading } from './outcome.ts'
import { departmentSearchColumns } from './search-text.ts'
import type { DepartmentRow } from './tables.ts'

/** Of each department once. */
export async function writeDepartments(
  reading: Reading,
  reads: readonly DepartmentRead[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const some of chunksOf(reads)) outcomes.push(...(await writeSome(reading, some)))
  return outcomes
}

async function writeSome(reading: Reading, reads: readonly DepartmentRead[]): Promise<Outcome[]> {
  const known = await findKnown(
    reading,
    'department',
    reads.map(({ id }) => id),
  )
  const outcomes: Outcome[] = []
  const rows: DepartmentRow[] = []
  /** Where nothing but the time of reading is written. */
  const timed: string[] = []
  for (const { id, isDeleted: _, ...told } of reads) {
    const row = known.get(id)
    if (row !== undefined && isNewer(row, reading)) {
      outcomes.push({ id, name: row.name, change: 'none', fields: [] })
      continue
    }
    const merged = mergeFields(row?.fields, told)
    const change = changeOf(row, merged.changed.length > 0)
    // One that comes back stands under the root until the tree is arranged: where it stood may lie below it by now.
    const treeParentId = change === 'updated' && row !== undefined ? row.tree_parent_id : rootId
    const next = toRow(reading, id, merged, treeParentId)
    outcomes.push({ id, name: next.name, change, fields: merged.changed })
    const isTimed = reading.noteTime || (row !== undefined && isAhead(row, reading.now))
    if (change === 'none' && isTimed) timed.push(id)
    if (change !== 'none') rows.push(next)
  }
  if (reading.dryRun) return outcomes
  await writeRows(reading, rows)
  await noteTime(reading, 'department', timed)
  return outcomes
}

function toRow(
  { key, now, readAt }: Reading,
  id: string,
  { fields, text }: ReturnType<typeof mergeFields>,
  treeParentId: string,
): DepartmentRow {
  return {
    ...keyColumns(key),
    id,
    name: String(fields.name ?? ''),
    ...departmentSearchColumns(fields),
    parent_id: (fields.parentId as string | undefined) ?? null,
    tree_parent_id: treeParentId,
    sort_order: Number(fields.order ?? 0),
    fields: text,
    updated_at: now,
    read_at: readAt,
    removed_at: null,
    removed_reason: null,
  }
}

async function writeRows({ db }: Reading, rows: readonly DepartmentRow[]): Promise<void> {
  if (rows.length === 0) return
  await db
    .insertInto('directory_departments')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.columns(['brand', 'app_id', 'id']).doUpdateSet((of) => ({
        name: of.ref('excluded.name'),
        search_names: of.ref('excluded.search_names'),
        parent_id: of.ref('excluded.parent_id'),
        tree_parent_id: of.ref('excluded.tree_parent_id'),
        sort_order: of.ref('excluded.sort_order'),
        fields: of.ref('excluded.fields'),
        updated_at: of.ref('excluded.updated_at'),
        read_at: of.ref('excluded.read_at'),
        removed_at: of.ref('excluded.removed_at'),
        removed_reason: of.ref('excluded.removed_reason'),
      })),
    )
    .execute()
}
