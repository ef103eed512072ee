// Adds: what a page brought and cost to the report of its run.

import type { Kysely } from 'kysely'
import type { PageResult, Tally } from '../../../directory/ports.ts'
import type { Counts } from '../../../directory/report.ts'
import type { Tables } from '../schema.ts'
import { type RunTally, tallyOf } from './run-rows.ts'
import type { RunRow } from './tables.ts'

export type Counted = PageResult['people']

export async function saveTally(
  db: Kysely<Tables>,
  run: RunRow,
  cost: Tally,
  { people, departments }: PageResult,
): Promise<void> {
  const before = tallyOf(run)
  await write(db, run.id, {
    people: add(before.people, people),
    departments: add(before.departments, departments),
    calls: before.calls + cost.calls,
    rateLimited: before.rateLimited + cost.rateLimited,
    workedMs: before.workedMs + cost.workedMs,
    told: {
      person: united(before.told.person, cost.told.person),
      department: united(before.told.department, cost.told.department),
    },
  })
}

/** Adds to single counts, such as that of the removed ones. */
export async function saveCounts(
  db: Kysely<Tables>,
  run: RunRow,
  of: 'people' | 'departments',
  counts: Partial<Counts>,
): Promise<void> {
  const before = tallyOf(run)
  await write(db, run.id, { ...before, [of]: add(before[of], counts) })
}

function add(before: Counts, counts: Partial<Counts>): Counts {
  const { read = 0, created = 0, updated = 0, restored = 0, removed = 0 } = counts
  return {
    read: before.read + read,
    created: before.created + created,
    updated: before.updated + updated,
    restored: before.restored + restored,
    removed: before.removed + removed,
  }
}

const united = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])].toSorted()

async function write(db: Kysely<Tables>, runId: string, tally: RunTally): Promise<void> {
  await db
    .updateTable('directory_runs')
    .set({ tally: JSON.stringify(tally) })
    .where('id', '=', runId)
    .execute()
}
