// Withdraws: what a person has granted to an app, with everything that came of it.
import type { State } from '../state/state.ts'

export interface GrantedApp {
  appId: string
  name: string
  scopes: string[]
}

/** The apps that this person has let in. */
export function grantedApps(state: State, person: number): GrantedApp[] {
  return state.grants.appsOf(person).flatMap((appId) => {
    const app = state.apps.get(appId)
    return app === undefined ? [] : [{ appId, name: app.name, scopes: state.grants.of(appId, person) }]
  })
}

/** Ends the grants of a person to an app; its access and refresh tokens die, and codes of every kind that wait to be redeemed. */
export function withdraw(state: State, appId: string, person: number): void {
  state.grants.withdraw(appId, person)
  for (const token of state.userTokens.ofPerson(appId, person)) token.revoked = true
  for (const code of state.codes.ofPerson(appId, person)) code.used = true
  for (const tmpCode of state.qrCodes.tmpCodesOf(appId, person)) tmpCode.used = true
}
