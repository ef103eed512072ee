// Removes: whoever a complete reading did not meet, after each has been looked for once more.
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { PersonRead } from '../feishu/index.ts'
import { departmentsPage, exists, isGone, isMember, peoplePage } from './lists.ts'
import type { RemovalReason } from './model.ts'
import { batchSize, tasksOf } from './plan.ts'
import type { Answer } from './platform.ts'
import type { EntityKind, Missing } from './ports.ts'
import { type RunWork, writeFound } from './run-work.ts'
import type { LeftPerson } from './sync-options.ts'

/** So many are asked for one by one, to tell who has left from who is out of range; of more nobody is asked. */
const mostAskedSingly = 200

/** Those that the run has not met, 50 at a time. One that was handled may have gone from the list meanwhile. */
async function* missingOf({ store, key, runId }: RunWork, of: EntityKind): AsyncGenerator<Missing[]> {
  let cursor: string | null = null
  do {
    const page: { items: Missing[]; next: string | null } = await store.missing(key, runId, of, {
      limit: batchSize,
      ...(cursor === null ? {} : { cursor }),
    })
    if (page.items.length > 0) yield page.items
    cursor = page.next
  } while (cursor !== null)
}

const idsOf = (missing: readonly Missing[]) => missing.map(({ id }) => id)

/** The whole answer, or an empty one when the app may see none of them. */
async function seen<T>(asking: Promise<Answer<T[]>>): Promise<Answer<T[]>> {
  try {
    return await asking
  } catch (error) {
    if (isGone(error)) return { value: [], readAt: 0 }
    throw error
  }
}

/**
 * Looks for missing departments by their ids. Those that are there after all are written, and their lists have to be
 * read: true when there are any.
 */
export async function recheckDepartments(work: RunWork): Promise<boolean> {
  let found = false
  for await (const missing of missingOf(work, 'department')) {
    const page = departmentsPage(await seen(work.platform.departments(idsOf(missing))))
    const newTasks = tasksOf('departments', page.departments)
    await writeFound(work, page, newTasks)
    found ||= newTasks.length > 0
  }
  return found
}

async function removePeople(work: RunWork, left: readonly LeftPerson[]): Promise<void> {
  if (left.length === 0) return
  const { store, held, runId, progress } = work
  await held.keep()
  // Told before it is written: an interruption in between makes it be told again.
  if (!work.dryRun) await work.onLeft(left)
  for (const reason of ['left', 'out_of_range'] as const) {
    const ids = left
      .filter(({ state }) => (state === 'out_of_range') === (reason === 'out_of_range'))
      .map(({ id }) => id)
    if (ids.length === 0) continue
    progress.removed('person', await store.remove(held.lease, runId, 'person', ids, reason, work.clock()))
  }
}

/** What became of somebody who has left, in the platform's own words. */
export const stateOfLeaver = ({ id, state }: PersonRead): LeftPerson => ({
  id,
  state: state === 'resigned' || state === 'exited' ? state : 'gone',
})

async function recheckPeople(work: RunWork): Promise<void> {
  for await (const missing of missingOf(work, 'person')) {
    const answer = await seen(work.platform.people(idsOf(missing)))
    await writeFound(work, peoplePage(answer, null))
    await removePeople(work, answer.value.filter((person) => !isMember(person)).map(stateOfLeaver))
  }
}

/** Undefined when the person is there after all, and written. */
async function whyPerson(work: RunWork, id: string): Promise<LeftPerson | undefined> {
  try {
    const { value, readAt } = await work.platform.person(id)
    if (!isMember(value)) return stateOfLeaver(value)
    await writeFound(work, peoplePage({ value: [value], readAt }, null))
    return undefined
  } catch (error) {
    if (!isGone(error)) throw error
    return { id, state: error.code === 'user_not_visible' ? 'out_of_range' : 'gone' }
  }
}

/** Looks for missing people by their ids, in batches and then one by one, and removes who is not there. */
export async function removeMissingPeople(work: RunWork): Promise<void> {
  const { store, key, runId } = work
  if ((await store.countMissing(key, runId)).people === 0) return
  await recheckPeople(work)
  const few = (await store.countMissing(key, runId)).people <= mostAskedSingly
  for await (const missing of missingOf(work, 'person')) {
    const left: LeftPerson[] = []
    for (const { id } of missing) {
      const why: LeftPerson | undefined = few ? await whyPerson(work, id) : { id, state: 'out_of_range' }
      if (why !== undefined) left.push(why)
    }
    await removePeople(work, left)
  }
}

/** Undefined when it is there after all, and written. */
async function whyDepartment(work: RunWork, id: string): Promise<RemovalReason | undefined> {
  try {
    const { value, readAt } = await work.platform.department(id)
    if (!exists(value)) return 'left'
    await writeFound(work, departmentsPage({ value: [value], readAt }))
    return undefined
  } catch (error) {
    if (!isGone(error)) throw error
    return error.code === 'user_not_visible' ? 'out_of_range' : 'left'
  }
}

/** Removes the departments that {@link recheckDepartments} has not found. */
export async function removeMissingDepartments(work: RunWork): Promise<void> {
  const { store, key, runId, held, progress } = work
  const few = (await store.countMissing(key, runId)).departments <= mostAskedSingly
  for await (const missing of missingOf(work, 'department')) {
    const ids: Record<RemovalReason, string[]> = { left: [], out_of_range: [] }
    for (const { id } of missing) {
      const why = few ? await whyDepartment(work, id) : 'out_of_range'
      if (why !== undefined) ids[why].push(id)
    }
    await held.keep()
    for (const reason of ['left', 'out_of_range'] as const) {
      if (ids[reason].length === 0) continue
      const count = await store.remove(held.lease, runId, 'department', ids[reason], reason, work.clock())
      progress.removed('department', count)
    }
  }
}

/** Removes one person of whom the platform has said why. */
export async function removePerson(work: RunWork, left: LeftPerson): Promise<void> {
  await removePeople(work, [left])
  await writeFound(work)
}

/** Why the platform did not tell of a person, or the error itself. */
export function leaverOf(id: string, error: unknown): LeftPerson {
  if (!(error instanceof LarkspurError) || !isGone(error)) throw error
  return { id, state: error.code === 'user_not_visible' ? 'out_of_range' : 'gone' }
}
