// Translates: rows of the directory into people and departments.

import type { DirectoryDepartment, DirectoryPerson, RemovalReason } from '../../../directory/model.ts'
import type { Place } from './places.ts'
import type { DepartmentRow, PersonRow } from './tables.ts'

export function toPerson(row: PersonRow, places: readonly Place[]): DirectoryPerson {
  return {
    ...(JSON.parse(row.fields) as Partial<DirectoryPerson>),
    id: row.id,
    departments: places.map(({ departmentId, order }, n) => ({ departmentId, isPrimary: n === 0, order })),
    ...timesOf(row),
  }
}

export function toDepartment(row: DepartmentRow): DirectoryDepartment {
  return {
    ...(JSON.parse(row.fields) as Partial<DirectoryDepartment>),
    id: row.id,
    treeParentId: row.tree_parent_id,
    ...timesOf(row),
  }
}

const timesOf = (row: PersonRow | DepartmentRow) => ({
  updatedAt: row.updated_at,
  removedAt: row.removed_at,
  removedReason: row.removed_reason as RemovalReason | null,
})
