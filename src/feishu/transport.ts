// Sends: one request, once, and tells what became of it.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { type Failure, judge, malformed, type Success } from './answer.ts'
import { readText } from './body.ts'
import type { CallContext } from './context.ts'
import { redact } from './redact.ts'
import type { FeishuRequest } from './request.ts'

/** Failures before the first byte is written: the platform cannot have seen the request. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

/** Copies what may be shown of an error: undici's own errors can repeat headers and addresses. */
function safeCause(thrown: unknown, secrets: string[]): Error & { code?: string } {
  const inner = property(thrown, 'cause') ?? thrown
  const code = property(inner, 'code')
  const text = inner instanceof Error ? `${inner.name}: ${inner.message}` : 'unknown failure'
  const cause: Error & { code?: string } = new Error(redact(text, secrets))
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) cause.code = code
  return cause
}

export const aborted = (operation: string) =>
  new LarkspurError('aborted', {
    message: `The call of ${operation} was cancelled.`,
    platform: { operation },
  })

function unreachable(request: FeishuRequest, reason: string, cause?: Error): LarkspurError {
  const { operation, secrets } = request
  const host = URL.canParse(request.url) ? new URL(request.url).host : 'the platform'
  return new LarkspurError('platform_unavailable', {
    message: redact(`${host} ${reason} (${operation}).`, secrets),
    platform: { operation },
    ...(cause === undefined ? {} : { cause }),
  })
}

/** One try. Never throws: every way to fail is a `Failure` that says whether another try is allowed. */
export async function tryOnce(
  context: CallContext,
  request: FeishuRequest,
  signal: AbortSignal | undefined,
): Promise<Success | Failure> {
  // A deadline guards a real socket, so it runs on real time: an injected clock or sleep must not expire it.
  const deadline = AbortSignal.timeout(context.timeoutMs)
  try {
    const response = await context.fetch(request.url, {
      method: request.method,
      headers: { accept: 'application/json', 'user-agent': 'larkspur', ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    })
    const read = await readText(response)
    const { status, headers } = response
    if ('problem' in read) {
      const error = malformed({ operation: request.operation, status }, read.problem)
      return { ok: false, error, retry: 'no' }
    }
    return judge(request, { status, headers, text: read.text }, context.clock())
  } catch (thrown) {
    if (signal?.aborted) return { ok: false, error: aborted(request.operation), retry: 'no' }
    if (deadline.aborted) {
      const error = unreachable(request, `did not answer within ${context.timeoutMs} ms`)
      return { ok: false, error, retry: 'safe' }
    }
    const cause = safeCause(thrown, request.secrets)
    const error = unreachable(request, `cannot be reached: ${cause.code ?? 'network error'}`, cause)
    return { ok: false, error, retry: neverSent.has(cause.code ?? '') ? 'always' : 'safe' }
  }
}
