// Declares: the one error of the browser library, and reads the client's error objects into it.

/**
 * - `not_in_client`: the page has no `h5sdk`; use the redirect
 * - `not_ready`, `no_answer`: the client stayed silent (some side panels show the globals and never answer)
 * - `refused`: the client, or the person in it, did not agree; the client's own numbers say more
 * - `unsupported`: this client has no such call
 * - `network`: our own server could not be reached, or did not answer in time
 * - `aborted`: the caller's signal ended it
 */
export type ClientErrorCode =
  | 'not_in_client'
  | 'not_ready'
  | 'no_answer'
  | 'refused'
  | 'unsupported'
  | 'network'
  | 'aborted'

/** The numbers and the text of the client. The text is for logs, never for decisions. */
export interface BridgeNumbers {
  errno: number | undefined
  errCode: number | undefined
  errString: string | undefined
}

/** Anything that went wrong in the browser; nothing else is ever thrown or rejected with. */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  /** One of ours, or the code that our server answered. */
  readonly code: ClientErrorCode | (string & {})
  readonly errno: number | undefined
  readonly errCode: number | undefined
  readonly errString: string | undefined
  /** What to do next, in the language of the page; only from our server. */
  readonly hint: string
  /** To be quoted to an operator; only from our server. */
  readonly requestId: string

  constructor(
    code: string,
    from: { failure?: unknown; message?: string; hint?: string; requestId?: string; cause?: unknown } = {},
  ) {
    super(from.message ?? code)
    this.code = code
    Object.assign(this, readFailure(from.failure))
    this.hint = from.hint ?? ''
    this.requestId = from.requestId ?? ''
    if (from.cause !== undefined) Object.assign(this, { cause: from.cause })
  }
}

/** The client's clients disagree about the names: errno, errCode or errorCode; errString, errorMessage or errMsg. */
export function readFailure(failure: unknown): BridgeNumbers {
  const given = (typeof failure === 'string' ? { errMsg: failure } : (failure ?? {})) as Record<
    string,
    unknown
  >
  const number = (value: unknown) =>
    typeof value === 'number' || (typeof value === 'string' && /^-?\d+$/.test(value))
      ? Number(value)
      : undefined
  const text = [given.errString, given.errorMessage, given.errMsg].find(Boolean)
  return {
    errno: number(given.errno),
    errCode: number(given.errCode ?? given.errorCode),
    errString: text === undefined ? undefined : String(text),
  }
}
