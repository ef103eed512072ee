// Turns: every failure of a store into an error of the catalogue, and a lock into waiting.

import { LarkspurError } from '../../errors/larkspur-error.ts'
import { whenFree } from './sqlite/busy.ts'

const SQLITE_CONSTRAINT = 19

/**
 * Wraps each method of a store; what it throws is a LarkspurError, with the database's own error as `cause`. While
 * another process holds the lock the whole method is tried again, so each must bear to be repeated after a statement
 * that was refused.
 */
export function guarded<T extends object>(store: T): T {
  return Object.fromEntries(
    Object.entries(store).map(([name, method]: [string, (...values: unknown[]) => Promise<unknown>]) => [
      name,
      (...values: unknown[]) => inOurWords(() => whenFree(() => method(...values))),
    ]),
  ) as T
}

/** Runs what waits by itself; its failures become those of the catalogue. */
export async function inOurWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toLarkspurError(error)
  }
}

function toLarkspurError(error: unknown): LarkspurError {
  if (error instanceof LarkspurError) return error
  // A broken rule of the schema is a mistake of ours, not an outage.
  const broken =
    error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_CONSTRAINT
  return new LarkspurError(broken ? 'internal_error' : 'storage_unavailable', { cause: error })
}
