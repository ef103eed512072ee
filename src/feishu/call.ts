// Calls: the platform, with bounded retries, and hands the answer to a strict reader.
import type { PlatformAnswer } from '../errors/larkspur-error.ts'
import type { AnswerBody, Failure, Success } from './answer.ts'
import { backOffMs } from './back-off.ts'
import type { CallContext } from './context.ts'
import type { FeishuRequest } from './request.ts'
import { aborted, tryOnce } from './transport.ts'

export interface CallOptions {
  /** Cancels the call: it fails with `aborted`. */
  signal?: AbortSignal | undefined
  /**
   * `safe` (default): the request may arrive twice, so it is also repeated after a time-out, a broken connection and
   * any 5xx. `never`: it is repeated only when it surely had no effect: the connection was never made, or the platform
   * said so (20050, 20072, rate limit).
   */
  retry?: 'safe' | 'never' | undefined
}

/** Turns the body of a successful answer into a value; throws `platform_response_invalid` when it is not as agreed. */
export type Read<T> = (body: AnswerBody, answer: PlatformAnswer) => T

/** Longest wait that the platform may ask for; a longer one is the caller's to decide (`retryAfterSeconds`). */
const maxWaitMs = 30_000

function waitBeforeNext(context: CallContext, failure: Failure, tries: number, retry: 'safe' | 'never') {
  const allowed = failure.retry === 'always' || (failure.retry === 'safe' && retry === 'safe')
  if (!allowed || tries >= context.maxTries) return undefined
  const asked = (failure.error.retryAfterSeconds ?? 0) * 1000
  return asked <= maxWaitMs ? asked + backOffMs(tries, context.random) : undefined
}

async function pause(
  context: CallContext,
  request: FeishuRequest,
  ms: number,
  signal: AbortSignal | undefined,
) {
  try {
    await context.sleep(ms, signal)
  } catch (error) {
    throw signal?.aborted ? aborted(request.operation) : error
  }
}

/** Sends until it succeeds or may not try again; throws the last `LarkspurError`. */
export async function send(
  context: CallContext,
  request: FeishuRequest,
  options: CallOptions = {},
): Promise<Success> {
  const { signal, retry = 'safe' } = options
  for (let tries = 1; ; tries += 1) {
    const outcome = await tryOnce(context, request, signal)
    if (outcome.ok) return outcome
    const { error } = outcome
    const waitMs = waitBeforeNext(context, outcome, tries, retry)
    const fields = {
      operation: request.operation,
      error: error.code,
      platform: error.platform,
      tries,
      waitMs,
    }
    if (waitMs === undefined) {
      context.logger.debug(fields, 'a call to the platform failed')
      throw error
    }
    context.logger.warn(fields, 'a call to the platform failed and is tried again')
    await pause(context, request, waitMs, signal)
  }
}

/**
 * Calls one operation of the platform. Redirects are not followed, bodies above 1 MB are refused, every try has its
 * time limit, and neither secret nor token reaches an error or a log.
 *
 * @throws {LarkspurError} the code of the error table, `platform_unavailable`, `platform_response_invalid`,
 * `rate_limited` (with `retryAfterSeconds` when the platform named a time), or `aborted`.
 */
export async function callFeishu<T>(
  context: CallContext,
  request: FeishuRequest,
  read: Read<T>,
  options: CallOptions = {},
): Promise<T> {
  const { body, answer } = await send(context, request, options)
  return read(body, answer)
}
