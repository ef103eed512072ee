// Writes: people whom the platform has told, where they differ from what is known.

import { leftStates } from '../../../directory/model.ts'
import type { PersonRead, PersonState } from '../../../feishu/index.ts'
import { findKnown, noteTime } from './entities.ts'
import { chunksOf, keyColumns } from './key-columns.ts'
import { findPlaces, type PlacesOf, writePlaces } from './memberships.ts'
import { mergeFields } from './merge-fields.ts'
import { changeOf, isAhead, isNewer, type Outcome, type Reading } from './outcome.ts'
import { placesAfter, samePlaces } from './places.ts'
import { personSearchColumns } from './search-text.ts'
import type { PersonRow } from './tables.ts'

/** Of each person once. `listedIn` is the department in whose list they stand. */
export async function writePeople(
  reading: Reading,
  reads: readonly PersonRead[],
  listedIn: string | null,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const some of chunksOf(reads)) outcomes.push(...(await writeSome(reading, some, listedIn)))
  return outcomes
}

async function writeSome(
  reading: Reading,
  reads: readonly PersonRead[],
  listedIn: string | null,
): Promise<Outcome[]> {
  const ids = reads.map(({ id }) => id)
  const known = await findKnown(reading, 'person', ids)
  const places = await findPlaces(reading.db, reading.key, ids)
  const outcomes: Outcome[] = []
  const rows: PersonRow[] = []
  const moved: PlacesOf[] = []
  /** Where nothing but the time of reading is written. */
  const timed: string[] = []
  for (const read of reads) {
    const row = known.get(read.id)
    if (row !== undefined && isNewer(row, reading)) {
      outcomes.push({ id: read.id, name: row.name, change: 'none', fields: [] })
      continue
    }
    const { id, departmentIds: _, orders: __, ...told } = read
    const merged = mergeFields(row?.fields, told)
    const before = places.get(id) ?? []
    const after = placesAfter(read, listedIn, before)
    const isMoved = !samePlaces(before, after)
    const fields = isMoved ? [...merged.changed, 'departments'] : merged.changed
    const next = toRow(reading, id, merged)
    // Whoever has left can still be asked for; that does not bring them back.
    const stays = row?.removed_at != null && leftStates.includes(next.state as PersonState)
    const change = changeOf(row, fields.length > 0, stays)
    outcomes.push({ id, name: next.name, change, fields })
    const isTimed = reading.noteTime || (row !== undefined && isAhead(row, reading.now))
    if (change === 'none' && isTimed) timed.push(id)
    if (change !== 'none') rows.push(stays && row !== undefined ? { ...next, ...removalOf(row) } : next)
    if (isMoved) moved.push({ personId: id, before, after })
  }
  if (reading.dryRun) return outcomes
  await writeRows(reading, rows)
  await writePlaces(reading.db, reading.key, moved)
  await noteTime(reading, 'person', timed)
  return outcomes
}

const removalOf = ({ removed_at, removed_reason }: PersonRow) => ({ removed_at, removed_reason })

function toRow(
  { key, now, readAt }: Reading,
  id: string,
  { fields, text }: ReturnType<typeof mergeFields>,
): PersonRow {
  return {
    ...keyColumns(key),
    id,
    name: String(fields.name ?? ''),
    state: (fields.state as PersonState | undefined) ?? null,
    ...personSearchColumns(fields),
    fields: text,
    updated_at: now,
    read_at: readAt,
    removed_at: null,
    removed_reason: null,
  }
}

async function writeRows({ db }: Reading, rows: readonly PersonRow[]): Promise<void> {
  if (rows.length === 0) return
  await db
    .insertInto('directory_people')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.columns(['brand', 'app_id', 'id']).doUpdateSet((of) => ({
        name: of.ref('excluded.name'),
        state: of.ref('excluded.state'),
        search_names: of.ref('excluded.search_names'),
        search_text: of.ref('excluded.search_text'),
        fields: of.ref('excluded.fields'),
        updated_at: of.ref('excluded.updated_at'),
        read_at: of.ref('excluded.read_at'),
        removed_at: of.ref('excluded.removed_at'),
        removed_reason: of.ref('excluded.removed_reason'),
      })),
    )
    .execute()
}
