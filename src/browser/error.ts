// Declares: the one error of the browser library, and reads the client's error objects into it.

/**
 * - `not_in_client`: the page has no `h5sdk`; use the redirect
 * - `not_ready`, `no_answer`: the client stayed silent (some side panels show the globals and never answer)
 * - `refused`: the client, or the person in it, did not agree; the client's own numbers say more
 * - `scope_not_allowed`: the app itself does not have a scope that was asked for; its owner must act, not the person
 * - `unsupported`: this client has no such call
 * - `qr_unavailable`: the platform's script for QR codes did not come, or would not show one
 * - `network`: our own server could not be reached, or did not answer in time
 * - `aborted`: the caller's signal ended it
 */
export type ClientErrorCode =
  | 'not_in_client'
  | 'not_ready'
  | 'no_answer'
  | 'refused'
  | 'scope_not_allowed'
  | 'unsupported'
  | 'qr_unavailable'
  | 'network'
  | 'aborted'

/** The numbers and the text of the client. The text is for logs, never for decisions. */
export interface BridgeNumbers {
  errno: number | undefined
  errCode: number | undefined
  errString: string | undefined
}

/** What our server says of a failure. */
export interface Told {
  message?: string
  hint?: string
  requestId?: string
  scopes?: string[]
  consentUrl?: string
}

/** Anything that went wrong in the browser; nothing else is ever thrown or rejected with. */
export class ClientError extends Error {
  declare readonly name: 'ClientError'
  /** One of ours, or the code that our server answered. */
  declare readonly code: ClientErrorCode | (string & {})
  declare readonly errno: number | undefined
  declare readonly errCode: number | undefined
  declare readonly errString: string | undefined
  /** What to do next, in the language of the page; only from our server. */
  declare readonly hint: string
  /** To be quoted to an operator; only from our server. */
  declare readonly requestId: string
  /** The scopes that it was about, where that is known. */
  declare readonly scopes: readonly string[]
  /** Where the person can agree; '' where that would not help. */
  declare readonly consentUrl: string
  declare readonly cause: unknown

  constructor(
    code: string,
    {
      message = code,
      hint = '',
      requestId = '',
      scopes = [],
      consentUrl = '',
      failure,
      cause,
    }: Told & { failure?: unknown; cause?: unknown } = {},
  ) {
    super(message)
    const name = 'ClientError'
    Object.assign(this, { name, code, hint, requestId, scopes, consentUrl, cause }, readFailure(failure))
  }
}

/** The client's clients disagree about the names: errno; errCode, errorCode or innerCode; errString, errorMessage or errMsg. */
export function readFailure(failure: unknown): BridgeNumbers {
  const { errno, errCode, errorCode, innerCode, errString, errorMessage, errMsg } = (
    typeof failure === 'string' ? { errMsg: failure } : failure || {}
  ) as Record<string, unknown>
  const number = (value: unknown) => (/^-?\d+$/.test(String(value)) ? Number(value) : undefined)
  const text = errString || errorMessage || errMsg
  return {
    errno: number(errno),
    errCode: number(errCode ?? errorCode ?? innerCode),
    errString: text ? String(text) : undefined,
  }
}
