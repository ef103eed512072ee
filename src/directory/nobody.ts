// Completes: what was read with what its silence says, where the platform tells of the fields beside it.
import type { DepartmentRead, PersonRead } from '../feishu/index.ts'

/**
 * Whether there is a leader is told by the same permission as the places: an answer that tells these and no leader says
 * that there is none. Without this a former leader would stay for ever.
 */
export function completePerson(person: PersonRead): PersonRead {
  const tellsPlaces = person.departmentIds !== undefined || person.orders !== undefined
  return tellsPlaces && person.leaderId === undefined ? { ...person, leaderId: '' } : person
}

/** The same of a department: its parent, its leaders and its units are told by one permission. */
export function completeDepartment(department: DepartmentRead): DepartmentRead {
  if (department.parentId === undefined) return department
  return { leaderId: '', leaders: [], unitIds: [], ...department }
}
