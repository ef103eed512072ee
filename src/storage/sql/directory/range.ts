// Notes: what a run of a part of the directory may remove, as the tree is when it begins.

import { type Kysely, sql } from 'kysely'
import { type DirectoryKey, rootId } from '../../../directory/model.ts'
import type { RunReport, SyncTarget } from '../../../directory/report.ts'
import type { Tables } from '../schema.ts'
import { below } from './below.ts'
import { chunksOf } from './key-columns.ts'

export async function noteRange(
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
  // Everybody is below the root, also whose departments are unknown.
  const everybody = departments.includes(rootId)
  await sql`
    insert into directory_range (run_id, kind, id)
    select ${runId}, 'person', id from directory_people as person
    where brand = ${key.brand} and app_id = ${key.appId} and removed_at is null and ${
      everybody
        ? sql`true`
        : sql`id in (
            select person_id from directory_memberships
            where brand = ${key.brand} and app_id = ${key.appId} and department_id in
              (select id from directory_range where run_id = ${runId} and kind = 'department')
          )`
    }
    on conflict do nothing
  `.execute(db)
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
