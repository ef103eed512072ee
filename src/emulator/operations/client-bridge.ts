// Answers: calls of the JavaScript bridge inside the simulated client.

import type { Question } from '../client/browser/messages.ts'
import type { Authentication, Container } from '../state/containers.ts'
import type { State } from '../state/state.ts'
import type { ClientAnswer, ClientCall, ClientExplanation, ClientReply } from '../types.ts'
import { failByCode, failByErrno, succeed } from './bridge-answers.ts'
import { explainConfig } from './explain-config.ts'
import type { JsapiCall } from './jsapi-call.ts'
import { configError, findConfigProblem } from './jsapi-config.ts'
import { isJsapi } from './jsapi-names.ts'
import { authenticationsFor } from './jsapi-reach.ts'
import { signedUrl } from './jsapi-signature.ts'
import { type Jsapi, jsapis } from './jsapi-table.ts'

/** What the frame gets: an answer for the page, or a question for the person. */
export type ClientTurn = ClientAnswer | { ok: 'ask'; question: Question }

const refuse = (answer: ClientAnswer, explanation: ClientExplanation): ClientAnswer =>
  answer.ok === false ? { ...answer, explanation } : answer

function answerConfig(state: State, call: ClientCall, person: number | undefined): ClientAnswer {
  const window = state.containers.of(call.container ?? '')
  const url = signedUrl(call.pageUrl)
  const problem = findConfigProblem(state, call, person)
  window.visit(url)
  if (problem !== undefined) {
    const explanation = explainConfig(state, call, problem)
    return { ok: false, error: configError(state, call, problem), explanation }
  }
  const { appId, jsApiList } = call.params as { appId: string; jsApiList: string[] }
  window.authenticate({ appId, url, jsApiList })
  return succeed('config', { session_key: state.random.bytes(16).toString('hex') })
}

function noSession(api: string): ClientAnswer {
  if (api === 'getUserInfo') return failByErrno(api, 1001001, 'invalid session')
  if (api === 'requestAuthCode') return failByCode(api, 10210, 'session id is invalid')
  return failByErrno(api, 2700001, 'unable to get session')
}

/** The authentication under which a page may make this call, or the refusal. */
function findAuthentication(
  state: State,
  { api, pageUrl }: ClientCall,
  window: Container,
): { authentication: Authentication } | { refusal: ClientAnswer } {
  const { emptyJsApiList, queryChangeKeepsAuthentication } = state.switches
  const urls = window.authentications.map(({ url }) => url)
  const covering = authenticationsFor(window, pageUrl, queryChangeKeepsAuthentication)
  const failed = failByErrno(api, 105, 'authentication fail')
  if (covering.length === 0) {
    const reason = urls.length === 0 ? 'no_config' : 'page_not_covered'
    return { refusal: refuse(failed, { reason, facts: [signedUrl(pageUrl), ...urls] }) }
  }
  const authentication = covering.find(
    ({ jsApiList }) => jsApiList.includes(api) || (jsApiList.length === 0 && emptyJsApiList === 'all'),
  )
  if (authentication !== undefined) return { authentication }
  const notListed = failByErrno(api, 105, 'authentication fail', 333445)
  const error = notListed.ok === false ? { ...notListed.error, errCode: 333445 } : {}
  const listed = [...new Set(covering.flatMap(({ jsApiList }) => jsApiList))]
  return { refusal: { ok: false, error, explanation: { reason: 'api_not_listed', facts: [api, ...listed] } } }
}

/** Without a person at hand, the profile says what the person does. */
const usualReply = ({ profile }: ClientCall): ClientReply =>
  profile.outcome === 'refuse' ? 'cancel' : 'confirm'

function pass(
  state: State,
  call: ClientCall,
  person: number,
): { call: JsapiCall; jsapi: Jsapi } | ClientAnswer {
  const { api, pageUrl } = call
  if (!isJsapi(api)) return failByErrno(api, 103, 'feature not support')
  if (call.ready === false && state.switches.callBeforeReady === 'fail') {
    return refuse(failByErrno(api, 110, 'API call prohibited'), { reason: 'before_ready' })
  }
  const jsapi = jsapis[api]
  const container = call.container ?? ''
  const window = state.containers.of(container)
  window.visit(signedUrl(pageUrl))
  const passed = { ...call, person, container, window, reply: call.reply ?? usualReply(call) }
  if (!jsapi.needsConfig) return { call: { ...passed, appId: state.apps.first.appId }, jsapi }
  const found = findAuthentication(state, call, window)
  if ('refusal' in found) return found.refusal
  return { call: { ...passed, appId: found.authentication.appId }, jsapi }
}

/** One call of the bridge from a frame whose person answers what the client asks. */
export function callInFrame(state: State, call: ClientCall): ClientTurn {
  if (call.api !== 'config' && !isJsapi(call.api)) return failByErrno(call.api, 103, 'feature not support')
  if (call.profile.outcome === 'hang') return { ok: 'hang' }
  const appIds = state.apps.list().map((app) => app.appId)
  const person = state.organisation.find(call.profile.openId, appIds)
  if (call.api === 'config') return answerConfig(state, call, person)
  if (person === undefined) return noSession(call.api)
  const passed = pass(state, call, person)
  if ('ok' in passed) return passed
  const asked = passed.jsapi.ask?.(state, passed.call)
  if (asked !== undefined && 'ok' in asked) return asked
  if (asked !== undefined && call.reply === undefined) return { ok: 'ask', question: asked }
  return passed.jsapi.answer(state, passed.call)
}

/** One call of the bridge; what the client would ask is answered by `reply`, or as the profile says. */
export function callClient(state: State, call: ClientCall): ClientAnswer {
  const turn = callInFrame(state, { ...call, reply: call.reply ?? usualReply(call) })
  if (turn.ok === 'ask') throw new Error(`${call.api} asked although there was a reply`)
  return turn
}
