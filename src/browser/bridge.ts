// Speaks: to the client through the JSSDK's globals, with a limit on every wait.

import { ClientError, readFailure } from './error.ts'
import { type Timer, timerOf, waitFor, within } from './within.ts'

type Listener = (failure?: unknown) => void

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
  /** Until our own server has answered. Default 45,000 ms. */
  server: number
}

export const defaultTimeouts: Timeouts = {
  environment: 5_000,
  ready: 5_000,
  config: 15_000,
  signIn: 30_000,
  call: 120_000,
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

/** What the clients of one window share, because the SDK has one config and tells its errors to everybody. */
interface Shared {
  /** The SDK that has our listener. */
  known?: ClientGlobals['h5sdk']
  configFails?: Listener | undefined
  readyFails: Set<Listener>
  strays: Set<Listener>
  /** Failures that `onFail` has told and the listener may tell again. */
  echoes: unknown[]
  /** Configs go one after another, so that each failure belongs to the one under way. */
  turn: Promise<unknown>
}

const windows = new WeakMap<ClientGlobals, Shared>()
/** A failure is told for the second time at once, or a few tasks later. */
const echoMs = 2_000

const refused = (failure: unknown) => new ClientError('refused', { failure })

/** What tells one failure from another, whatever names each teller gave the numbers. */
const markOf = (failure: unknown) => {
  const { errno, errCode, errString } = readFailure(failure)
  return errCode ?? errno ?? errString
}

function sharedBy(globals: ClientGlobals): Shared {
  let shared = windows.get(globals)
  if (shared === undefined) {
    shared = { readyFails: new Set(), strays: new Set(), echoes: [], turn: Promise.resolve() }
    windows.set(globals, shared)
  }
  return shared
}

/** True, once, for a failure that is expected to be told again. */
function takeEcho({ echoes }: Shared, mark: unknown): boolean {
  const index = echoes.indexOf(mark)
  if (index >= 0) echoes.splice(index, 1)
  return index >= 0
}

function hear(shared: Shared, failure: unknown): void {
  if (takeEcho(shared, markOf(failure))) return
  const { configFails, readyFails, strays } = shared
  const heirs = configFails ? [configFails] : [...(readyFails.size > 0 ? readyFails : strays)]
  for (const listener of heirs) listener(failure)
}

/** @param stray hears of failures that belong to nothing under way, until `signal` */
export function createBridge(
  globals: ClientGlobals,
  {
    timer = timerOf(globalThis),
    timeouts = defaultTimeouts,
    stray,
    signal: life,
  }: {
    timer?: Timer
    timeouts?: Timeouts
    stray?: (error: ClientError) => void
    signal?: AbortSignal | undefined
  } = {},
): Bridge {
  const shared = sharedBy(globals)
  const strayed: Listener = (failure) => stray?.(refused(failure))
  let whenReady: Promise<void> | undefined
  life?.addEventListener('abort', () => shared.strays.delete(strayed))

  /** The SDK, with our error listener in it before anything else is asked of it. */
  const sdk = () => {
    const { h5sdk } = globals
    if (h5sdk === undefined) throw new ClientError('not_in_client')
    if (!life?.aborted) shared.strays.add(strayed)
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
      if (h5sdk.config === undefined) throw new ClientError('unsupported')
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
          const mark = markOf(failure)
          shared.echoes.push(mark)
          timer(echoMs, () => takeEcho(shared, mark))
          fails(failure)
        },
      })
    }).finally(() => {
      shared.configFails = undefined
    })

  return {
    ready(signal) {
      if (whenReady === undefined) {
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
            success: (result?: Record<string, unknown>) => resolve(result ?? {}),
            fail: (failure?: unknown) => reject(refused(failure)),
          })
        },
        signal,
      ),
  }
}
