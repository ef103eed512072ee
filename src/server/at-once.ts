// Limits: how many calls of one account are under way at a time.

import { LarkspurError } from '../errors/larkspur-error.ts'

/** Does the work of whoever this names. @throws LarkspurError `too_many_requests` */
export type AtOnce = <T>(name: string, work: () => Promise<T>) => Promise<T>

/** In this process's memory. */
export function createAtOnce(most: number): AtOnce {
  const underWay = new Map<string, number>()
  return async (name, work) => {
    const before = underWay.get(name) ?? 0
    if (before >= most) throw new LarkspurError('too_many_requests', { retryAfterSeconds: 1 })
    underWay.set(name, before + 1)
    try {
      return await work()
    } finally {
      const left = (underWay.get(name) ?? 1) - 1
      if (left === 0) underWay.delete(name)
      else underWay.set(name, left)
    }
  }
}
