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

export function reachOf({ organisation }: State, { app, user }: Identity): Reach {
  const company = { everything: true, seesDepartment: () => true, seesPerson: organisation.isKnown }
  const range = user === undefined ? organisation.rangeOf(app) : company
  return {
    everything: range.everything,
    seesDepartment: (number) => (number === rootDepartment ? range.everything : range.seesDepartment(number)),
    seesPerson: range.seesPerson,
  }
}
