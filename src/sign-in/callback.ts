// Reads: the query with which the platform sends a browser back.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { type FeishuApp, isCode, readAuthorizationResponse, redact } from '../feishu/index.ts'

/** @throws LarkspurError `request_invalid`; the message holds nothing of the code */
export function assertCode(code: string | undefined): asserts code is string {
  if (code === undefined || !isCode(code)) throw new LarkspurError('request_invalid')
}

/**
 * Checks the form of the query before the attempt is consumed, and returns the state.
 * @throws LarkspurError `attempt_missing`, `attempt_invalid` for the state; `request_invalid` for the rest
 */
export function readState(query: URLSearchParams): string {
  const [state, ...more] = query.getAll('state')
  if (state === undefined) throw new LarkspurError('attempt_missing')
  if (more.length > 0) throw new LarkspurError('attempt_invalid')
  const codes = query.getAll('code')
  const errors = query.getAll('error')
  // Either a code or a refusal, once.
  if (codes.length + errors.length !== 1) throw new LarkspurError('request_invalid')
  if (errors.length === 0) assertCode(codes[0])
  return state
}

/**
 * The code that a checked query holds, or the platform's refusal as an error. Its words stay a field of the error, and
 * what the person was asked for and denied, another.
 * @throws LarkspurError `authorization_denied`, `platform_refused`, `attempt_invalid`
 */
export function readCode(
  app: FeishuApp,
  query: URLSearchParams,
  state: string,
  asked: readonly string[],
): string {
  const error = query.get('error')
  // The platform documents access_denied alone; whatever else may come is not the person's decision.
  if (error !== null && error !== 'access_denied') {
    const msg = redact(query.get('error_description') ?? error)
    throw new LarkspurError('platform_refused', { platform: { operation: 'authorize', msg } })
  }
  try {
    return readAuthorizationResponse(app, query, state)
  } catch (thrown) {
    if (!(thrown instanceof LarkspurError) || thrown.code !== 'authorization_denied') throw thrown
    const { platform = { operation: 'authorize' } } = thrown
    throw new LarkspurError(thrown.code, { platform, scopes: [...asked] })
  }
}
