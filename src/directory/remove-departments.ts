// Removes: departments that a complete reading did not meet, after each has been looked for once more.
import { departmentsPage, exists, isGone, seen } from './lists.ts'
import { idsOf, missingOf, mostAskedSingly } from './missing.ts'
import type { RemovalReason } from './model.ts'
import { tasksOf } from './plan.ts'
import { type RunWork, writeFound } from './run-work.ts'

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
