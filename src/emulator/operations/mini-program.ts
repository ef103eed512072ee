// Gives: the codes of a mini program; one of tt.requestAccess is as a page's, one of tt.login has an endpoint of its own.
import type { State } from '../state/state.ts'
import { authorizeCodeLifeMs, requestAccessCodeLifeMs } from './codes.ts'
import { isAvailable } from './person-status.ts'
import { Refusal } from './refusal.ts'

export interface MiniProgramCodeRequest {
  person: number
  appId: string
  api: 'requestAccess' | 'login'
  scopeList: readonly string[]
}

/** The code that a mini program gets; refuses what its client refuses. */
export function takeMiniProgramCode(state: State, request: MiniProgramCodeRequest): string {
  const { person, appId, api, scopeList } = request
  const app = state.apps.get(appId)
  if (app === undefined) throw new Refusal(20048, 'The app does not exist')
  if (!app.enabled) throw new Refusal(20069, 'The app is not enabled')
  const isLogin = api === 'login'
  if (isLogin && scopeList.length > 0) throw new Refusal(20001, 'tt.login asks for no scopes')
  if (!isLogin && state.switches.notAvailableAt === 'page' && !isAvailable(state, app, person))
    throw new Refusal(20010, 'The user has no permission to use the app')
  if (scopeList.some((scope) => !app.scopes.includes(scope)))
    throw new Refusal(20027, 'Scopes are not enabled for the app')
  state.grants.add(appId, person, scopeList)
  const issuedAt = state.clock.now()
  return state.codes.issue({
    kind: isLogin ? 'mini-program login' : 'web',
    appId,
    person,
    redirectUri: undefined,
    challenge: undefined,
    // tt.login asks the person for nothing, so its code stands for all that the app has.
    withoutConsent: isLogin,
    issuedAt,
    expiresAt: issuedAt + (isLogin ? authorizeCodeLifeMs : requestAccessCodeLifeMs),
  }).value
}
