// Declares: what every call to the platform needs from outside (fetch, clock, random, sleep, logger).

/** Tells the time in epoch milliseconds. */
export type Clock = () => number

/** Waits `ms` milliseconds; rejects when the signal aborts. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>

/** Gives cryptographically strong random bytes. */
export type Random = (bytes: number) => Uint8Array

type Log = (fields: object, message: string) => void

/** The four levels that the rooms log with; a pino logger fits. */
export interface Logger {
  debug: Log
  info: Log
  warn: Log
  error: Log
}

/** What a call to the platform needs. Made once by the composition root. */
export interface CallContext {
  fetch: typeof fetch
  clock: Clock
  sleep: Sleep
  random: Random
  logger: Logger
  /** Milliseconds for one try, its body included. */
  timeoutMs: number
  /** Tries in all, the first included. */
  maxTries: number
}

/** Parts of a context; `timeoutMs` is 10,000 and `maxTries` 3 unless given. */
export type CallContextParts = Omit<CallContext, 'timeoutMs' | 'maxTries'> &
  Partial<Pick<CallContext, 'timeoutMs' | 'maxTries'>>

/** Fills the defaults of a context. */
export function createCallContext(parts: CallContextParts): CallContext {
  return { timeoutMs: 10_000, maxTries: 3, ...parts }
}
