// Stores: who stands in which departments.

import type { Kysely } from 'kysely'
import type { DirectoryKey } from '../../../directory/model.ts'
import type { Tables } from '../schema.ts'
import { chunksOf, keyColumns } from './key-columns.ts'
import type { Place } from './places.ts'

/** A person's places, as they are and as they shall be. */
export interface PlacesOf {
  personId: string
  before: readonly Place[]
  after: readonly Place[]
}

/** The places of these people, the primary one first. */
export async function findPlaces(
  db: Kysely<Tables>,
  key: DirectoryKey,
  personIds: readonly string[],
): Promise<Map<string, Place[]>> {
  const found = new Map<string, Place[]>()
  if (personIds.length === 0) return found
  const rows = await db
    .selectFrom('directory_memberships')
    .select(['person_id', 'department_id', 'sort_order'])
    .where((where) => where.and(keyColumns(key)))
    .where('person_id', 'in', personIds)
    .orderBy('person_id')
    .orderBy('place')
    .execute()
  for (const row of rows) {
    const place = { departmentId: row.department_id, order: row.sort_order }
    const places = found.get(row.person_id)
    if (places === undefined) found.set(row.person_id, [place])
    else places.push(place)
  }
  return found
}

/** Those of these departments in which somebody stands. */
export async function findPopulated(
  db: Kysely<Tables>,
  key: DirectoryKey,
  departmentIds: readonly string[],
): Promise<string[]> {
  const populated: string[] = []
  for (const department_id of departmentIds) {
    const row = await db
      .selectFrom('directory_memberships as member')
      .innerJoin('directory_people as person', (join) =>
        join
          .onRef('person.brand', '=', 'member.brand')
          .onRef('person.app_id', '=', 'member.app_id')
          .onRef('person.id', '=', 'member.person_id'),
      )
      .select('member.person_id')
      .where('member.brand', '=', key.brand)
      .where('member.app_id', '=', key.appId)
      .where('member.department_id', '=', department_id)
      .where('person.removed_at', 'is', null)
      .limit(1)
      .executeTakeFirst()
    if (row !== undefined) populated.push(department_id)
  }
  return populated
}

/** Writes only the rows that differ. */
export async function writePlaces(
  db: Kysely<Tables>,
  key: DirectoryKey,
  moves: readonly PlacesOf[],
): Promise<void> {
  const rows = []
  for (const { personId, before, after } of moves) {
    const gone = before.filter(
      (place) => !after.some(({ departmentId }) => departmentId === place.departmentId),
    )
    await deletePlaces(db, key, personId, gone)
    for (const [place, { departmentId, order }] of after.entries()) {
      const same = before[place]
      if (same?.departmentId === departmentId && same.order === order) continue
      rows.push({
        ...keyColumns(key),
        person_id: personId,
        department_id: departmentId,
        place,
        sort_order: order,
      })
    }
  }
  for (const some of chunksOf(rows)) {
    await db
      .insertInto('directory_memberships')
      .values(some)
      .onConflict((conflict) =>
        conflict.columns(['brand', 'app_id', 'person_id', 'department_id']).doUpdateSet((of) => ({
          place: of.ref('excluded.place'),
          sort_order: of.ref('excluded.sort_order'),
        })),
      )
      .execute()
  }
}

async function deletePlaces(
  db: Kysely<Tables>,
  key: DirectoryKey,
  personId: string,
  places: readonly Place[],
): Promise<void> {
  if (places.length === 0) return
  await db
    .deleteFrom('directory_memberships')
    .where((where) => where.and({ ...keyColumns(key), person_id: personId }))
    .where(
      'department_id',
      'in',
      places.map(({ departmentId }) => departmentId),
    )
    .execute()
}
