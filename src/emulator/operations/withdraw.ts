// Withdraws: what a person has granted to an app, with everything that came of it.
import type { Revocation, State } from '../state/state.ts'
import type { UserToken } from '../state/user-tokens.ts'

/** v2 and v3 make a pair each time, and give its second half only to those who asked to stay signed in. */
const wasGiven = ({ kind, generation, scopes }: UserToken) =>
  kind === 'access' || !['v2', 'v3'].includes(generation) || scopes.includes('offline_access')

/** As they are listed in an event. */
const tokenKinds = ['access', 'refresh'] as const

/** The kinds of which at least one of these tokens is good. */
export function liveKinds(state: State, tokens: readonly UserToken[]): Revocation['kinds'] {
  const live = tokens.filter(
    (token) =>
      wasGiven(token) &&
      !token.revoked &&
      !token.restricted &&
      !token.used &&
      state.clock.now() < token.expiresAt,
  )
  return tokenKinds
    .filter((wanted) => live.some(({ kind }) => kind === wanted))
    .map((kind) => `${kind === 'access' ? 'user_access' : 'refresh'}_token` as const)
}

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
  const tokens = state.userTokens.ofPerson(appId, person)
  const kinds = liveKinds(state, tokens)
  state.grants.withdraw(appId, person)
  for (const token of tokens) token.revoked = true
  for (const code of state.codes.ofPerson(appId, person)) code.used = true
  for (const tmpCode of state.qrCodes.tmpCodesOf(appId, person)) tmpCode.used = true
  state.revocations.tell({ appId, person, kinds, by: 'user' })
}
