// Limits: sign-ins, so that nobody can use up the app's quota at the platform for everybody else.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { createAddressLimit } from './rate-limit.ts'

export interface SignInLimits {
  /** @throws LarkspurError `too_many_requests` */
  start(address: string | undefined): Promise<void>
  /**
   * Runs the part of a sign-in that calls the platform.
   * @throws LarkspurError `too_many_requests`, `server_busy`, and whatever `work` throws
   */
  finish<T>(address: string | undefined, work: () => Promise<T>): Promise<T>
}

export function createSignInLimits(options: {
  /** Starts, and finishes, per minute and address; 0 = any number. */
  perMinute: number
  /** Finishes under way at one time; 0 = any number. */
  atOnce: number
}): SignInLimits {
  const start = createAddressLimit(options.perMinute)
  const finish = createAddressLimit(options.perMinute)
  let underWay = 0
  return {
    start,
    async finish(address, work) {
      await finish(address)
      if (options.atOnce > 0 && underWay >= options.atOnce) {
        throw new LarkspurError('server_busy', { retryAfterSeconds: 2 })
      }
      underWay += 1
      try {
        return await work()
      } finally {
        underWay -= 1
      }
    },
  }
}
