// Waits: for a lock that another connection holds, while the event loop goes on.

import { setTimeout } from 'node:timers/promises'

const SQLITE_BUSY = 5
const pauseMs = 25

/**
 * Tries again for about five seconds while the database is locked, unless told how often. SQLite's own waiting is off
 * (`busy_timeout` is 0): it stops the event loop, once for each statement that waits.
 */
export async function whenFree<T>(work: () => Promise<T>, tries = 200): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (left <= 1 || !isBusy(error)) throw error
      await setTimeout(pauseMs)
    }
  }
}

export function isBusy(error: unknown): boolean {
  // The low byte is the primary code; the rest says which kind of busy.
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY
}

/** For what SQLite answers as a result and not as an error. */
export const busy = (message: string): Error => Object.assign(new Error(message), { errcode: SQLITE_BUSY })
