// Obtains: a sign-in code from the Feishu or Lark client that shows this page.

import { type Bridge, defaultTimeouts } from './bridge.ts'
import { ClientError } from './error.ts'

export interface InClientOptions {
  appId: string
  /** OAuth scopes to ask for; empty asks for the identity only and shows no consent. */
  scopeList: string[]
  /** How long the person and the client may take to answer. Default 30,000 ms. */
  timeoutMs?: number
  signal?: AbortSignal | undefined
}

/** "This API does not exist in this client": with an SDK that lacks it, all that an older call may still answer. */
const notSupported = 103

/**
 * Asks the client for a code: `tt.requestAccess`, and only where that call does not exist, `tt.requestAuthCode`.
 * Every other failure is reported as it is; nothing is tried twice.
 * @throws ClientError
 */
export async function requestCode(
  bridge: Pick<Bridge, 'ready' | 'ask'>,
  { appId, scopeList, timeoutMs = defaultTimeouts.signIn, signal }: InClientOptions,
): Promise<string> {
  const ask = async (name: string, params: object) => {
    const { code } = await bridge.ask(name, params, timeoutMs, signal)
    if (typeof code !== 'string' || code === '') throw new ClientError('refused')
    return code
  }
  await bridge.ready(signal)
  try {
    return await ask('requestAccess', { appID: appId, scopeList })
  } catch (error) {
    const { errno, code } = error as ClientError
    if (errno !== notSupported && code !== 'unsupported') throw error
  }
  return ask('requestAuthCode', { appId })
}
