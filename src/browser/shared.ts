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
  /** Failures that `onFail` has told and the listener may tell again. */
  echoes: unknown[]
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
  let shared = windows.get(globals)
  if (shared === undefined) {
    shared = { readyFails: new Set(), strays: new Set(), echoes: [], turn: Promise.resolve() }
    windows.set(globals, shared)
  }
  return shared
}

/** The listener may tell once more what `onFail` has told. */
export function expectEcho(shared: Shared, failure: unknown, timer: Timer): void {
  const mark = markOf(failure)
  shared.echoes.push(mark)
  timer(echoMs, () => takeEcho(shared, mark))
}

/** True, once, for a failure that is expected to be told again. */
function takeEcho({ echoes }: Shared, mark: unknown): boolean {
  const index = echoes.indexOf(mark)
  if (index >= 0) echoes.splice(index, 1)
  return index >= 0
}

/** Tells a failure to the config under way, else to those who wait for ready, else to everybody. */
export function hear(shared: Shared, failure: unknown): void {
  if (takeEcho(shared, markOf(failure))) return
  const { configFails, readyFails, strays } = shared
  const heirs = configFails ? [configFails] : [...(readyFails.size > 0 ? readyFails : strays)]
  for (const listener of heirs) listener(failure)
}
