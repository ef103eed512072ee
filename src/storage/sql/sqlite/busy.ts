// Waits: for a lock that another connection holds, while the event loop goes on.

import { setTimeout } from 'node:timers/promises'

const SQLITE_BUSY = 5

/** SQLite's own waiting stops the event loop, so it is short; the rest of the waiting happens between tries. */
export const busyTimeoutMs = 10
const pauseMs = 25

/** Tries again for about five seconds while the database is locked, unless told how often. */
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

function isBusy(error: unknown): boolean {
  // The low byte is the primary code; the rest says which kind of busy.
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY
}
