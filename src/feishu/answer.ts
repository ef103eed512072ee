// Judges: whether an answer of the platform is a success, and if not, what it means and whether to try again.
import { LarkspurError, type PlatformAnswer } from '../errors/larkspur-error.ts'
import { isCallOfApi } from './error-table.ts'
import { errorFromPlatform } from './platform-error.ts'
import { secondsToWait } from './rate-limit.ts'
import { redact, safeLogId } from './redact.ts'
import type { FeishuRequest } from './request.ts'

/** A parsed answer body. */
export type AnswerBody = Record<string, unknown>

export interface Success {
  ok: true
  body: AnswerBody
  answer: PlatformAnswer
}

export interface Failure {
  ok: false
  error: LarkspurError
  /** `always`: nothing was consumed; `safe`: only if the call may be made twice; `no`: the answer is final. */
  retry: 'always' | 'safe' | 'no'
}

/** An HTTP answer whose body has been read. */
export interface Reply {
  status: number
  headers: Headers
  text: string
}

export const isObject = (value: unknown): value is AnswerBody =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

function parse(source: string): AnswerBody | undefined {
  try {
    const value: unknown = JSON.parse(source)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

// A refusal may carry a fresh token and repeat it in its text.
function secretsIn(body: AnswerBody): string[] {
  const members = [body, isObject(body.data) ? body.data : {}].flatMap((part) => Object.entries(part))
  return members.flatMap(([name, value]) =>
    /token$|ticket$|secret$/.test(name) && text(value) ? [String(value)] : [],
  )
}

// Only what is shaped like a scope, e.g. `contact:user.base:readonly`, and survives redaction: it ends up in a hint.
const isScope = (value: unknown, secrets: string[]): value is string =>
  typeof value === 'string' && /^[a-z][\w.:-]{1,99}$/i.test(value) && redact(value, secrets) === value

function missingScopes(body: AnswerBody, secrets: string[]): string[] {
  const violations = isObject(body.error) ? body.error.permission_violations : undefined
  if (!Array.isArray(violations)) return []
  // One document names the member `scope`, the others `subject`.
  const named = violations.map((violation) =>
    isObject(violation) ? (violation.subject ?? violation.scope) : undefined,
  )
  return named.filter((value) => isScope(value, secrets)).slice(0, 20)
}

/** A failure because the answer makes no sense. `problem` continues "The answer to user_info …"; never a value. */
export function malformed(answer: PlatformAnswer, problem: string): LarkspurError {
  const where = `The answer to ${answer.operation ?? 'the platform'}`
  return new LarkspurError('platform_response_invalid', { message: `${where} ${problem}.`, platform: answer })
}

function readAnswer(request: FeishuRequest, reply: Reply, body: AnswerBody): PlatformAnswer {
  const secrets = [...request.secrets, ...secretsIn(body)]
  const details = isObject(body.error) ? body.error : {}
  const logId = [reply.headers.get('x-tt-logid'), details.log_id, details.logid]
    .map((value) => safeLogId(value, secrets))
    .find((value) => value !== undefined)
  const msg = text(body.msg) ?? text(body.message) ?? text(body.error_description) ?? text(body.error)
  return {
    operation: request.operation,
    status: reply.status,
    ...(Number.isSafeInteger(body.code) ? { code: body.code as number } : {}),
    ...(msg === undefined ? {} : { msg: redact(msg, secrets) }),
    ...(logId === undefined ? {} : { logId }),
  }
}

const consumesNothing = new Set([20050, 20072])

function refused(request: FeishuRequest, reply: Reply, body: AnswerBody, now: number): Failure {
  const answer = readAnswer(request, reply, body)
  const error = errorFromPlatform(answer, request.operation, {
    oauthError: text(body.error),
    missingScopes: missingScopes(body, [...request.secrets, ...secretsIn(body)]),
    retryAfterSeconds: secondsToWait(reply.headers, now),
  })
  // A monthly quota (99991403) does not come back within a request.
  const limited = error.code === 'rate_limited' && answer.code !== 99991403
  const wasNothing = consumesNothing.has(answer.code ?? 0) && !isCallOfApi(request.operation)
  if (limited || wasNothing) return { ok: false, error, retry: 'always' }
  return { ok: false, error, retry: error.code === 'platform_unavailable' ? 'safe' : 'no' }
}

const isJson = (headers: Headers) =>
  /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(headers.get('content-type') ?? '')

/** Success only with a 2xx status, a JSON object, and `code` 0 (absent is enough where OAuth alone rules). */
export function judge(request: FeishuRequest, reply: Reply, now: number): Success | Failure {
  const body = parse(reply.text)
  const answer = readAnswer(request, reply, body ?? {})
  const fail = (problem: string): Failure => ({ ok: false, error: malformed(answer, problem), retry: 'no' })
  const busy = reply.status >= 500 || reply.status === 429
  // Status 0 is the opaque redirect of browsers' fetch.
  const redirect = reply.status === 0 || (reply.status >= 300 && reply.status < 400)
  if (redirect) return fail('is a redirect, which is not followed')
  if (request.envelope === 'empty' && reply.status === 200 && reply.text.trim() === '') {
    return { ok: true, body: {}, answer }
  }
  if (body === undefined) {
    return busy ? refused(request, reply, {}, now) : fail(`is not a JSON object (HTTP ${reply.status})`)
  }
  if (body.code !== undefined && answer.code === undefined) return fail('has a code that is no number')
  const failed =
    (answer.code ?? 0) !== 0 || (request.envelope !== 'platform' && text(body.error) !== undefined)
  if (failed || busy) return refused(request, reply, body, now)
  if (answer.code === undefined && request.envelope === 'platform') return fail('has no code')
  if (reply.status >= 300) return fail(`reports no error, yet has HTTP ${reply.status}`)
  if (!isJson(reply.headers)) return fail('is not declared as JSON')
  return { ok: true, body, answer }
}
