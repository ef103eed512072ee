// Notes: what a run of a part of the directory may remove, as the tree is when it begins.

import { setImmediate } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { type DirectoryKey, rootId } from '../../../directory/model.ts'
import type { Lease } from '../../../directory/ports.ts'
import type { RunReport, SyncTarget } from '../../../directory/report.ts'
import type { Tables } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { below } from './below.ts'
import { chunksOf, keyColumns } from './key-columns.ts'
import { assertLease } from './leases.ts'

/** So many people are noted in one transaction. */
const peopleAtOnce = 1_000

/** The departments and people that the target names, and the departments below them. */
export async function noteNamed(
  db: Kysely<Tables>,
  key: DirectoryKey,
  { id: runId, target }: Pick<RunReport, 'id' | 'target'>,
): Promise<void> {
  const { departments, people } = namedBy(target)
  await note(db, runId, 'department', departments)
  await note(db, runId, 'person', people)
  if (departments.length === 0) return
  await sql`
    insert into directory_range (run_id, kind, id)
    with ${below(key, sql`select id from directory_range where run_id = ${runId} and kind = 'department'`)}
    select ${runId}, 'department', id from below where true
    on conflict do nothing
  `.execute(db)
}

/** Whether the people of departments have to be noted too, by {@link noteMembers}. */
export const holdsDepartments = (target: SyncTarget): boolean => namedBy(target).departments.length > 0

/** Notes the people of the departments that are noted, a few in each transaction. */
export async function noteMembers(
  db: Kysely<Tables>,
  lease: Lease,
  { id: runId, target }: Pick<RunReport, 'id' | 'target'>,
): Promise<void> {
  const { key } = lease
  // Everybody is below the root, also whose departments are unknown.
  const people = namedBy(target).departments.includes(rootId) ? everybody(db, key) : membersOf(db, key, runId)
  const waiting: string[] = []
  const write = async () => {
    const ids = waiting.splice(0)
    await inTransaction(db, async (connection) => {
      await assertLease(connection, lease)
      await note(connection, runId, 'person', ids)
    })
    await setImmediate()
  }
  for await (const some of people) {
    waiting.push(...some)
    if (waiting.length >= peopleAtOnce) await write()
  }
  if (waiting.length > 0) await write()
}

async function* everybody(db: Kysely<Tables>, key: DirectoryKey): AsyncGenerator<string[]> {
  const people = db.selectFrom('directory_people').where((where) => where.and(keyColumns(key)))
  yield* idsOf((last) =>
    people.select('id').where('id', '>', last).orderBy('id').limit(peopleAtOnce).execute(),
  )
}

async function* membersOf(db: Kysely<Tables>, key: DirectoryKey, runId: string): AsyncGenerator<string[]> {
  const departments = idsOf((last) =>
    db
      .selectFrom('directory_range')
      .select('id')
      .where((where) => where.and({ run_id: runId, kind: 'department' }))
      .where('id', '>', last)
      .orderBy('id')
      .limit(peopleAtOnce)
      .execute(),
  )
  for await (const some of departments) {
    for (const department_id of some) {
      const members = db
        .selectFrom('directory_memberships')
        .where((where) => where.and({ ...keyColumns(key), department_id }))
      yield* idsOf((last) =>
        members
          .select('person_id as id')
          .where('person_id', '>', last)
          .orderBy('person_id')
          .limit(peopleAtOnce)
          .execute(),
      )
    }
  }
}

/** Pages of ids, each asked for with the last id before it. */
async function* idsOf(read: (last: string) => Promise<{ id: string }[]>): AsyncGenerator<string[]> {
  for (let last = ''; ; ) {
    const ids = (await read(last)).map(({ id }) => id)
    yield ids
    if (ids.length < peopleAtOnce) return
    last = ids.at(-1) ?? last
  }
}

/** Of a run of everything nothing is named: nothing is outside its range. */
function namedBy(target: SyncTarget): { departments: readonly string[]; people: readonly string[] } {
  switch (target.kind) {
    case 'all':
      return { departments: [], people: [] }
    case 'department':
      return { departments: [target.id], people: [] }
    case 'person':
      return { departments: [], people: [target.id] }
    case 'range':
      return { departments: target.departmentIds, people: target.personIds }
  }
}

async function note(
  db: Kysely<Tables>,
  runId: string,
  kind: 'person' | 'department',
  ids: readonly string[],
): Promise<void> {
  for (const some of chunksOf(ids)) {
    await db
      .insertInto('directory_range')
      .values(some.map((id) => ({ run_id: runId, kind, id })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}
