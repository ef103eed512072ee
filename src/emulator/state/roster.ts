// Knows: in which departments a person stands, with the changes, and whether the departments list them.

import type { PersonStatus } from '../types.ts'
import type { DepartmentTree } from './department-tree.ts'
import { type PlaceView, rootDepartment } from './organisation-model.ts'
import { mostPlaces, type Placement, userOrderOf } from './placement.ts'
import { isOnStaff, statusOf } from './traits.ts'

/** What an edit says of the matter. */
export interface RosterEdit {
  departments?: readonly number[]
  status?: Partial<PersonStatus>
  tenant_key?: string
}

export interface Roster {
  /** Departments that exist, the primary first; also of whoever has left. */
  standsIn(index: number): number[]
  placesOf(index: number): PlaceView[]
  /** A member of this tenant who has not left. */
  isListed(index: number): boolean
  /** Departments that list a person. */
  listedIn(index: number): number[]
  /** The same without an array. */
  draw(index: number, into: Int32Array): number
}

export interface RosterOptions {
  placement: Placement
  tree: DepartmentTree
  tenantKey: string
  has: (index: number) => boolean
  editOf: (index: number) => RosterEdit | undefined
}

export function createRoster({ placement, tree, tenantKey, has, editOf }: RosterOptions): Roster {
  const drawn = new Int32Array(mostPlaces)

  function drawPlaces(index: number, into: Int32Array): number {
    const edited = editOf(index)?.departments
    const count = edited?.length ?? placement.draw(index, into)
    let kept = 0
    for (let at = 0; at < count; at++) {
      const department = (edited ?? into)[at] ?? rootDepartment
      if (tree.has(department)) into[kept++] = department
    }
    // Whoever left before their department was removed stands nowhere else.
    if (kept === 0) into[kept++] = rootDepartment
    return kept
  }

  function isListed(index: number): boolean {
    if (!has(index)) return false
    const edit = editOf(index)
    if ((edit?.tenant_key ?? tenantKey) !== tenantKey) return false
    return isOnStaff(edit?.status === undefined ? statusOf(index) : { ...statusOf(index), ...edit.status })
  }

  function standsIn(index: number): number[] {
    const edited = editOf(index)?.departments?.length ?? 0
    const into = edited > drawn.length ? new Int32Array(edited) : drawn
    return Array.from(into.subarray(0, drawPlaces(index, into)))
  }

  return {
    standsIn,
    isListed,
    listedIn: (index) => (isListed(index) ? standsIn(index) : []),
    draw: (index, into) => (isListed(index) ? drawPlaces(index, into) : 0),
    placesOf: (index) =>
      standsIn(index).map((department, at) => ({
        department,
        userOrder: userOrderOf(index, department),
        // The primary department is the one with the largest.
        departmentOrder: 100 - at,
        isPrimary: at === 0,
      })),
  }
}
