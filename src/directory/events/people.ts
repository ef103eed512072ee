// Applies: events about people, by reading the people anew.
import type { PersonRead } from '../../feishu/index.ts'
import { leaverOf, stateOfLeaver } from '../leavers.ts'
import { isMember, seen } from '../lists.ts'
import type { RemovalReason } from '../model.ts'
import { batches } from '../plan.ts'
import type { Answer } from '../platform.ts'
import type { LeftPerson } from '../sync-options.ts'
import type { Hints } from './hints.ts'
import { eachBatch } from './in-batches.ts'
import type { Outcomes } from './outcome.ts'
import type { EventWork } from './work.ts'

const reasonOf = ({ state }: LeftPerson): RemovalReason => (state === 'out_of_range' ? state : 'left')

/** Tells first, writes then: what is interrupted in between is told again. */
async function remove(work: EventWork, left: LeftPerson, readAt: number, reason = reasonOf(left)) {
  const { key, store, clock, onLeft } = work
  await onLeft([left])
  await store.removeOne(key, 'person', left.id, reason, readAt, clock())
}

/** Whether they came after they had left: events come in any order, and late. */
async function hasCome(work: EventWork, id: string, { come }: Hints): Promise<boolean> {
  const cameAt = come.get(id)
  if (cameAt === undefined) return false
  const known = await work.store.person(work.key, id)
  if (known?.removedReason !== 'left') return true
  // A synchronisation may have found it before any event told of it.
  const leftAt = (await work.leftAt(id)) ?? known.removedAt
  return leftAt === null || cameAt > leftAt
}

/** Whether they left, and have not come again since: news of their leaving may be late, too. */
async function hasLeft(work: EventWork, id: string, { left }: Hints): Promise<boolean> {
  if (!left.has(id)) return false
  const [leftAt, cameAt] = [await work.leftAt(id), await work.cameAt(id)]
  return leftAt === null || cameAt === null || cameAt <= leftAt
}

/**
 * Without the permission for people's states the platform tells of somebody who has left as of anybody else. Then the
 * event that says so is all there is, and what comes after it must not bring them back.
 */
async function withoutLeavers(
  work: EventWork,
  { value, readAt }: Answer<PersonRead[]>,
  hints: Hints,
): Promise<PersonRead[]> {
  const gone = new Set<string>()
  for (const { id } of value.filter((one) => one.state === undefined)) {
    if (await hasCome(work, id, hints)) continue
    // Their sessions wait for what the platform says of them, in case it is the directory alone that is not told.
    const isLeaver = await hasLeft(work, id, hints)
    if (isLeaver) await remove(work, { id, state: 'out_of_range' }, readAt, 'left')
    const isGone = isLeaver || (await work.store.person(work.key, id))?.removedReason === 'left'
    if (isGone) gone.add(id)
  }
  return value.filter(({ id }) => !gone.has(id))
}

async function write(work: EventWork, answer: Answer<PersonRead[]>, hints: Hints): Promise<void> {
  const { key, store, clock, onLeft, onMembers } = work
  const { readAt } = answer
  for (const person of answer.value.filter((one) => !isMember(one))) {
    await remove(work, stateOfLeaver(person), readAt)
  }
  const members = await withoutLeavers(work, { value: answer.value.filter(isMember), readAt }, hints)
  if (members.length === 0) return
  const frozen = members.filter(({ state }) => state === 'frozen')
  if (frozen.length > 0) await onLeft(frozen.map(({ id }) => ({ id, state: 'frozen' })))
  await store.writeOne(key, { people: members }, readAt, clock())
  await onMembers(members.filter(({ state }) => state === 'active').map(({ id }) => id))
}

/** Whoever was left out of a batch is asked for alone: only then the platform says why. */
async function applyOne(work: EventWork, id: string, hints: Hints): Promise<void> {
  const readAt = work.clock()
  let answer: Answer<PersonRead>
  try {
    answer = await work.platform.person(id)
  } catch (error) {
    await remove(work, leaverOf(id, error), readAt)
    return
  }
  await write(work, { value: [answer.value], readAt: answer.readAt }, hints)
}

async function applyBatch(work: EventWork, ids: readonly string[], hints: Hints): Promise<void> {
  const answer = await seen(work.platform.people(ids), work.clock())
  await write(work, answer, hints)
  const met = new Set(answer.value.map(({ id }) => id))
  for (const id of ids.filter((one) => !met.has(one))) {
    await work.keep()
    await applyOne(work, id, hints)
  }
}

/** Reads these people anew, writes what is told of them and removes who is not there any more. */
export function applyPeople(work: EventWork, ids: readonly string[], hints: Hints): Promise<Outcomes> {
  return eachBatch(work, batches(ids), (batch) => applyBatch(work, batch, hints))
}
