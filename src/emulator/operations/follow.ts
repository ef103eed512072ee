// Acts: as a person, without a browser: follows an authorize URL, takes codes in the client, withdraws consent.
import type { State } from '../state/state.ts'
import type { ClientCall, Emulator } from '../types.ts'
import { type Decision, decide } from './authorize.ts'
import { readAuthorizeRequest } from './authorize-request.ts'
import { callClient } from './client-bridge.ts'
import { createFields, readParams } from './fields.ts'
import { takeMiniProgramCode } from './mini-program.ts'
import { pageOf } from './page-at.ts'
import { Refusal } from './refusal.ts'
import { withdraw } from './withdraw.ts'

/** The index of a person, however named; throws for nobody. */
export function findPerson(state: State, person: number | string): number {
  const appIds = state.apps.list().map((app) => app.appId)
  const index = state.organisation.find(person, appIds)
  if (index === undefined) throw new Error(`There is no person ${person}`)
  return index
}

/** Ends an authorize request; throws with the code of the page that a browser would see. */
export function followAuthorizeUrl(
  state: State,
  authorizeUrl: string,
  person: number | string,
  decision: Decision,
  grantedScopes?: readonly string[],
): string {
  const url = new URL(authorizeUrl)
  const page = pageOf(url, [state.origin()])
  if (page === undefined) throw new Error(`${url.host}${url.pathname} is no authorize page`)
  const index = findPerson(state, person)
  try {
    const request = readAuthorizeRequest(state, page, createFields(readParams(url.searchParams), 20001))
    const unknown = grantedScopes?.filter((scope) => !request.scopes.includes(scope)) ?? []
    if (unknown.length > 0) throw new Error(`The request does not ask for ${unknown.join(', ')}`)
    return decide(state, request, index, decision, grantedScopes)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Error(`The authorize page refuses with ${error.code}: ${error.message}`, { cause: error })
  }
}

type CodeOptions = Parameters<Emulator['client']['code']>[2]

/** The code of a bridge call on this page; throws when the client would refuse. */
export function takeClientCode(
  state: State,
  pageUrl: string,
  person: number | string,
  { api = 'requestAccess', scopeList = [], appId = state.apps.first.appId }: NonNullable<CodeOptions> = {},
): string {
  const openId = state.identifiers.encode('open_id', state.apps.first.appId, findPerson(state, person))
  const profile: ClientCall['profile'] = {
    openId,
    platform: 'desktop',
    language: 'zh_CN',
    generation: 'current',
    outcome: 'accept',
  }
  const params = api === 'requestAccess' ? { appID: appId, scopeList } : { appId }
  const answer = callClient(state, { api, params, pageUrl, profile })
  if (answer.ok === true) return String(answer.result.code)
  const reason = answer.ok === false ? JSON.stringify(answer.error) : 'no answer'
  throw new Error(`The client refuses ${api} on ${pageUrl}: ${reason}`)
}

type MiniCodeOptions = Parameters<Emulator['miniProgram']['code']>[1]

/** The code of a mini program; throws when its client would refuse. */
export function takeMiniCode(
  state: State,
  person: number | string,
  {
    api = 'requestAccess',
    scopeList = [],
    appId = state.apps.first.appId,
  }: NonNullable<MiniCodeOptions> = {},
): string {
  const request = { person: findPerson(state, person), appId, api, scopeList }
  try {
    return takeMiniProgramCode(state, request)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Error(`The mini program is refused with ${error.code}: ${error.message}`, { cause: error })
  }
}

/** Withdraws in somebody's name, as the page would. */
export function withdrawAs(
  state: State,
  person: number | string,
  appId: string = state.apps.first.appId,
): void {
  if (state.apps.get(appId) === undefined) throw new Error(`There is no app ${appId}`)
  withdraw(state, appId, findPerson(state, person))
}
