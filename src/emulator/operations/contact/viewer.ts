// Says: to whom an object of the contact API is told, and how.
import type { State } from '../../state/state.ts'
import type { Identity } from '../gateway.ts'
import type { Question } from './contact-operation.ts'
import type { DepartmentIdType, PersonIdType } from './ids.ts'

/** Who is told, and how. */
export interface Viewer {
  state: State
  identity: Identity
  personIds: PersonIdType
  departmentIds: DepartmentIdType
  /** Origin for links, as the caller knows it. */
  base: string
}

export const viewerOf = ({ state, identity, personIds, departmentIds, call }: Question): Viewer => ({
  state,
  identity,
  personIds,
  departmentIds,
  base: call.base,
})
