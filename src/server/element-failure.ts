// Tells: what went wrong with a function of a login element, by number and in words that anybody may read.

import { Code } from '../elements/code.ts'
import { asCode, otherFailure } from '../elements/code-table.ts'
import type { ErrorCode } from '../errors/catalogue.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'

export interface ElementFailure {
  errcode: number
  error: LarkspurError
}

/** What a documented number means; an own Type may raise it without an error of ours behind it. */
const meanings: Readonly<Record<number, ErrorCode>> = {
  40013: 'app_credentials_invalid',
  60020: 'app_credentials_invalid',
  40014: 'token_rejected',
  42001: 'token_rejected',
  40029: 'code_invalid',
}

/** The first error of ours among the causes: what an own Type has thrown may stand before it. */
function behind(error: unknown): LarkspurError | undefined {
  for (let one = error, depth = 0; one instanceof Error && depth < 8; one = one.cause, depth += 1) {
    if (one instanceof LarkspurError) return one
  }
  return undefined
}

/** The documented number where there is one; else the number of the HTTP status. */
function numberOf(error: LarkspurError): number {
  const code = asCode(error)
  return code instanceof Code && code.code !== otherFailure ? code.code : error.status * 100
}

/**
 * The number of a `Code` counts, whoever has thrown it. The words are those of our catalogue: a reason may quote what must
 * not be shown.
 */
export function failureOf(thrown: unknown): ElementFailure {
  const known = behind(thrown)
  if (!(thrown instanceof Code)) {
    const error = known ?? new LarkspurError('internal_error', { cause: thrown })
    return { errcode: numberOf(error), error }
  }
  const meaning = meanings[thrown.code] ?? 'internal_error'
  return { errcode: thrown.code, error: known ?? new LarkspurError(meaning, { cause: thrown }) }
}
