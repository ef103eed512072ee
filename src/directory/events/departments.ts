// Applies: events about departments, by reading the departments anew.
import type { DepartmentRead } from '../../feishu/index.ts'
import { exists, isGone } from '../lists.ts'
import { type RemovalReason, rootId } from '../model.ts'
import { batches } from '../plan.ts'
import type { Answer } from '../platform.ts'
import { arrangeTree } from '../tree.ts'
import { eachBatch, seen } from './in-batches.ts'
import type { Outcomes } from './outcome.ts'
import type { EventWork } from './work.ts'

async function remove({ key, store, clock }: EventWork, id: string, reason: RemovalReason, readAt: number) {
  await store.removeOne(key, 'department', id, reason, readAt, clock())
}

async function write(work: EventWork, { value, readAt }: Answer<DepartmentRead[]>): Promise<void> {
  const { key, store, clock } = work
  for (const { id } of value.filter((one) => !exists(one))) await remove(work, id, 'left', readAt)
  const departments = value.filter(exists)
  if (departments.length > 0) await store.writeOne(key, { departments }, readAt, clock())
}

async function applyOne(work: EventWork, id: string): Promise<void> {
  const readAt = work.clock()
  try {
    const { value, readAt: asked } = await work.platform.department(id)
    await write(work, { value: [value], readAt: asked })
  } catch (error) {
    if (!isGone(error)) throw error
    await remove(work, id, error.code === 'user_not_visible' ? 'out_of_range' : 'left', readAt)
  }
}

async function applyBatch(work: EventWork, ids: readonly string[]): Promise<void> {
  const answer = await seen(work.platform.departments(ids), work.clock())
  await write(work, answer)
  const met = new Set(answer.value.map(({ id }) => id))
  for (const id of ids.filter((one) => !met.has(one))) {
    await work.keep()
    await applyOne(work, id)
  }
}

/** So many departments move in one write. */
const slice = 500

async function arrange({ key, store, lease, clock, keep }: EventWork): Promise<void> {
  const { changes } = arrangeTree(await store.parents(key))
  for (let at = 0; at < changes.length; at += slice) {
    await keep()
    await store.setTreeParents(lease, changes.slice(at, at + slice), clock())
  }
}

/** Reads these departments anew, writes or removes them, and puts every department where it belongs by now. */
export async function applyDepartments(work: EventWork, ids: readonly string[]): Promise<Outcomes> {
  // The root is above all departments and none itself.
  const own = ids.filter((id) => id !== rootId)
  const outcomes = await eachBatch(work, batches(own), (batch) => applyBatch(work, batch))
  if ([...outcomes.values()].includes('done')) await arrange(work)
  return outcomes
}
