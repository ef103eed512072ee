// Applies: events about departments, by reading the departments anew.
import type { DepartmentRead } from '../../feishu/index.ts'
import { arrange } from '../arrange.ts'
import { exists, isGone, seen } from '../lists.ts'
import { type RemovalReason, rootId } from '../model.ts'
import { batches } from '../plan.ts'
import type { Answer } from '../platform.ts'
import { type About, idsOf } from './hints.ts'
import { eachBatch } from './in-batches.ts'
import type { Outcomes } from './outcome.ts'
import { tellsOfNewDepartment } from './subject.ts'
import type { EventWork } from './work.ts'

async function remove({ key, store, clock }: EventWork, id: string, reason: RemovalReason, readAt: number) {
  await store.removeOne(key, 'department', id, reason, readAt, clock())
}

/** Departments that moved over the border of the range. What is below moved along, and no event tells of that. */
export interface Crossed {
  come: Set<string>
  gone: Set<string>
}

async function isKnown({ key, store }: EventWork, id: string): Promise<boolean> {
  const known = await store.department(key, id)
  return known !== undefined && known.removedAt === null
}

/** What was found beside what was written. */
interface Found {
  /** Of these events tell that they are new: nothing is below them of which no event comes. */
  created: ReadonlySet<string>
  crossed: Crossed
}

async function write(
  work: EventWork,
  { value, readAt }: Answer<DepartmentRead[]>,
  { created, crossed }: Found,
): Promise<void> {
  const { key, store, clock } = work
  for (const { id } of value.filter((one) => !exists(one))) await remove(work, id, 'left', readAt)
  const departments: DepartmentRead[] = []
  for (const department of value.filter(exists)) {
    const { id } = department
    if (created.has(id) || (await isKnown(work, id))) departments.push(department)
    else crossed.come.add(id)
  }
  if (departments.length > 0) await store.writeOne(key, { departments }, readAt, clock())
}

async function applyOne(work: EventWork, id: string, found: Found): Promise<void> {
  const readAt = work.clock()
  try {
    const { value, readAt: asked } = await work.platform.department(id)
    await write(work, { value: [value], readAt: asked }, found)
  } catch (error) {
    if (!isGone(error)) throw error
    if (error.code !== 'user_not_visible') await remove(work, id, 'left', readAt)
    else if (await isKnown(work, id)) found.crossed.gone.add(id)
  }
}

async function applyBatch(work: EventWork, ids: readonly string[], found: Found): Promise<void> {
  const answer = await seen(work.platform.departments(ids), work.clock())
  await write(work, answer, found)
  const met = new Set(answer.value.map(({ id }) => id))
  for (const id of ids.filter((one) => !met.has(one))) {
    await work.keep()
    await applyOne(work, id, found)
  }
}

/**
 * Reads these departments anew, writes or removes them, and puts every department where it belongs by now. Those that
 * came into the range or went out of it are left for a synchronisation of what is below them.
 */
export async function applyDepartments(
  work: EventWork,
  events: readonly About<'department'>[],
): Promise<{ outcomes: Outcomes; crossed: Crossed }> {
  const created = new Set(idsOf(events.filter(({ type }) => tellsOfNewDepartment(type))))
  const crossed: Crossed = { come: new Set(), gone: new Set() }
  // The root is above all departments and none itself.
  const own = idsOf(events).filter((id) => id !== rootId)
  const outcomes = await eachBatch(work, batches(own), (batch) =>
    applyBatch(work, batch, { created, crossed }),
  )
  if ([...outcomes.values()].includes('done')) await arrange(work)
  return { outcomes, crossed }
}
