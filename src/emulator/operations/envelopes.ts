// Words: refusals, once per family of endpoints.
import type { State } from '../state/state.ts'
import type { Answer, Call, Envelope } from './call.ts'
import { gatewayMessages, oauthErrors, serviceMessages } from './platform-codes.ts'
import { GatewayRefusal, type Refusal } from './refusal.ts'

const rateLimited = 99991400
/** Codes whose HTTP status no document states. */
const switchedStatus = new Set([99991671, 99991672, 99991677, 99991679])
const rateLimitHeaders = ({ rateLimit }: Refusal) => ({
  'x-ogw-ratelimit-limit': `${rateLimit.limit}`,
  'x-ogw-ratelimit-reset': `${rateLimit.reset}`,
})

const messageOf = (refusal: Refusal) =>
  refusal.message || (gatewayMessages[refusal.code] ?? serviceMessages[refusal.code] ?? 'unknown error')

/** An access control policy wants something of the person first; these two say where and what. */
const blockedByPolicy = new Set([21000, 21001])
const policyFields = ({ base }: Call) => ({
  challenge_url: `${base}/_emulator/requests`,
  cli_hint: 'Complete the challenge in a browser, then sign in again.',
})

/** An ordered refusal brings no words of its own, so the gaps of the usual ones are filled here. */
function filled(text: string, { code }: Refusal, call: Call): string {
  return text.replace('%s', code === 99991401 ? call.callerAddress : '[]')
}

function gatewayAnswer(refusal: Refusal, call: Call, state: State): Answer {
  const { code } = refusal
  const status = code === rateLimited ? 429 : switchedStatus.has(code) ? state.switches.gatewayStatus : 400
  return {
    status,
    body: {
      code,
      msg: filled(messageOf(refusal), refusal, call),
      error: { log_id: call.logId, ...refusal.extra },
    },
    ...(code === rateLimited ? { headers: rateLimitHeaders(refusal) } : {}),
  }
}

const isGateways = (refusal: Refusal) =>
  refusal instanceof GatewayRefusal || Object.hasOwn(gatewayMessages, refusal.code)

/** `{code, msg, error}`, HTTP 400. */
export const ordinaryEnvelope: Envelope = (refusal, call, state) => gatewayAnswer(refusal, call, state)

/** Codes of the contact API that do not come with HTTP 400. */
const contactStatuses: Readonly<Record<number, number>> = { 42008: 401, 40004: 403, 40014: 403, 48002: 500 }

/** `{code, msg, error}` with the status of the tables: the contact API. */
export const contactEnvelope: Envelope = (refusal, call, state) => {
  const answer = gatewayAnswer(refusal, call, state)
  return { ...answer, status: contactStatuses[refusal.code] ?? answer.status }
}

/** `{code, msg}` with HTTP 200, and 500 for 20050: the v1 family and user_info. */
export const authenEnvelope: Envelope = (refusal, call, state) => {
  if (isGateways(refusal)) return gatewayAnswer(refusal, call, state)
  const status = refusal.code === 20050 ? 500 : 200
  return { status, body: { code: refusal.code, msg: messageOf(refusal), error: { log_id: call.logId } } }
}

/** `{code, msg, data: {}}` with HTTP 200: app and tenant tokens. */
export const appTokenEnvelope: Envelope = (refusal, call, state) => {
  if (isGateways(refusal)) return gatewayAnswer(refusal, call, state)
  const status = refusal.code === 10014 ? state.switches.wrongSecretStatus : 200
  return { status, body: { code: refusal.code, msg: messageOf(refusal), data: {} } }
}

/** `{code, error, error_description}` with the status of the table: v2 and v3 token endpoints, revocation. */
export const oauthEnvelope: Envelope = (refusal, call, state) => {
  const row = oauthErrors[refusal.code]
  if (row === undefined) return gatewayAnswer(refusal, call, state)
  const { status, error, description } = row
  const { code, message, extra } = refusal
  return {
    status,
    body: {
      code,
      error,
      error_description: message || description,
      ...(blockedByPolicy.has(code) ? policyFields(call) : {}),
      ...extra,
    },
    ...(refusal.code === rateLimited ? { headers: rateLimitHeaders(refusal) } : {}),
  }
}
