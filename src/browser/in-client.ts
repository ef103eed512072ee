// Obtains: a sign-in code from the Feishu or Lark client that shows this page.

import { type Bridge, defaultTimeouts } from './bridge.ts'
import { ClientError } from './error.ts'

export interface InClientOptions {
  appId: string
  /** OAuth scopes to ask for; empty asks for the identity only and shows no consent. */
  scopeList: string[]
  /** The scopes are what this is about: a code without them is of no use. */
  strict?: boolean
  /** How long the person and the client may take to answer. Default 30,000 ms. */
  timeoutMs?: number
  signal?: AbortSignal | undefined
}

/** "This API does not exist in this client": with an SDK that lacks it, all that an older call may still answer. */
const notSupported = 103
/** The inner code for a scope that the app does not have. */
const scopeNotEnabled = 20027

/**
 * Asks the client for a code: `tt.requestAccess`, and only where that call does not exist, `tt.requestAuthCode`, which
 * cannot ask for scopes: undefined when only that is left and `strict` says that it would not do.
 * Every other failure is reported as it is; nothing is tried twice.
 * @throws ClientError
 */
export async function requestCode(
  bridge: Pick<Bridge, 'ready' | 'ask'>,
  { appId, scopeList, strict, timeoutMs = defaultTimeouts.signIn, signal }: InClientOptions,
): Promise<string | undefined> {
  const ask = async (name: string, params: object) => {
    const { code } = await bridge.ask(name, params, timeoutMs, signal)
    if (typeof code !== 'string' || code === '') throw new ClientError('refused')
    return code
  }
  await bridge.ready(signal)
  try {
    return await ask('requestAccess', { appID: appId, scopeList })
  } catch (error) {
    const { errno, errCode, code } = error as ClientError
    if (errCode === scopeNotEnabled)
      throw new ClientError('scope_not_allowed', { failure: error, scopes: scopeList })
    if (errno !== notSupported && code !== 'unsupported') throw error
  }
  return strict ? undefined : ask('requestAuthCode', { appId })
}
