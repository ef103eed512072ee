// Removes: people whom a complete reading did not meet, after each has been looked for once more.
import { leaverOf } from './leavers.ts'
import { peoplePage, seen } from './lists.ts'
import { idsOf, missingOf, mostAskedSingly } from './missing.ts'
import { type RunWork, writeFound } from './run-work.ts'
import { sortOut } from './sort-out.ts'
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

async function recheckPeople(work: RunWork): Promise<void> {
  for await (const missing of missingOf(work, 'person')) {
    const answer = await seen(work.platform.people(idsOf(missing)))
    const { members, left } = await sortOut(work, answer)
    await writeFound(work, peoplePage(members, null))
    await removePeople(work, left)
  }
}

/** Undefined when the person is there after all, and written. */
async function whyPerson(work: RunWork, id: string): Promise<LeftPerson | undefined> {
  try {
    const { value, readAt } = await work.platform.person(id)
    const { members, left } = await sortOut(work, { value: [value], readAt })
    if (left[0] === undefined) await writeFound(work, peoplePage(members, null))
    return left[0]
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
