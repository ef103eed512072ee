// Removes: people and departments that are gone, softly.

import { type Kysely, sql } from 'kysely'
import { type DirectoryKey, type RemovalReason, rootId } from '../../../directory/model.ts'
import type { DirectoryStore, EntityKind } from '../../../directory/ports.ts'
import type { Tables } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { latestReading, latestReadingIn } from './ahead.ts'
import { noteChanges, type Removal } from './changes.ts'
import { tableOf } from './entities.ts'
import { expectOpenRun } from './find-run.ts'
import { chunksOf, keyColumns } from './key-columns.ts'
import type { RunRow } from './tables.ts'
import { saveCounts } from './tally.ts'

export function createRemovals(db: Kysely<Tables>): Pick<DirectoryStore, 'remove' | 'removeOne'> {
  return {
    remove: (lease, runId, of, ids, reason, now) =>
      inTransaction(db, async (connection) => {
        const run = await expectOpenRun(connection, lease, runId)
        const removals: Removal[] = []
        for (const some of chunksOf(ids)) {
          const found =
            run.dry_run === 1
              ? await wouldGo(connection, run, of, some)
              : await markRemoved(connection, lease.key, of, some, {
                  reason,
                  now,
                  readAt: now,
                  unreadSince: run.started_at,
                })
          removals.push(
            ...found.map(({ id, name }) => ({ id, name, reason, change: 'removed' as const, fields: [] })),
          )
        }
        await noteChanges(connection, run, of, removals)
        const counted = of === 'person' ? 'people' : 'departments'
        await saveCounts(connection, run, counted, { removed: removals.length })
        return removals.length
      }),

    removeOne: (key, of, id, reason, readAt, now) =>
      inTransaction(db, async (connection) => {
        const gone = await markRemoved(connection, key, of, [id], {
          reason,
          now,
          readAt,
          unreadSince: readAt,
        })
        return gone.length === 1
      }),
  }
}

interface Marks {
  reason: RemovalReason
  now: number
  readAt: number
  /** Who was read later stays: they were there. */
  unreadSince: number
}

/** Whoever is removed already stays as they are. */
async function markRemoved(
  db: Kysely<Tables>,
  key: DirectoryKey,
  of: EntityKind,
  ids: readonly string[],
  { reason, now, readAt, unreadSince }: Marks,
): Promise<{ id: string; name: string }[]> {
  const gone = await db
    .updateTable(tableOf(of))
    .set({ removed_at: now, removed_reason: reason, updated_at: now, read_at: readAt })
    .where((where) => where.and(keyColumns(key)))
    .where('id', 'in', ids)
    .where('removed_at', 'is', null)
    .where((where) =>
      where.or([where('read_at', '<=', unreadSince), where('read_at', '>', latestReading(now))]),
    )
    .returning(['id', 'name'])
    .execute()
  if (of === 'department' && gone.length > 0) {
    // Nothing stands below what is gone; the next arrangement of the tree says where it belongs.
    await db
      .updateTable('directory_departments')
      .set({ tree_parent_id: rootId, updated_at: now })
      .where((where) => where.and(keyColumns(key)))
      .where(
        'tree_parent_id',
        'in',
        gone.map(({ id }) => id),
      )
      .where('removed_at', 'is', null)
      .execute()
  }
  return gone
}

/** Those of these whom a dry run has not removed before. */
async function wouldGo(
  db: Kysely<Tables>,
  run: RunRow,
  of: EntityKind,
  ids: readonly string[],
): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`
    select entity.id, entity.name from ${sql.table(tableOf(of))} as entity
    where brand = ${run.brand} and app_id = ${run.app_id} and entity.id in (${sql.join([...ids])})
    and removed_at is null and ${isUnread(run)} and not ${isRemovedBy(run, of)}
  `.execute(db)
  return rows
}

/** Whether `entity` was not read since the run began. */
export const isUnread = (run: RunRow) =>
  sql`(read_at <= ${run.started_at} or read_at > ${latestReadingIn(run)})`

/** Whether the run has removed `entity`, and noted it. */
export const isRemovedBy = (run: RunRow, of: EntityKind) => sql`exists (
  select 1 from directory_changes as noted
  where noted.run_id = ${run.id} and noted.kind = ${of} and noted.id = entity.id and noted.change = 'removed'
)`
