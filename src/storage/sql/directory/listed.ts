// Adds: departments to people of whom the platform tells none, by the lists in which they stand.

import type { PersonRead } from '../../../feishu/index.ts'
import { findPlaces } from './memberships.ts'
import type { Met } from './met.ts'
import { movePeople } from './moves.ts'
import type { Reading } from './outcome.ts'
import { placesAfter } from './places.ts'
import type { RunRow } from './tables.ts'

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
  return movePeople(reading, run, moves)
}
