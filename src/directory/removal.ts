// Removes: people whom a complete reading did not meet, after each has been looked for once more.
import type { PersonRead } from '../feishu/index.ts'
import { isGone, peoplePage } from './lists.ts'
import { membersAmong } from './members-among.ts'
import { idsOf, missingOf, mostAskedSingly, seen } from './missing.ts'
import { type RunWork, writeFound } from './run-work.ts'
import type { LeftPerson } from './sync-options.ts'

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
    const members = await membersAmong(work, answer)
    await writeFound(work, peoplePage(members, null))
    const left = answer.value.filter((person) => !members.value.includes(person))
    await removePeople(work, left.map(stateOfLeaver))
  }
}

/** Undefined when the person is there after all, and written. */
async function whyPerson(work: RunWork, id: string): Promise<LeftPerson | undefined> {
  try {
    const { value, readAt } = await work.platform.person(id)
    const members = await membersAmong(work, { value: [value], readAt })
    if (members.value.length === 0) return stateOfLeaver(value)
    await writeFound(work, peoplePage(members, null))
    return undefined
  } catch (error) {
    return leaverOf(id, error)
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

/** Removes one person of whom the platform has said why. */
export async function removePerson(work: RunWork, left: LeftPerson): Promise<void> {
  await removePeople(work, [left])
  await writeFound(work)
}

/** Why the platform did not tell of a person, or the error itself. */
export function leaverOf(id: string, error: unknown): LeftPerson {
  if (!isGone(error)) throw error
  return { id, state: error.code === 'user_not_visible' ? 'out_of_range' : 'gone' }
}
