// Makes: our error from what the platform answered.
import type { ErrorCode } from '../errors/catalogue.ts'
import { LarkspurError, type PlatformAnswer } from '../errors/larkspur-error.ts'
import { ourCode, ourCodeForOauth } from './error-table.ts'
import { redact } from './redact.ts'

export interface PlatformErrorDetails {
  /** `error` of an OAuth answer, used when it holds no number. */
  oauthError?: string | undefined
  /** `error.permission_violations[].subject`: the scopes that are missing, already checked. */
  missingScopes?: string[]
  retryAfterSeconds?: number | undefined
}

function conclude(answer: PlatformAnswer, operation: string, oauthError: string | undefined): ErrorCode {
  const known = answer.code === undefined ? undefined : ourCode(answer.code, operation)
  if (known !== undefined) return known
  if (answer.status === 429) return 'rate_limited'
  if (answer.status !== undefined && answer.status >= 500) return 'platform_unavailable'
  const named =
    answer.code === undefined && oauthError !== undefined ? ourCodeForOauth(oauthError, operation) : undefined
  return named ?? 'platform_refused'
}

function describe(answer: PlatformAnswer, operation: string): string {
  const parts = [
    answer.code === undefined ? undefined : `code ${answer.code}`,
    answer.msg === undefined ? undefined : JSON.stringify(answer.msg),
    answer.status === undefined ? undefined : `HTTP ${answer.status}`,
    answer.logId === undefined ? undefined : `log id ${answer.logId}`,
  ].filter((part) => part !== undefined)
  return `Feishu refused ${operation}: ${parts.join(', ') || 'no reason given'}.`
}

const numberedHints = new Map([
  [99991403, 'The monthly call quota of the organisation is used up; raise it or wait.'],
  [
    20074,
    'Switch on "refresh user_access_token" for the app (Developer Console > Security Settings) and release a version.',
  ],
  [10213, 'The code belongs to another mini program, was already used or has expired; ask for a new one.'],
  [10226, 'This is no code of tt.login; codes of web pages and of tt.requestAccess do not work here.'],
])

function hintFor(answer: PlatformAnswer, scopes: string[]): { hint?: string } {
  const known = numberedHints.get(answer.code ?? 0)
  if (known !== undefined) return { hint: known }
  if (scopes.length === 0) return {}
  // The platform names every scope that would do.
  const list = scopes.length === 1 ? `the scope ${scopes[0]}` : `one of the scopes ${scopes.join(', ')}`
  return {
    hint:
      answer.code === 99991679
        ? `Ask the person for ${list}.`
        : `Enable ${list} in the Developer Console and release a version.`,
  }
}

/** The old umbrella scopes cannot be requested any more, and show far more than is needed. */
const isUmbrella = (scope: string) => scope.startsWith('contact:contact:')

/** Of scopes any one of which would do, those to ask for. */
function suggested(scopes: readonly string[]): string[] {
  const narrow = scopes.filter((scope) => !isUmbrella(scope))
  return narrow.length > 0 ? narrow : [...scopes]
}

/**
 * The error table: Feishu's code becomes one of ours; their words stay in `platform`, redacted.
 * An unknown code is `platform_refused`, `platform_unavailable` (5xx) or `rate_limited` (429).
 */
export function errorFromPlatform(
  answer: PlatformAnswer,
  operation: string,
  details: PlatformErrorDetails = {},
): LarkspurError {
  const platform: PlatformAnswer = {
    ...answer,
    ...(answer.msg === undefined ? {} : { msg: redact(answer.msg) }),
    operation,
  }
  const code = conclude(platform, operation, details.oauthError)
  const temporary = code === 'rate_limited' || code === 'platform_unavailable'
  const scopes = suggested(details.missingScopes ?? [])
  const aboutScopes = code === 'consent_required' || code === 'scope_not_allowed'
  return new LarkspurError(code, {
    message: describe(platform, operation),
    platform,
    ...hintFor(platform, scopes),
    ...(aboutScopes && scopes.length > 0 ? { scopes } : {}),
    ...(temporary && details.retryAfterSeconds !== undefined
      ? { retryAfterSeconds: details.retryAfterSeconds }
      : {}),
  })
}
