// Translates: people and departments to ids of the type that a caller asked for, and back.
import { rootDepartment } from '../../state/organisation-model.ts'
import type { State } from '../../state/state.ts'

export type PersonIdType = 'open_id' | 'union_id' | 'user_id'
export type DepartmentIdType = 'department_id' | 'open_department_id'

export const personIdTypes: readonly PersonIdType[] = ['open_id', 'union_id', 'user_id']
export const departmentIdTypes: readonly DepartmentIdType[] = ['department_id', 'open_department_id']

/** In both types. */
export const rootId = '0'

export function personId(
  { organisation, identifiers }: State,
  appId: string,
  index: number,
  type: PersonIdType,
): string {
  if (type === 'open_id') return identifiers.encode('open_id', appId, index)
  if (type === 'union_id') return identifiers.encode('union_id', organisation.tenantKey, index)
  return organisation.person(index, appId)?.user_id ?? ''
}

/** Whoever has this id of this type; undefined also for an id of another type. */
export function findPerson(state: State, appId: string, id: string, type: PersonIdType): number | undefined {
  const index = state.organisation.find(id, [appId])
  return index !== undefined && personId(state, appId, index, type) === id ? index : undefined
}

export function departmentId(
  { organisation: { departments } }: State,
  number: number,
  type: DepartmentIdType,
): string {
  if (number === rootDepartment) return rootId
  return type === 'open_department_id'
    ? departments.openId(number)
    : (departments.get(number)?.customId ?? '')
}

/** The department that has this id of this type; the root by `0`. */
export function findDepartment(state: State, id: string, type: DepartmentIdType): number | undefined {
  if (id === rootId) return rootDepartment
  const number = state.organisation.departments.find(id)
  return number !== undefined && departmentId(state, number, type) === id ? number : undefined
}
