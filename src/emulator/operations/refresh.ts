// Checks: whether a refresh token may still be used, in the same words for every generation.
import type { State } from '../state/state.ts'
import type { Generation, UserToken } from '../state/user-tokens.ts'
import { isExpired } from './gateway.ts'
import { mayHoldTokens } from './person-status.ts'
import { Refusal } from './refusal.ts'

/** The person must authorize again after this, however often the app has refreshed. */
const grantLifeMs = 365 * 24 * 3_600_000

/** v2 takes only its own; v3 takes v2's too; the v1 family only its own. */
const takes: Readonly<Record<Generation, readonly Generation[]>> = {
  v1: ['v1'],
  v2: ['v2'],
  v3: ['v2', 'v3'],
  passport: ['passport'],
}

export type RefreshState = 'fit' | 'unknown' | 'other-app' | 'revoked' | 'used' | 'expired'

export function judgeRefreshToken(
  state: State,
  token: UserToken | undefined,
  appId: string,
  generation: Generation,
): RefreshState {
  if (token === undefined || token.kind !== 'refresh' || !takes[generation].includes(token.generation))
    return 'unknown'
  if (token.appId !== appId) return 'other-app'
  // Whoever is still restricted meets the code that says so.
  if (token.revoked || (token.restricted && mayHoldTokens(state, token.person))) return 'revoked'
  if (token.used) return 'used'
  if (isExpired(state, token) || state.clock.now() - token.authorizedAt >= grantLifeMs) return 'expired'
  return 'fit'
}

/** Spends a refresh token, and the access tokens beside it where the switch says so. */
export function spendRefreshToken(state: State, token: UserToken): void {
  token.used = true
  if (state.switches.oldTokenSurvivesRefresh) return
  for (const other of state.userTokens.ofFamily(token.family))
    if (other.kind === 'access') other.revoked = true
}

/** The refusal in the codes of the OAuth tables. */
export function refreshRefusal(state: State, verdict: Exclude<RefreshState, 'fit'>): Refusal {
  const codes = {
    unknown: 20026,
    'other-app': 20024,
    revoked: 20064,
    used: state.switches.usedRefreshToken,
    expired: 20037,
  }
  return new Refusal(codes[verdict])
}
