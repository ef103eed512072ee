// Limits: how long one may wait, by a timer and by the caller's signal.

import { ClientError } from './error.ts'

/** Starts a timer and returns its stop. */
export type Timer = (ms: number, work: () => void) => () => void

/** The timers of a window. */
export const timerOf =
  (owner: Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'>): Timer =>
  (ms, work) => {
    const id = owner.setTimeout(work, ms)
    return () => owner.clearTimeout(id)
  }

/** For who gave no signal. */
export const neverAborted = new AbortController().signal

/**
 * Settles as `start` says, fails with `code` after `ms`, or with `aborted` as soon as the signal says so.
 * A later answer changes nothing. An error that is not ours comes from an SDK that throws in place of answering.
 */
export function within<T>(
  timer: Timer,
  ms: number,
  code: string,
  start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
  signal: AbortSignal = neverAborted,
): Promise<T> {
  let end = () => {}
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(new ClientError('aborted', { cause: signal.reason }))
    const stop = timer(ms, () => reject(new ClientError(code)))
    end = () => {
      stop()
      signal.removeEventListener('abort', abort)
    }
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    else start(resolve, reject)
  })
    .catch((cause) => {
      throw cause instanceof ClientError
        ? cause
        : new ClientError('refused', { failure: String(cause), cause })
    })
    .finally(() => end())
}

const noTimer: Timer = () => () => {}

/** What others wait for too: the signal ends the wait, not the work. */
export const waitFor = <T>(work: Promise<T>, signal?: AbortSignal): Promise<T> =>
  within<T>(noTimer, 0, '', (resolve, reject) => work.then(resolve, reject), signal)
