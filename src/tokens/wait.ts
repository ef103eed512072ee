// Waits: for work that several callers share, each with its own right to leave.
import { LarkspurError } from '../errors/larkspur-error.ts'

/** @throws LarkspurError `request_invalid` for options that are none, or that hold something else as `signal` */
export function signalOf(options: { signal?: AbortSignal | undefined } = {}): AbortSignal | undefined {
  const signal = options === null ? null : options.signal
  if (signal === undefined || signal instanceof AbortSignal) return signal
  throw new LarkspurError('request_invalid', { message: 'The options must be { signal? }, an AbortSignal.' })
}

/**
 * Settles as `shared` does, or fails with `aborted` when this caller's signal aborts; the work goes on for the others.
 * What is no signal fails with `request_invalid`.
 */
export function waitFor<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return shared
  return new Promise<T>((resolve, reject) => {
    const leave = () => reject(new LarkspurError('aborted'))
    const stay = () => signalOf({ signal })?.removeEventListener('abort', leave)
    // Also for a caller who has left: a failure that nobody hears of would end the process.
    shared.then(resolve, reject).then(stay).catch(reject)
    if (signalOf({ signal })?.aborted) return leave()
    signal.addEventListener('abort', leave, { once: true })
  })
}
