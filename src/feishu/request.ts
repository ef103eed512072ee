// Declares: a request to the platform as a plain value, and builds its common parts.
import { LarkspurError } from '../errors/larkspur-error.ts'

/** Everything that `callFeishu` sends, and what must never be seen of it. */
export interface FeishuRequest {
  /** Name for logs and errors, e.g. `user_info`. */
  operation: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers: Record<string, string>
  body?: string
  /**
   * `platform`: `{code, msg, …}` with `code` always there; `oauth`: flat, `code` and `error` optional; `empty`: as
   * `oauth`, or nothing at all.
   */
  envelope: 'platform' | 'oauth' | 'empty'
  /** Values that are cut out of every message about this request. */
  secrets: string[]
}

export const jsonType = 'application/json; charset=utf-8'
export const formType = 'application/x-www-form-urlencoded; charset=utf-8'

/**
 * An `Authorization` header. A value that no header can carry is refused here, because the error that `fetch` would
 * throw for it repeats the whole token.
 */
export function bearer(token: string): { authorization: string } {
  if (!/^[\x21-\x7e]{1,8192}$/.test(token)) {
    throw new LarkspurError('token_rejected', {
      message: 'The access token holds characters that no header can carry.',
    })
  }
  return { authorization: `Bearer ${token}` }
}
