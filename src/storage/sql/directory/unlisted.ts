// Ends: memberships of people of whom the platform tells no departments, by the lists in which they do not stand.

import { setImmediate } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { DirectoryKey } from '../../../directory/model.ts'
import type { Lease } from '../../../directory/ports.ts'
import type { Tables } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { expectRun } from './find-run.ts'
import { assertLease } from './leases.ts'
import { findPlaces } from './memberships.ts'
import { movePeople } from './moves.ts'
import type { Reading } from './outcome.ts'
import type { Place } from './places.ts'
import type { MetRow, RunRow } from './tables.ts'
import { saveCounts } from './tally.ts'

/** So many people are looked at in one transaction. */
const peopleAtOnce = 200

/**
 * Ends memberships of people of whom the platform told no departments, in departments whose lists the run has read to
 * the end without meeting the person there. A few people at a time, each in a transaction of its own: whoever signs in
 * meanwhile does not wait for all of them. Bears to be repeated, also from the middle: what has ended is not found again.
 */
export async function endUnlistedMemberships(
  db: Kysely<Tables>,
  lease: Lease,
  runId: string,
  now: number,
): Promise<void> {
  for (let last: string | undefined = ''; last !== undefined; await setImmediate()) {
    const met = await metAfter(db, runId, last)
    const unplaced = met.filter(({ placed }) => placed === 0).map(({ id }) => id)
    if (unplaced.length > 0) {
      await inTransaction(db, async (connection) => {
        await assertLease(connection, lease)
        const run = await expectRun(connection, lease.key, runId)
        // Repeated while its notes are being deleted: half of them would end memberships that all of them keep.
        if (run.state !== 'completed') await endUnlisted(connection, lease.key, run, unplaced, now)
      })
    }
    last = met.at(-1)?.id
  }
}

/** The next people whom the run has met, by their ids. */
const metAfter = (
  db: Kysely<Tables>,
  runId: string,
  last: string,
): Promise<Pick<MetRow, 'id' | 'placed'>[]> =>
  db
    .selectFrom('directory_met')
    .select(['id', 'placed'])
    .where((where) => where.and({ run_id: runId, kind: 'person' }))
    .where('id', '>', last)
    .orderBy('id')
    .limit(peopleAtOnce)
    .execute()

async function endUnlisted(
  db: Kysely<Tables>,
  key: DirectoryKey,
  run: RunRow,
  people: readonly string[],
  now: number,
): Promise<void> {
  // Cross joins, because SQLite may otherwise go through all lists that were read for each membership.
  const { rows } = await sql<{ person_id: string; department_id: string }>`
    select member.person_id, member.department_id
    from directory_met as met cross join directory_memberships as member
    where met.run_id = ${run.id} and met.kind = 'person'
    and met.id in (${sql.join(people)})
    and member.brand = ${key.brand} and member.app_id = ${key.appId} and member.person_id = met.id
    and exists (
      select 1 from directory_tasks as list
      where list.run_id = ${run.id} and list.kind = 'people' and list.target = member.department_id and done = 1
    )
    and not exists (
      select 1 from directory_met as listed
      where listed.run_id = ${run.id} and listed.kind = 'listed'
      and listed.id = member.person_id and listed.department_id = member.department_id
    )
  `.execute(db)
  if (rows.length === 0) return
  const ended = Map.groupBy(rows, (row) => row.person_id)
  const reading: Reading = { db, key, readAt: now, now, dryRun: run.dry_run === 1, noteTime: false }
  const places = await findPlaces(db, key, [...ended.keys()])
  const moves = [...ended].map(([personId, rowsOfPerson]) => {
    const before = places.get(personId) ?? []
    const gone = new Set(rowsOfPerson.map((row) => row.department_id))
    const after: Place[] = before.filter(({ departmentId }) => !gone.has(departmentId))
    return { personId, before, after }
  })
  const updated = await movePeople(reading, run, moves)
  if (updated > 0) await saveCounts(db, run, 'people', { updated })
}
