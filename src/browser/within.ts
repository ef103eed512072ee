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

type Start<T> = (resolve: (value: T) => void, reject: (error: unknown) => void) => void

/**
 * Settles as `start` says, fails with `code` after `ms`, or with `aborted` as soon as the signal says so.
 * A later answer changes nothing. An error that is not ours comes from an SDK that throws in place of answering.
 */
export function within<T>(
  timer: Timer,
  ms: number,
  code: string,
  start: Start<T>,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => {
      stop()
      signal?.removeEventListener('abort', abort)
    }
    const fail = (error: unknown) => {
      end()
      reject(
        error instanceof ClientError
          ? error
          : new ClientError('refused', { failure: String(error), cause: error }),
      )
    }
    const abort = () => fail(new ClientError('aborted', { cause: signal?.reason }))
    const stop = timer(ms, () => fail(new ClientError(code)))
    if (signal?.aborted) {
      abort()
      return
    }
    signal?.addEventListener('abort', abort)
    try {
      start((value) => {
        end()
        resolve(value)
      }, fail)
    } catch (error) {
      fail(error)
    }
  })
}

const never: Timer = () => () => {}

/** What others wait for too: the signal ends the wait, not the work. */
export function waitFor<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  return within<T>(never, 0, '', (resolve, reject) => work.then(resolve, reject), signal)
}
