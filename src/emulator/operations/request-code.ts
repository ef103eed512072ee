// Answers: tt.requestAccess and tt.requestAuthCode: a code for the page that is open in the client.
import type { State } from '../state/state.ts'
import type { AppSettings, ClientAnswer } from '../types.ts'
import { failByCode, failByErrno, succeed, textOf } from './bridge-answers.ts'
import { authorizeCodeLifeMs, requestAccessCodeLifeMs } from './codes.ts'
import type { JsapiCall } from './jsapi-call.ts'
import { isAvailable } from './person-status.ts'
import { isPageListed } from './redirect-list.ts'

/** A code for a page: bound to no redirect_uri. */
function issueCode(state: State, app: AppSettings, person: number, lifeMs: number): string {
  const issuedAt = state.clock.now()
  const expiresAt = issuedAt + lifeMs
  const bound = {
    kind: 'web',
    appId: app.appId,
    person,
    redirectUri: undefined,
    challenge: undefined,
  } as const
  return state.codes.issue({ ...bound, issuedAt, expiresAt }).value
}

const ended = 2700002

export function requestAccess(
  state: State,
  { api, params, pageUrl, profile, person }: JsapiCall,
): ClientAnswer {
  if (profile.generation !== 'current') return failByErrno(api, 103, 'feature not support')
  const { scopeList, state: echo } = params
  const appId = textOf(params.appID)
  const isList = Array.isArray(scopeList) && scopeList.every((scope) => typeof scope === 'string')
  if (appId === undefined || !isList) return failByErrno(api, 104, 'invalid parameter')
  const refuse = (inner: number, errno: number = ended) =>
    failByErrno(api, errno, 'authorization ended', inner)
  const app = state.apps.get(appId)
  if (app === undefined) return refuse(20048)
  if (!app.enabled) return refuse(20069)
  if (!isPageListed(app, pageUrl)) return refuse(20029, state.switches.pageNotListedErrno)
  if (state.switches.notAvailableAt === 'page' && !isAvailable(state, app, person)) return refuse(20010)
  if (scopeList.some((scope: string) => !app.scopes.includes(scope))) return refuse(20027)
  if (profile.outcome === 'refuse') return failByErrno(api, ended, 'authorization ended: access_denied')
  state.grants.add(app.appId, person, scopeList)
  const code = issueCode(state, app, person, requestAccessCodeLifeMs)
  return succeed(api, { code, ...(echo === undefined ? {} : { state: echo }) })
}

export function requestAuthCode(state: State, { api, params, pageUrl, person }: JsapiCall): ClientAnswer {
  const app = state.apps.get(textOf(params.appId) ?? '')
  if (app === undefined || !app.enabled) return failByCode(api, 10200, 'appId is not valid')
  if (app.redirectUrls.length === 0) return failByCode(api, 10235, 'the app has no redirect URL')
  if (!isPageListed(app, pageUrl)) return failByCode(api, 10236, 'the page is not in the redirect URL list')
  if (!isAvailable(state, app, person)) return failByCode(api, 10228, 'the app is not visible to the user')
  state.grants.add(app.appId, person, [])
  return succeed(api, { code: issueCode(state, app, person, authorizeCodeLifeMs) })
}
