// Issues: the pair of tokens of one authorization, or of one refresh.
import type { State } from '../state/state.ts'
import type { Generation, UserToken } from '../state/user-tokens.ts'
import type { AppSettings } from '../types.ts'

export interface TokenPair {
  access: UserToken
  refresh: UserToken
}

export interface Lives {
  accessMs: number
  refreshMs: number
}

/**
 * Everything that the person has granted and the app still has enabled; and all that the app has, when nobody was asked.
 */
export function grantedScopes(
  state: State,
  app: AppSettings,
  { person, withoutConsent }: Pick<UserToken, 'person' | 'withoutConsent'>,
): readonly string[] {
  if (withoutConsent === true) return app.scopes
  return state.grants.of(app.appId, person).filter((scope) => app.scopes.includes(scope))
}

export function issuePair(
  state: State,
  o: {
    app: AppSettings
    person: number
    scopes: readonly string[]
    generation: Generation
    lives: Lives
    withoutConsent?: boolean | undefined
    /** Of the token that is being refreshed; a new authorization starts a new family. */
    from?: UserToken
  },
): TokenPair {
  const now = state.clock.now()
  const shared = {
    generation: o.generation,
    appId: o.app.appId,
    person: o.person,
    scopes: o.scopes,
    withoutConsent: o.withoutConsent === true,
    authorizedAt: o.from?.authorizedAt ?? now,
    family: o.from?.family ?? state.userTokens.newFamily(),
  }
  return {
    access: state.userTokens.issue({ ...shared, kind: 'access', expiresAt: now + o.lives.accessMs }),
    refresh: state.userTokens.issue({ ...shared, kind: 'refresh', expiresAt: now + o.lives.refreshMs }),
  }
}
