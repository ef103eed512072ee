// Plans: which lists of the platform have to be read, so that everybody is read and no call is for nothing.
import type { DepartmentRead } from '../feishu/index.ts'
import { rootId } from './model.ts'
import type { SyncTask } from './ports.ts'

/** A list to read, from its beginning. */
export type NewTask = Pick<SyncTask, 'kind' | 'target'>

/** The most ids of one batch. */
export const batchSize = 50

/** Slices of at most 50. */
export function batches(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / batchSize)
  return Array.from({ length: count }, (_, at) => ids.slice(at * batchSize, (at + 1) * batchSize))
}

export const idsOf = (task: NewTask): string[] => task.target.split(' ').filter((id) => id !== '')

/** Of an app that sees everybody: the tree from the root, and the root's own members, who are in no other list. */
export const everything: readonly [tree: NewTask, people: NewTask] = [
  { kind: 'tree', target: rootId },
  { kind: 'people', target: rootId },
]

/** Departments by their ids: each is read itself, then the tree below it and its members. */
export const departmentTasks = (ids: readonly string[]): NewTask[] =>
  batches([...new Set(ids)]).map((batch) => ({ kind: 'departments', target: batch.join(' ') }))

/** Of an app that sees some: the departments of its range, and the people who are in it by themselves. */
export const rangeTasks = (departmentIds: readonly string[], personIds: readonly string[]): NewTask[] => [
  ...departmentTasks(departmentIds),
  ...batches([...new Set(personIds)]).map((batch): NewTask => ({ kind: 'persons', target: batch.join(' ') })),
]

/** What departments that were found lead to. Nobody is asked for where the platform tells that there is nobody. */
export function tasksOf(kind: SyncTask['kind'], found: readonly DepartmentRead[]): NewTask[] {
  return found.flatMap(({ id, memberCount }): NewTask[] => [
    ...(kind === 'departments' ? [{ kind: 'tree', target: id } as const] : []),
    ...(memberCount === 0 ? [] : [{ kind: 'people', target: id } as const]),
  ])
}
