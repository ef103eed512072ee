// Finds: what a run's target holds and the run has not met.

import { setImmediate } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { DirectoryStore, EntityKind, Missing } from '../../../directory/ports.ts'
import type { Tables } from '../schema.ts'
import { pageOf, readCursor } from './cursor.ts'
import { tableOf } from './entities.ts'
import { expectRun } from './find-run.ts'
import { isRemovedBy, isUnread } from './remove.ts'
import { everything } from './run-rows.ts'
import type { RunRow } from './tables.ts'

/**
 * So many are looked at in one statement: all of a large directory at once would hold up the whole process. What is
 * removed or read between two of them is seen or not, as if it had happened after all or before.
 */
const lookedAtOnce = 2_000

export function createMissing(db: Kysely<Tables>): Pick<DirectoryStore, 'countMissing' | 'missing'> {
  const count = async (run: RunRow, of: EntityKind): Promise<number> => {
    let found = 0
    for await (const slice of slicesOf(db, run, of, '')) {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count ${missingIn(run, of, slice)}
      `.execute(db)
      found += Number(rows[0]?.count)
    }
    return found
  }

  return {
    async countMissing(key, runId) {
      const run = await expectRun(db, key, runId)
      return { people: await count(run, 'person'), departments: await count(run, 'department') }
    },

    async missing(key, runId, of, { cursor, limit }) {
      // Whoever asks page after page leaves others their turn: SQLite answers without ever waiting.
      await setImmediate()
      const listing = `missing-${of}:T` as const
      const after = readCursor(listing, cursor)
      const run = await expectRun(db, key, runId)
      const found: Missing[] = []
      for await (const slice of slicesOf(db, run, of, String(after?.[0] ?? ''))) {
        const { rows } = await sql<Missing>`
          select entity.id, entity.name ${missingIn(run, of, slice)}
          order by entity.id limit ${limit + 1 - found.length}
        `.execute(db)
        found.push(...rows)
        if (found.length > limit) break
      }
      return pageOf(
        listing,
        found,
        limit,
        ({ id }) => [id],
        (one) => one,
      )
    },
  }
}

/** Of a run of everything no range is noted: it may remove everything. */
const isWhole = (run: RunRow) => run.target === everything

/** Ids of what the run may remove: after `from`, up to `to`; null = to the end. */
interface Slice {
  from: string
  to: string | null
}

/** What the run may remove, cut into slices in the order of the ids. */
async function* slicesOf(
  db: Kysely<Tables>,
  run: RunRow,
  of: EntityKind,
  after: string,
): AsyncGenerator<Slice> {
  const whole = isWhole(run)
  const candidates = whole
    ? sql`${sql.table(tableOf(of))} where brand = ${run.brand} and app_id = ${run.app_id}`
    : sql`directory_range where run_id = ${run.id} and kind = ${of}`
  for (let from = after; ; await setImmediate()) {
    const { rows } = await sql<{ id: string }>`
      select id from ${candidates} and id > ${from} order by id limit 1 offset ${lookedAtOnce - 1}
    `.execute(db)
    const to = rows[0]?.id ?? null
    yield { from, to }
    if (to === null) return
    from = to
  }
}

/** Those that were read since the run began, as events make it, are not missing either. */
function missingIn(run: RunRow, of: EntityKind, { from, to }: Slice) {
  const table = sql.table(tableOf(of))
  const whole = isWhole(run)
  // From the part that the run may remove: what lies between two of its ids may be the whole company.
  const candidates = whole
    ? sql`${table} as entity`
    : sql`directory_range as held cross join ${table} as entity`
  const id = whole ? sql`entity.id` : sql`held.id`
  const isHeld = whole
    ? sql`true`
    : sql`held.run_id = ${run.id} and held.kind = ${of} and entity.id = held.id`
  // What a dry run has removed is gone for the run, as it is for another.
  const isRemoved = run.dry_run === 1 ? isRemovedBy(run, of) : sql`false`
  return sql`
    from ${candidates} where ${isHeld} and ${id} > ${from} and ${to === null ? sql`true` : sql`${id} <= ${to}`}
    and entity.brand = ${run.brand} and entity.app_id = ${run.app_id}
    and removed_at is null and ${isUnread(run)} and not ${isRemoved}
    and not exists (
      select 1 from directory_met as met
      where met.run_id = ${run.id} and met.kind = ${of} and met.id = entity.id
    )
  `
}
