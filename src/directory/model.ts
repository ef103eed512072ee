// Declares: people and departments as the local directory keeps them.

import type { Brand, DepartmentFields, PersonFields, PersonState } from '../feishu/index.ts'

/** One organisation as one app sees it. */
export interface DirectoryKey {
  brand: Brand
  appId: string
}

/** The id of the root, above all departments. It is no department itself. */
export const rootId = '0'

/** A person's place in a department. */
export interface Membership {
  /** open_department_id; `0` is the root. */
  departmentId: string
  /** Exactly one of a person's departments is, when there are any. */
  isPrimary: boolean
  /** Among the people of the department, the larger first; 0 unless told. */
  order: number
}

/**
 * A person in the local directory. Fields that the platform has never told are absent; those that it tells no more keep
 * their last value.
 */
export interface DirectoryPerson extends Partial<Omit<PersonFields, 'departmentIds' | 'orders'>> {
  /** open_id */
  id: string
  /** The primary one first, then by the platform's order. */
  departments: Membership[]
  /** Epoch milliseconds of the last change of anything above. */
  updatedAt: number
  /**
   * Epoch milliseconds; null while the person is a member within the app's contact range. Everything above, `state` and
   * `departments` included, stays as it was last told: of whoever has left by an event the platform tells no state. Ask
   * for this one, never for `state`, to know whether somebody is there.
   */
  removedAt: number | null
  /** `left`: the platform says so, or knows the person no longer; `out_of_range`: the app may not see them any more. */
  removedReason: RemovalReason | null
}

export type RemovalReason = 'left' | 'out_of_range'

export interface DirectoryDepartment extends Partial<Omit<DepartmentFields, 'isDeleted'>> {
  /** open_department_id */
  id: string
  /**
   * Where it stands in the tree: `parentId`, but `0` when that is unknown, out of the app's range, or below the
   * department itself. Following it always ends at `0`.
   */
  treeParentId: string
  updatedAt: number
  removedAt: number | null
  removedReason: RemovalReason | null
}

/** People in these states may not use anything any more. */
export const leftStates: readonly PersonState[] = ['resigned', 'exited']

/** One page of what was asked for; `next` goes into `cursor` for the page after it. */
export interface Listing<T> {
  items: T[]
  next: string | null
}
