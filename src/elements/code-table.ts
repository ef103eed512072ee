// Lists: which of the documented numbers each failure has.

import { type ErrorCode, errorCatalogue } from '../errors/catalogue.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { Code } from './code.ts'

/** Everything without a number of its own. */
export const otherFailure = 50000

const rows: [number, ErrorCode[]][] = [
  // No such app, or another secret.
  [40013, ['app_credentials_invalid']],
  [40014, ['token_rejected']],
  // Unknown, used, expired or somebody else's; and a state that is: the page has to start again.
  [
    40029,
    [
      'code_invalid',
      'pkce_failed',
      'mini_program_code_invalid',
      'attempt_missing',
      'attempt_invalid',
      'attempt_expired',
    ],
  ],
  // Disabled, not released, not installed, of the other brand, not available to the person.
  [60020, ['app_not_available', 'brand_mismatch', 'user_not_visible']],
]

const table = new Map(rows.flatMap(([number, codes]) => codes.map((code) => [code, number] as const)))

/** An access token that is over, and refresh tokens that make no new one. */
const expired = new Set([20006, 99991677, 20026, 20037, 20038, 20064, 20073, 99991669])

function numberOf({ code, platform }: LarkspurError): number {
  if (expired.has(platform?.code ?? 0)) return 42001
  // Out of the app's contact range: the app is usable, and cannot read this person.
  if (code === 'user_not_visible' && platform?.operation?.startsWith('contact.')) return otherFailure
  return table.get(code) ?? otherFailure
}

/** Words of the catalogue alone: those of single errors hold the platform's numbers, which are no documented ones. */
function reasonOf(code: ErrorCode): string {
  const { en, zh } = errorCatalogue[code]
  return `${zh.message} ${en.message}`
}

/**
 * The error that a method of a login element throws for this one. A mistake of the caller (`request_invalid`) stays what
 * it is, and so does what is numbered already.
 */
export function asCode(error: unknown): Code | LarkspurError {
  if (error instanceof Code) return error
  if (!(error instanceof LarkspurError)) {
    return asCode(new LarkspurError('internal_error', { cause: error }))
  }
  if (error.code === 'request_invalid') return error
  const { code, msg, logId } = error.platform ?? {}
  const platform = {
    ...(code === undefined ? {} : { code }),
    ...(msg === undefined ? {} : { msg }),
    ...(logId === undefined ? {} : { logId }),
  }
  return new Code(numberOf(error), reasonOf(error.code), {
    ...(error.platform === undefined ? {} : { platform }),
    cause: error,
  })
}
