// Waits: for a lock that another connection holds, without stopping the event loop for long.

import { setImmediate } from 'node:timers/promises'

const SQLITE_BUSY = 5

/**
 * Tries again while the database is locked. SQLite itself waits inside each try (busy_timeout); between tries the
 * event loop turns, so that a connection of this same process can finish what it holds the lock for.
 */
export async function whenFree<T>(tries: number, work: () => Promise<T>): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (left <= 1 || !isBusy(error)) throw error
      await setImmediate()
    }
  }
}

function isBusy(error: unknown): boolean {
  // The low byte is the primary code; the rest says which kind of busy.
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY
}
