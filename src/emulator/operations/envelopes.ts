// Words: refusals, once per family of endpoints.
import type { State } from '../state/state.ts'
import type { Answer, Envelope } from './call.ts'
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

function gatewayAnswer(refusal: Refusal, logId: string, state: State): Answer {
  const { code } = refusal
  const status = code === rateLimited ? 429 : switchedStatus.has(code) ? state.switches.gatewayStatus : 400
  return {
    status,
    body: { code, msg: messageOf(refusal), error: { log_id: logId, ...refusal.extra } },
    ...(code === rateLimited ? { headers: rateLimitHeaders(refusal) } : {}),
  }
}

const isGateways = (refusal: Refusal) =>
  refusal instanceof GatewayRefusal || Object.hasOwn(gatewayMessages, refusal.code)

/** `{code, msg, error}`, HTTP 400: the contact API. */
export const ordinaryEnvelope: Envelope = (refusal, call, state) => gatewayAnswer(refusal, call.logId, state)

/** `{code, msg}` with HTTP 200, and 500 for 20050: the v1 family and user_info. */
export const authenEnvelope: Envelope = (refusal, call, state) => {
  if (isGateways(refusal)) return gatewayAnswer(refusal, call.logId, state)
  const status = refusal.code === 20050 ? 500 : 200
  return { status, body: { code: refusal.code, msg: messageOf(refusal), error: { log_id: call.logId } } }
}

/** `{code, msg, data: {}}` with HTTP 200: app and tenant tokens. */
export const appTokenEnvelope: Envelope = (refusal, call, state) => {
  if (isGateways(refusal)) return gatewayAnswer(refusal, call.logId, state)
  const status = refusal.code === 10014 ? state.switches.wrongSecretStatus : 200
  return { status, body: { code: refusal.code, msg: messageOf(refusal), data: {} } }
}

/** `{code, error, error_description}` with the status of the table: v2 and v3 token endpoints, revocation. */
export const oauthEnvelope: Envelope = (refusal, call, state) => {
  const row = oauthErrors[refusal.code]
  if (row === undefined) return gatewayAnswer(refusal, call.logId, state)
  const { status, error, description } = row
  return {
    status,
    body: { code: refusal.code, error, error_description: refusal.message || description, ...refusal.extra },
    ...(refusal.code === rateLimited ? { headers: rateLimitHeaders(refusal) } : {}),
  }
}
