// Waits: for work that several callers share, each with its own right to leave.
import { LarkspurError } from '../errors/larkspur-error.ts'

/** Settles as `shared` does, or fails with `aborted` when this caller's signal aborts; the work goes on for the others. */
export function waitFor<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return shared
  return new Promise<T>((resolve, reject) => {
    const leave = () => reject(new LarkspurError('aborted'))
    // Also for a caller who has left: a failure that nobody hears of would end the process.
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
    if (signal.aborted) return leave()
    signal.addEventListener('abort', leave, { once: true })
  })
}
