// Tells: what of the organisation a token reaches. The app's own sees the contact range, a person's sees the company.
import { rootDepartment } from '../../state/organisation-model.ts'
import type { State } from '../../state/state.ts'
import type { Identity } from '../gateway.ts'

export interface Reach {
  /** The root included. */
  readonly everything: boolean
  seesDepartment(number: number): boolean
  seesPerson(index: number): boolean
}

const company = { everything: true, seesDepartment: () => true, seesPerson: () => true }

export function reachOf(state: State, { app, user }: Identity): Reach {
  const { organisation } = state
  const range = user === undefined ? organisation.rangeOf(app) : company
  const ownPerson = (index: number) => organisation.tenantOf(index) === organisation.tenantKey
  return {
    everything: range.everything,
    seesDepartment: (number) => (number === rootDepartment ? range.everything : range.seesDepartment(number)),
    // A custom app sees nobody of another tenant; whom an edit has moved there is seen by no app's own token.
    seesPerson: (index) => range.seesPerson(index) && (user !== undefined || ownPerson(index)),
  }
}
