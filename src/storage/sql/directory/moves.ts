// Moves: people whose departments the lists of a run tell, and notes whom that has changed.

import { noteChanges } from './changes.ts'
import { keyColumns } from './key-columns.ts'
import { type PlacesOf, writePlaces } from './memberships.ts'
import { findMet, noteChanged } from './met.ts'
import type { Reading } from './outcome.ts'
import { samePlaces } from './places.ts'
import type { RunRow } from './tables.ts'

/** Returns how many of them count as updated by it, and have not counted before. */
export async function movePeople(reading: Reading, run: RunRow, all: readonly PlacesOf[]): Promise<number> {
  const { db } = reading
  const moves = all.filter(({ before, after }) => !samePlaces(before, after))
  if (moves.length === 0) return 0
  const ids = moves.map(({ personId }) => personId)
  const people = reading.dryRun ? await findNames(reading, ids) : await writeMoves(reading, moves, ids)
  const met = await findMet(db, run.id, 'person', ids)
  const uncounted = people.filter(({ id }) => met.get(id)?.changed !== 1)
  const change = 'updated' as const
  await noteChanges(
    db,
    run,
    'person',
    uncounted.map(({ id, name }) => ({ id, name, change, fields: ['departments'] })),
  )
  await noteChanged(
    db,
    run.id,
    uncounted.map(({ id }) => id),
  )
  return uncounted.length
}

async function writeMoves(
  { db, key, now }: Reading,
  moves: readonly PlacesOf[],
  ids: readonly string[],
): Promise<{ id: string; name: string }[]> {
  await writePlaces(db, key, moves)
  return db
    .updateTable('directory_people')
    .set({ updated_at: now })
    .where((where) => where.and(keyColumns(key)))
    .where('id', 'in', ids)
    .returning(['id', 'name'])
    .execute()
}

async function findNames({ db, key }: Reading, ids: readonly string[]) {
  return db
    .selectFrom('directory_people')
    .select(['id', 'name'])
    .where((where) => where.and(keyColumns(key)))
    .where('id', 'in', ids)
    .execute()
}
