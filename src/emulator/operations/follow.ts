// Follows: an authorize URL as a person, without a browser; and takes a code from the simulated client.
import type { State } from '../state/state.ts'
import type { ClientCall, Emulator } from '../types.ts'
import { type Decision, decide } from './authorize.ts'
import { readAuthorizeRequest } from './authorize-request.ts'
import { pageOperations } from './catalogue.ts'
import { callClient } from './client-bridge.ts'
import { createFields } from './fields.ts'
import { Refusal } from './refusal.ts'

function findPerson(state: State, person: number | string): number {
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
  const page = pageOperations.find(({ path }) => url.pathname.replace(/\/$/, '').endsWith(path))
  if (page === undefined) throw new Error(`${url.pathname} is no authorize page`)
  const index = findPerson(state, person)
  try {
    const fields = createFields(new Map(url.searchParams), 20001)
    return decide(state, readAuthorizeRequest(state, page.page, fields), index, decision, grantedScopes)
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
