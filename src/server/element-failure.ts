// Tells: what went wrong with a function of a login element, by number and in words that anybody may read.

import type { Code } from '../elements/code.ts'
import { asCode, otherFailure } from '../elements/code-table.ts'
import type { ErrorCode } from '../errors/catalogue.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { redact } from '../feishu/index.ts'

export interface ElementFailure {
  /** Never 0, which stands for success. */
  errcode: number
  error: LarkspurError
  /** What an own Type has to say of it; undefined where our words are to be shown. */
  reason?: string | undefined
}

/** What a documented number means when an own Type raises it. */
const meanings: Readonly<Record<number, ErrorCode>> = {
  40013: 'app_credentials_invalid',
  60020: 'app_credentials_invalid',
  40014: 'token_rejected',
  42001: 'token_rejected',
  40029: 'code_invalid',
}

/** By its name: a loader may have another copy of the package. */
function isCode(thrown: unknown): thrown is Code {
  return thrown instanceof Error && thrown.name === 'Code' && 'code' in thrown && 'reason' in thrown
}

/** The first error of ours among the causes: what an own Type has thrown may stand before it. */
function behind(error: unknown): LarkspurError | undefined {
  for (let one = error, depth = 0; one instanceof Error && depth < 8; one = one.cause, depth += 1) {
    if (one instanceof LarkspurError) return one
  }
  return undefined
}

/** The documented number where there is one; else that of the HTTP status. */
function numberOf(error: LarkspurError): number {
  const code = asCode(error)
  return isCode(code) && code.code !== otherFailure ? code.code : error.status * 100
}

const usable = (number: unknown): number =>
  Number.isSafeInteger(number) && (number as number) > 0 ? (number as number) : otherFailure

/**
 * A `Code` has its own number. The words are those of our catalogue, because an error may quote what must not be shown;
 * but a `Code` of an own Type that no error of ours stands behind was made to be read.
 */
export function failureOf(thrown: unknown): ElementFailure {
  const known = behind(thrown)
  if (isCode(thrown)) {
    const errcode = usable(thrown.code)
    if (known !== undefined) return { errcode, error: known }
    const error = new LarkspurError(meanings[errcode] ?? 'element_refused', { cause: thrown })
    return { errcode, error, reason: redact(String(thrown.reason)) || undefined }
  }
  const error = known ?? new LarkspurError('internal_error', { cause: thrown })
  return { errcode: numberOf(error), error }
}
