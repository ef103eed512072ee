// Keeps: the departments of people of whom the platform tells none, by the lists in which they stand.

import { type Kysely, sql } from 'kysely'
import type { DirectoryKey } from '../../../directory/model.ts'
import type { PersonRead } from '../../../feishu/index.ts'
import type { Tables } from '../schema.ts'
import { noteChanges } from './changes.ts'
import { expectRun } from './find-run.ts'
import { chunksOf, keyColumns } from './key-columns.ts'
import { findPlaces, type PlacesOf, writePlaces } from './memberships.ts'
import { findMet, type Met, noteChanged } from './met.ts'
import type { Reading } from './outcome.ts'
import { type Place, placesAfter, samePlaces } from './places.ts'
import type { RunRow } from './tables.ts'
import { saveCounts } from './tally.ts'

/**
 * Adds the department to people whom the run has met in the list of another one; returns how many of them count as
 * updated by it, and have not counted before.
 */
export async function addListedPlaces(
  reading: Reading,
  run: RunRow,
  listedIn: string,
  people: readonly { read: PersonRead; met: Met }[],
): Promise<number> {
  if (people.length === 0) return 0
  const { db, key } = reading
  const places = await findPlaces(
    db,
    key,
    people.map(({ read }) => read.id),
  )
  const moves = people.map(({ read }) => {
    const before = places.get(read.id) ?? []
    return { personId: read.id, before, after: placesAfter(read, listedIn, before) }
  })
  return move(reading, run, moves)
}

/**
 * Ends memberships of people of whom the platform told no departments, in departments whose lists the run has read to
 * the end without meeting the person there.
 */
export async function endUnlistedMemberships(
  db: Kysely<Tables>,
  key: DirectoryKey,
  run: RunRow,
  now: number,
): Promise<void> {
  const { rows } = await sql<{ person_id: string; department_id: string }>`
    select person_id, department_id from directory_memberships as member
    where brand = ${key.brand} and app_id = ${key.appId}
    and person_id in (
      select id from directory_met where run_id = ${run.id} and kind = 'person' and placed = 0
    )
    and department_id in (
      select target from directory_tasks where run_id = ${run.id} and kind = 'people' and done = 1
    )
    and not exists (
      select 1 from directory_met as listed
      where listed.run_id = ${run.id} and listed.kind = 'listed'
      and listed.id = member.person_id and listed.department_id = member.department_id
    )
  `.execute(db)
  const ended = Map.groupBy(rows, (row) => row.person_id)
  const reading: Reading = { db, key, readAt: now, now, dryRun: run.dry_run === 1, noteTime: false }
  let updated = 0
  for (const ids of chunksOf([...ended.keys()])) {
    const places = await findPlaces(db, key, ids)
    const moves = ids.map((personId) => {
      const before = places.get(personId) ?? []
      const gone = new Set(ended.get(personId)?.map((row) => row.department_id))
      const after: Place[] = before.filter(({ departmentId }) => !gone.has(departmentId))
      return { personId, before, after }
    })
    updated += await move(reading, run, moves)
  }
  if (updated > 0) await saveCounts(db, await expectRun(db, key, run.id), 'people', { updated })
}

async function move(reading: Reading, run: RunRow, all: readonly PlacesOf[]): Promise<number> {
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
