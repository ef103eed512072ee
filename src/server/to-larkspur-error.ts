// Turns: whatever was thrown into an error of ours.

import { Code } from '../elements/code.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'

/** Unknown errors become `internal_error`; their detail is for the log alone. */
export function toLarkspurError(error: unknown): LarkspurError {
  if (error instanceof LarkspurError) return error
  // What a login element throws has an error of ours underneath.
  if (error instanceof Code && error.cause instanceof LarkspurError) return error.cause
  return new LarkspurError('internal_error', { cause: error })
}
