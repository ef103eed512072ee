// Checks: that a person may still sign in, and which code says why not.
import type { State } from '../state/state.ts'
import type { AppSettings, Person, PersonStatus } from '../types.ts'
import { Refusal } from './refusal.ts'

/** The v1 family and user_info name the reason. */
function namedReason(status: PersonStatus): number | undefined {
  if (status.is_resigned || status.is_exited) return 20021
  if (status.is_frozen) return 20022
  if (!status.is_activated || status.is_unjoin) return 20023
  return undefined
}

/** Whether this person may use the app: a custom app takes people of its own tenant, in its availability range. */
export function isAvailable(state: State, app: AppSettings, person: number): boolean {
  if (state.organisation.tenantOf(person) !== state.organisation.tenantKey) return false
  return app.availability === 'all' || app.availability.includes(person)
}

/** Whether tokens of this person may be used: not of somebody who is frozen, has left, is gone, or is of another tenant. */
export function mayHoldTokens({ organisation }: State, index: number): boolean {
  const status = organisation.statusOf(index)
  if (status === undefined || organisation.tenantOf(index) !== organisation.tenantKey) return false
  return !status.is_frozen && !status.is_resigned && !status.is_exited
}

/** The person, fit to sign in; `style` is how the endpoint words a bad status: one code for all, or one each. */
export function requirePerson(
  state: State,
  app: AppSettings,
  index: number,
  style: 'single' | 'named',
): Person {
  const person = state.organisation.person(index, app.appId)
  if (person === undefined) throw new Refusal(20008)
  const reason = namedReason(person.status)
  if (reason !== undefined) throw new Refusal(style === 'single' ? 20066 : reason)
  return person
}

/** The person, admitted by the app: 20009, 20010, then as `requirePerson`. */
export function requireMember(
  state: State,
  app: AppSettings,
  index: number,
  style: 'single' | 'named',
): Person {
  if (!app.installed) throw new Refusal(20009)
  if (!isAvailable(state, app, index)) throw new Refusal(20010)
  return requirePerson(state, app, index, style)
}
