// Answers: calls of the JavaScript bridge inside the simulated client.

import type { State } from '../state/state.ts'
import type { AppSettings, ClientAnswer, ClientCall } from '../types.ts'
import { failByCode, failByErrno, succeed, textOf } from './bridge-answers.ts'
import { authorizeCodeLifeMs, requestAccessCodeLifeMs } from './codes.ts'
import { config } from './jsapi-config.ts'
import { isAvailable } from './person-status.ts'
import { isListed } from './redirect-list.ts'

type Bridge = (state: State, call: ClientCall, person: number) => ClientAnswer

/** A code for a page: bound to no redirect_uri. */
function issueCode(state: State, app: AppSettings, person: number, lifeMs: number): string {
  const issuedAt = state.clock.now()
  const expiresAt = issuedAt + lifeMs
  const bound = { appId: app.appId, person, redirectUri: undefined, challenge: undefined }
  return state.codes.issue({ ...bound, issuedAt, expiresAt }).value
}

const ended = 2700002

const requestAccess: Bridge = (state, { api, params, pageUrl, profile }, person) => {
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
  if (!isListed(state, app, pageUrl)) return refuse(20029, state.switches.pageNotListedErrno)
  if (state.switches.notAvailableAt === 'page' && !isAvailable(app, person)) return refuse(20010)
  if (scopeList.some((scope: string) => !app.scopes.includes(scope))) return refuse(20027)
  if (profile.outcome === 'refuse') return failByErrno(api, ended, 'authorization ended: access_denied')
  state.grants.add(app.appId, person, scopeList)
  const code = issueCode(state, app, person, requestAccessCodeLifeMs)
  return succeed(api, { code, ...(echo === undefined ? {} : { state: echo }) })
}

const requestAuthCode: Bridge = (state, { api, params, pageUrl }, person) => {
  const app = state.apps.get(textOf(params.appId) ?? '')
  if (app === undefined || !app.enabled) return failByCode(api, 10200, 'appId is not valid')
  if (app.redirectUrls.length === 0) return failByCode(api, 10235, 'the app has no redirect URL')
  if (!isListed(state, app, pageUrl))
    return failByCode(api, 10236, 'the page is not in the redirect URL list')
  if (!isAvailable(app, person)) return failByCode(api, 10228, 'the app is not visible to the user')
  state.grants.add(app.appId, person, [])
  return succeed(api, { code: issueCode(state, app, person, authorizeCodeLifeMs) })
}

/** No id at all, as on the platform: this call cannot tell who somebody is. */
const getUserInfo: Bridge = (state, { api, profile }, person) => {
  const found = state.organisation.person(person, state.apps.first.appId)
  const { name = '', en_name = '', avatar_url = '' } = found ?? {}
  const gender = ['', 'male', 'female'][state.organisation.traits(person).gender] ?? ''
  const userInfo = {
    nickName: profile.language === 'zh_CN' ? name : en_name || name,
    avatarUrl: avatar_url,
    gender,
    country: '',
    city: state.organisation.traits(person).city,
    language: profile.language,
  }
  const i18nName = { en_us: en_name, ja_jp: '', zh_cn: name }
  return succeed(api, { userInfo, rawData: JSON.stringify({ ...userInfo, i18nName }) })
}

const plain: Bridge = (_state, { api }) => succeed(api)

const bridges: Readonly<Record<string, Bridge>> = {
  requestAccess,
  requestAuthCode,
  getUserInfo,
  showToast: plain,
  closeWindow: plain,
}

/** One call of the bridge, from the page that is open in the client. */
export function callClient(state: State, call: ClientCall): ClientAnswer {
  const bridge = Object.hasOwn(bridges, call.api) ? bridges[call.api] : undefined
  if (bridge === undefined && call.api !== 'config') return failByErrno(call.api, 103, 'feature not support')
  if (call.profile.outcome === 'hang') return { ok: 'hang' }
  const appIds = state.apps.list().map((app) => app.appId)
  const person = state.organisation.find(call.profile.openId, appIds)
  if (bridge === undefined) return config(state, call, person)
  if (person === undefined) return failByErrno(call.api, 2700001, 'unable to get session')
  return bridge(state, call, person)
}
