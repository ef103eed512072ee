// Writes: what one answer of the platform brings, with the checkpoint after it, as a whole or not at all.

import type { Kysely } from 'kysely'
import type { DirectoryStore } from '../../../directory/ports.ts'
import type { DepartmentRead, PersonRead } from '../../../feishu/index.ts'
import type { Tables } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { noteChanges } from './changes.ts'
import { expectOpenRun } from './find-run.ts'
import { addListedPlaces } from './listed.ts'
import { findMet, noteMet } from './met.ts'
import { countOutcomes, type Outcome, type Reading } from './outcome.ts'
import { tellsPlaces } from './places.ts'
import type { RunRow } from './tables.ts'
import { type Counted, saveTally } from './tally.ts'
import { addTasks, moveTask } from './tasks.ts'
import { writeDepartments } from './write-departments.ts'
import { writePeople } from './write-people.ts'

export function createPages(db: Kysely<Tables>): Pick<DirectoryStore, 'writePage'> {
  return {
    writePage: (lease, runId, page) =>
      inTransaction(db, async (connection) => {
        const run = await expectOpenRun(connection, lease, runId)
        const { readAt, now } = page
        const dryRun = run.dry_run === 1
        const reading: Reading = { db: connection, key: lease.key, readAt, now, dryRun, noteTime: false }
        const departments = await meetDepartments(reading, run, page.departments)
        const people = await meetPeople(reading, run, page.people, page.listedIn)
        await moveTask(connection, runId, page)
        await addTasks(connection, runId, page.newTasks)
        await saveTally(connection, run, page.tally, { people, departments })
        return { people, departments }
      }),
  }
}

async function meetDepartments(
  reading: Reading,
  run: RunRow,
  reads: readonly DepartmentRead[],
): Promise<Counted> {
  const { db } = reading
  const { fresh } = await withoutMet(db, run.id, 'department', reads)
  const outcomes = await writeDepartments(reading, fresh)
  await noteMet(
    db,
    outcomes.map(({ id, change }) => ({
      ...({ run_id: run.id, kind: 'department', id, placed: 0 } as const),
      changed: isChange(change),
    })),
  )
  await noteChanges(db, run, 'department', outcomes)
  // The list of such a department is known without being read: it is empty.
  const empty = fresh.filter(({ memberCount }) => memberCount === 0)
  await addTasks(
    db,
    run.id,
    empty.map(({ id }) => ({ kind: 'people', target: id })),
    true,
  )
  return countOutcomes(outcomes)
}

async function meetPeople(
  reading: Reading,
  run: RunRow,
  reads: readonly PersonRead[],
  listedIn: string | null,
): Promise<Counted> {
  const { db } = reading
  const { fresh, again } = await withoutMet(db, run.id, 'person', reads)
  const outcomes = await writePeople(reading, fresh, listedIn)
  const isPlaced = (n: number): boolean => tellsPlaces(fresh[n] as PersonRead, listedIn)
  await noteMet(
    db,
    outcomes.map(({ id, change }, n) => ({
      ...({ run_id: run.id, kind: 'person', id } as const),
      placed: isPlaced(n) ? 1 : 0,
      changed: isChange(change),
    })),
  )
  await noteChanges(db, run, 'person', outcomes)
  const counted = countOutcomes(outcomes)
  if (listedIn === null) return counted
  const placeless = outcomes.filter((_, n) => !isPlaced(n)).map(({ id }) => id)
  const listedAgain = again.filter(({ read, met }) => met.placed === 0 && !tellsPlaces(read, listedIn))
  const listed = [...placeless, ...listedAgain.map(({ read }) => read.id)]
  await noteMet(
    db,
    listed.map((id) => ({
      ...({ run_id: run.id, kind: 'listed', id, department_id: listedIn } as const),
      ...{ placed: 0, changed: 0 },
    })),
  )
  const moved = await addListedPlaces(reading, run, listedIn, listedAgain)
  return { ...counted, updated: counted.updated + moved }
}

const isChange = (change: Outcome['change']): number => (change === 'none' ? 0 : 1)

/** Each once, and apart from those whom the run has met before. */
async function withoutMet<Read extends { id: string }>(
  db: Kysely<Tables>,
  runId: string,
  kind: 'person' | 'department',
  reads: readonly Read[],
) {
  const unique = [
    ...new Map(reads.map((read) => [read.id, read] as const).toReversed()).values(),
  ].toReversed()
  const known = await findMet(
    db,
    runId,
    kind,
    unique.map(({ id }) => id),
  )
  const again = unique.flatMap((read) => {
    const met = known.get(read.id)
    return met === undefined ? [] : [{ read, met }]
  })
  return { fresh: unique.filter(({ id }) => !known.has(id)), again }
}
