// Speaks: to the client through the JSSDK's globals, with a limit on every wait.

import { ClientError } from './error.ts'
import { expectEcho, hear, type Listener, sharedBy } from './shared.ts'
import { neverAborted, type Timer, timerOf, waitFor, within } from './within.ts'

/** What the JSSDK puts into a page, and only inside the client. */
export interface ClientGlobals {
  h5sdk?: {
    ready(callback: () => void): void
    error?(callback: Listener): void
    config?(input: object): void
  }
  tt?: Record<string, (call: Record<string, unknown>) => unknown>
}

export interface Timeouts {
  /** Until the JSSDK has arrived or not. Default 5,000 ms. */
  environment: number
  /** Until the client says that it is ready. Default 5,000 ms. */
  ready: number
  /** Until the client has checked a signature. Default 15,000 ms. */
  config: number
  /** Until the client, and the person who consents, have answered a sign-in. Default 30,000 ms. */
  signIn: number
  /** Until a call is answered; scanning or choosing takes a person a while. Default 120,000 ms. */
  call: number
  /** Until the platform's script for QR codes has arrived. Default 15,000 ms. */
  qr: number
  /** Until our own server has answered. Default 45,000 ms. */
  server: number
}

export const defaultTimeouts: Timeouts = {
  environment: 5_000,
  ready: 5_000,
  config: 15_000,
  signIn: 30_000,
  call: 120_000,
  qr: 15_000,
  server: 45_000,
}

export interface Bridge {
  /** Resolves when calls may be made. */
  ready(signal?: AbortSignal): Promise<void>
  /** Presents one signature. */
  config(input: object): Promise<void>
  /** Makes one call of `tt`. */
  ask(name: string, params: object, ms: number, signal?: AbortSignal): Promise<Record<string, unknown>>
}

const refused = (failure: unknown) => new ClientError('refused', { failure })

/** @param stray hears of failures that belong to nothing under way, until `life` ends */
export function createBridge(
  globals: ClientGlobals,
  {
    timer = timerOf(globalThis),
    timeouts = defaultTimeouts,
    stray = () => {},
    life = neverAborted,
  }: {
    timer?: Timer
    timeouts?: Timeouts
    stray?: (error: ClientError) => void
    life?: AbortSignal
  } = {},
): Bridge {
  const shared = sharedBy(globals)
  const strayed: Listener = (failure) => stray(refused(failure))
  let whenReady: Promise<void> | undefined
  life.addEventListener('abort', () => shared.strays.delete(strayed))

  /** The SDK, with our error listener in it before anything else is asked of it. */
  const sdk = () => {
    const { h5sdk } = globals
    if (!h5sdk) throw new ClientError('not_in_client')
    if (!life.aborted) shared.strays.add(strayed)
    if (shared.known !== h5sdk) {
      shared.known = h5sdk
      h5sdk.error?.((failure) => hear(shared, failure))
    }
    return h5sdk
  }

  const getReady = () => {
    let fails: Listener = () => {}
    return within<void>(timer, timeouts.ready, 'not_ready', (resolve, reject) => {
      fails = (failure) => reject(refused(failure))
      shared.readyFails.add(fails)
      sdk().ready(() => resolve())
    }).finally(() => shared.readyFails.delete(fails))
  }

  const present = (input: object) =>
    within<void>(timer, timeouts.config, 'no_answer', (resolve, reject) => {
      const h5sdk = sdk()
      if (!h5sdk.config) throw new ClientError('unsupported')
      let told = false
      const fails: Listener = (failure) => {
        told = true
        reject(refused(failure))
      }
      shared.configFails = fails
      h5sdk.config({
        ...input,
        onSuccess: () => resolve(),
        onFail(failure?: unknown) {
          if (told) return
          expectEcho(shared, failure, timer)
          fails(failure)
        },
      })
    }).finally(() => {
      shared.configFails = undefined
    })

  return {
    ready(signal) {
      if (!whenReady) {
        whenReady = getReady()
        // Kept once it is good; a failure is asked again by the next caller.
        whenReady.catch(() => {
          whenReady = undefined
        })
      }
      return waitFor(whenReady, signal)
    },

    config(input) {
      const mine = shared.turn.then(() => present(input))
      shared.turn = mine.catch(() => {})
      return mine
    },

    ask: (name, params, ms, signal) =>
      within(
        timer,
        ms,
        'no_answer',
        (resolve, reject) => {
          const { tt } = globals
          if (typeof tt?.[name] !== 'function') throw new ClientError('unsupported')
          tt[name]({
            ...params,
            success: (result?: Record<string, unknown>) => resolve(result || {}),
            fail: (failure?: unknown) => reject(refused(failure)),
          })
        },
        signal,
      ),
  }
}
