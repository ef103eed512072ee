// Obtains: a sign-in code from the Feishu or Lark client that shows this page.

/** What a failed call of the client's bridge answers; which fields are there depends on its age. */
interface BridgeFailure {
  errno?: number
  errCode?: number
  errString?: string
  errMsg?: string
}

interface BridgeCall {
  success(result: { code?: string }): void
  fail(failure?: BridgeFailure): void
}

/** The parts of the JSSDK's globals that a sign-in needs. */
export interface ClientGlobals {
  h5sdk?: { ready(callback: () => void): void; error?(callback: (failure?: BridgeFailure) => void): void }
  tt?: {
    requestAccess?(call: BridgeCall & { appID: string; scopeList: string[] }): void
    requestAuthCode?(call: BridgeCall & { appId: string }): void
  }
}

/** Starts a timer and returns its stop. */
export type Timer = (ms: number, work: () => void) => () => void

export interface InClientOptions {
  appId: string
  /** OAuth scopes to ask for; empty asks for the identity only and shows no consent. */
  scopeList: string[]
  /** How long the SDK may take to get ready. Default 5,000 ms. */
  readyTimeoutMs?: number
  /** How long the person and the client may take to answer. Default 30,000 ms. */
  callTimeoutMs?: number
  timer?: Timer
}

/**
 * - `not_in_client`: the page has no `h5sdk`; use the redirect
 * - `not_ready`, `no_answer`: the client stayed silent (some side panels show the globals and never answer)
 * - `refused`: the client, or the person in it, did not agree
 * - `unsupported`: the client has neither call
 */
export type InClientReason = 'not_in_client' | 'not_ready' | 'no_answer' | 'refused' | 'unsupported'

/** A sign-in code could not be had from the client. */
export class InClientError extends Error {
  override readonly name = 'InClientError'
  readonly reason: InClientReason
  /** The client's own numbers and text; the text is for logs, never for decisions. */
  readonly errno: number | undefined
  readonly errCode: number | undefined
  readonly errString: string | undefined

  constructor(reason: InClientReason, failure: BridgeFailure = {}) {
    super(`in-client sign-in: ${reason}`)
    this.reason = reason
    this.errno = failure.errno
    this.errCode = failure.errCode
    this.errString = failure.errString ?? failure.errMsg
  }
}

/** "This API does not exist in this client": the one failure that an older call may still answer. */
const notSupported = 103

/** The page's own timers. */
export const windowTimer: Timer = (ms, work) => {
  const id = setTimeout(work, ms)
  return () => clearTimeout(id)
}

/** Settles as `start` says, or fails with `reason` after `ms`. A later answer changes nothing. */
function within<T>(
  timer: Timer,
  ms: number,
  reason: InClientReason,
  start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = timer(ms, () => reject(new InClientError(reason)))
    const settle =
      <A>(how: (value: A) => void) =>
      (value: A) => {
        stop()
        how(value)
      }
    try {
      start(settle(resolve), settle(reject))
    } catch (error) {
      // An SDK that throws in place of answering.
      stop()
      reject(error instanceof InClientError ? error : new InClientError('refused', { errMsg: String(error) }))
    }
  })
}

/** Calls the bridge once and reads the code from its answer. */
function ask(options: Required<InClientOptions>, call: (handlers: BridgeCall) => void): Promise<string> {
  return within<string>(options.timer, options.callTimeoutMs, 'no_answer', (resolve, reject) =>
    call({
      success: ({ code }) =>
        typeof code === 'string' && code !== '' ? resolve(code) : reject(new InClientError('refused')),
      fail: (failure) => reject(new InClientError('refused', failure)),
    }),
  )
}

/**
 * Asks the client for a code: `tt.requestAccess`, and only where that call does not exist, `tt.requestAuthCode`.
 * Every other failure is reported as it is; nothing is tried twice.
 * @throws InClientError
 */
export async function requestCode(globals: ClientGlobals, given: InClientOptions): Promise<string> {
  const options = { readyTimeoutMs: 5_000, callTimeoutMs: 30_000, timer: windowTimer, ...given }
  const { h5sdk } = globals
  if (h5sdk === undefined) throw new InClientError('not_in_client')
  await within<void>(options.timer, options.readyTimeoutMs, 'not_ready', (resolve, reject) => {
    h5sdk.error?.((failure) => reject(new InClientError('refused', failure)))
    h5sdk.ready(() => resolve())
  })
  // Read only now: the SDK adds its calls while it gets ready.
  const { tt } = globals
  const { appId, scopeList } = options
  if (typeof tt?.requestAccess === 'function') {
    try {
      return await ask(options, (handlers) => tt.requestAccess?.({ appID: appId, scopeList, ...handlers }))
    } catch (error) {
      if (!(error instanceof InClientError) || error.errno !== notSupported) throw error
    }
  }
  if (typeof tt?.requestAuthCode !== 'function') throw new InClientError('unsupported')
  return ask(options, (handlers) => tt.requestAuthCode?.({ appId, ...handlers }))
}
