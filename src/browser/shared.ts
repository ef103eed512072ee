// Shares: the SDK's failures among the clients of one window, each with the one it belongs to.

import { readFailure } from './error.ts'
import type { Timer } from './within.ts'

export type Listener = (failure?: unknown) => void

/** What the clients of one window share, because the SDK has one config and tells its errors to everybody. */
export interface Shared {
  /** The SDK that has our listener. */
  known?: object
  configFails?: Listener | undefined
  readyFails: Set<Listener>
  strays: Set<Listener>
  /** Marks of failures that `onFail` has told and the listener may tell again. */
  echoes: Set<unknown>
  /** Configs go one after another, so that each failure belongs to the one under way. */
  turn: Promise<unknown>
}

const windows = new WeakMap<object, Shared>()
/** A failure is told for the second time at once, or a few tasks later. */
const echoMs = 2_000

/** What tells one failure from another, whatever names each teller gave the numbers. */
const markOf = (failure: unknown) => {
  const { errno, errCode, errString } = readFailure(failure)
  return errCode ?? errno ?? errString
}

export function sharedBy(globals: object): Shared {
  const shared: Shared = windows.get(globals) || {
    readyFails: new Set(),
    strays: new Set(),
    echoes: new Set(),
    turn: Promise.resolve(),
  }
  windows.set(globals, shared)
  return shared
}

/** The listener may tell again what `onFail` has told. */
export function expectEcho({ echoes }: Shared, failure: unknown, timer: Timer): void {
  const mark = markOf(failure)
  echoes.add(mark)
  timer(echoMs, () => echoes.delete(mark))
}

/** Tells a failure to the config under way, else to those who wait for ready, else to everybody. */
export function hear({ echoes, configFails, readyFails, strays }: Shared, failure: unknown): void {
  if (echoes.delete(markOf(failure))) return
  const heirs = configFails ? [configFails] : readyFails.size > 0 ? readyFails : strays
  for (const listener of [...heirs]) listener(failure)
}
