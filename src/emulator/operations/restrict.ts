// Revokes: the tokens of whoever is frozen, leaves or is removed, and tells of it.
import type { OrganisationChange } from '../state/organisation-model.ts'
import type { State } from '../state/state.ts'
import { mayHoldTokens } from './person-status.ts'
import { liveKinds } from './withdraw.ts'

/** Ends the tokens of a person at every app. What the person granted stays: after a thaw they sign in again. */
function restrict(state: State, person: number): void {
  const tokens = state.userTokens.ofAnyApp(person)
  for (const appId of new Set(tokens.map((token) => token.appId))) {
    const ofApp = tokens.filter((token) => token.appId === appId)
    const kinds = liveKinds(state, ofApp)
    for (const token of ofApp) token.restricted = true
    state.revocations.tell({ appId, person, kinds, by: 'restriction' })
  }
}

/** From now on. */
export function restrictLeavers(state: State): void {
  state.organisation.onChange((change: OrganisationChange) => {
    if ('number' in change || change.kind === 'person.created') return
    if (!mayHoldTokens(state, change.index)) restrict(state, change.index)
  })
}
