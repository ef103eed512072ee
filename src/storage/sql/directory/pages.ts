// Writes: what one answer of the platform brings, with the checkpoint after it, as a whole or not at all.

import type { Kysely } from 'kysely'
import type { DirectoryStore, EntityKind } from '../../../directory/ports.ts'
import type { DepartmentRead, PersonRead } from '../../../feishu/index.ts'
import type { Tables } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { noteChanges } from './changes.ts'
import { expectOpenRun } from './find-run.ts'
import { addListedPlaces } from './listed.ts'
import { findPopulated } from './memberships.ts'
import { findMet, hasPlaced, type Met, noteMet } from './met.ts'
import { countOutcomes, type Outcome, type Reading } from './outcome.ts'
import { hasBlankPlaces, tellsAnyPlaces, tellsPlaces, withoutBlankPlaces } from './places.ts'
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
  const { fresh, newer } = await sortMet(reading, run.id, 'department', reads)
  const written = [...fresh, ...newer.map(({ read }) => read)]
  const outcomes = await writeDepartments(reading, written)
  // No list of such a department would be read. Where somebody is known to stand in it, one has to be: it may count only
  // those whom the app does not see, and what is not read ends no membership.
  const empty = written.filter(({ memberCount }) => memberCount === 0).map(({ id }) => id)
  const populated = await findPopulated(db, reading.key, empty)
  await addTasks(
    db,
    run.id,
    populated.map((target) => ({ kind: 'people', target })),
  )
  const before = new Map(newer.map(({ met }) => [met.id, met]))
  return noteMeetings(
    reading,
    run,
    'department',
    outcomes.map((outcome) => ({ outcome, before: before.get(outcome.id), isPlaced: false })),
  )
}

async function meetPeople(
  reading: Reading,
  run: RunRow,
  people: readonly PersonRead[],
  listedIn: string | null,
): Promise<Counted> {
  const isCredible =
    tellsAnyPlaces(people) || (hasBlankPlaces(people) && (await hasPlaced(reading.db, run.id)))
  const reads = isCredible ? people : withoutBlankPlaces(people)
  const { fresh, newer, older } = await sortMet(reading, run.id, 'person', reads)
  const tells = ({ read }: Again): boolean => tellsPlaces(read, listedIn)
  // Of whom the run was told the departments, a list alone tells none.
  const [kept, taken] = [newer.filter(isKept), newer.filter((one) => !isKept(one))]
  function isKept(one: Again): boolean {
    return one.met.placed === 1 && !tells(one)
  }
  const written = [...fresh, ...taken.map(({ read }) => read)]
  const told = new Set(written.filter((read) => tellsPlaces(read, listedIn)).map(({ id }) => id))
  const outcomes = [
    ...(await writePeople(reading, written, listedIn)),
    ...(await writePeople(
      reading,
      kept.map(({ read: { departmentIds: _, ...read } }) => read),
      null,
    )),
  ]
  const before = new Map(newer.map(({ met }) => [met.id, met]))
  const meetings = outcomes.map((outcome) => {
    const met = before.get(outcome.id)
    return { outcome, before: met, isPlaced: told.has(outcome.id) || met?.placed === 1 }
  })
  const counted = await noteMeetings(reading, run, 'person', meetings)
  if (listedIn === null) return counted
  const placeless = meetings.filter(({ isPlaced }) => !isPlaced).map(({ outcome }) => outcome.id)
  const listedAgain = older.filter((one) => one.met.placed === 0 && !tells(one))
  const listed = [...placeless, ...listedAgain.map(({ read }) => read.id)]
  await noteMet(
    reading.db,
    listed.map((id) => ({
      ...({ run_id: run.id, kind: 'listed', id, department_id: listedIn } as const),
      ...{ placed: 0, changed: 0, read_at: reading.readAt },
    })),
  )
  const moved = await addListedPlaces(reading, run, listedIn, listedAgain)
  return { ...counted, updated: counted.updated + moved }
}

/** What became of somebody, and what the run had noted of them before. */
interface Meeting {
  outcome: Outcome
  before: Met | undefined
  isPlaced: boolean
}

/** Notes all that were met; counts each once, with its first change. */
async function noteMeetings(
  { db, readAt }: Reading,
  run: RunRow,
  kind: EntityKind,
  meetings: readonly Meeting[],
): Promise<Counted> {
  await noteMet(
    db,
    meetings.map(({ outcome: { id, change }, before, isPlaced }) => ({
      ...{ run_id: run.id, kind, id, read_at: readAt },
      placed: isPlaced ? 1 : 0,
      changed: change === 'none' ? (before?.changed ?? 0) : 1,
    })),
  )
  const uncounted = meetings.filter(({ before }) => before?.changed !== 1).map(({ outcome }) => outcome)
  await noteChanges(db, run, kind, uncounted)
  const read = meetings.filter(({ before }) => before === undefined).length
  return { ...countOutcomes(uncounted), read }
}

interface Again<Read = PersonRead> {
  read: Read
  met: Met
}

/** Each once: those whom the run has not met, met in an answer that is older than this one, or in one that is not. */
async function sortMet<Read extends { id: string }>(
  { db, readAt }: Reading,
  runId: string,
  kind: EntityKind,
  reads: readonly Read[],
): Promise<{ fresh: Read[]; newer: Again<Read>[]; older: Again<Read>[] }> {
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
  return {
    fresh: unique.filter(({ id }) => !known.has(id)),
    newer: again.filter(({ met }) => met.read_at < readAt),
    older: again.filter(({ met }) => met.read_at >= readAt),
  }
}
