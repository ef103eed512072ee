// Carries: the one error class of the product, with a closed set of codes.

import { type ErrorCode, errorCatalogue } from './catalogue.ts'

/** What the platform itself said, kept apart from our own conclusion. Never holds a token or a secret. */
export interface PlatformAnswer {
  /** Feishu's numeric code, e.g. 20003; absent when the answer held none. */
  code?: number
  /** Feishu's own message, redacted. */
  msg?: string
  /** Request id to quote to Feishu's support (`X-Tt-Logid` or `error.log_id`). */
  logId?: string
  /** HTTP status of the answer. */
  status?: number
  /** Operation that was called, e.g. `user_info`. */
  operation?: string
}

export interface LarkspurErrorOptions {
  /** One English sentence for the log; defaults to the catalogue's. Never holds a secret or a token. */
  message?: string
  /** Next step for the developer; defaults to the catalogue's. */
  hint?: string
  platform?: PlatformAnswer
  /** Seconds after which trying again makes sense. */
  retryAfterSeconds?: number
  /** OAuth scopes that are missing (`consent_required`, `scope_not_allowed`). */
  scopes?: readonly string[]
  /** Where to send the person's browser to agree (`consent_required`) or to confirm (`reauthentication_required`). */
  consentUrl?: string
  cause?: unknown
}

/**
 * Every failure that Larkspur reports. Switch on `code`, never on the text.
 * Codes, meanings and next steps: docs/errors.md.
 */
export class LarkspurError extends Error {
  override readonly name = 'LarkspurError'
  readonly code: ErrorCode
  /** HTTP status with which the server answers this error. */
  readonly status: number
  readonly hint: string
  readonly platform: PlatformAnswer | undefined
  readonly retryAfterSeconds: number | undefined
  readonly scopes: readonly string[] | undefined
  readonly consentUrl: string | undefined

  constructor(code: ErrorCode, options: LarkspurErrorOptions = {}) {
    const entry = errorCatalogue[code]
    super(
      options.message ?? entry.en.message,
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.code = code
    this.status = entry.status
    this.hint = options.hint ?? entry.en.hint
    this.platform = options.platform
    this.retryAfterSeconds = options.retryAfterSeconds
    this.scopes = options.scopes
    this.consentUrl = options.consentUrl
  }
}
