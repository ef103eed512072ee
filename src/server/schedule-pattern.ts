// Computes: at which times a schedule wants something done.

import { Cron } from 'croner'

/** When something is due. Times are epoch milliseconds. */
export interface Schedule {
  /** The first time after this one; null when there is none any more. */
  next(after: number): number | null
}

/** Five fields, six with seconds in front, or a name such as `@daily`; not a date, which would come once. */
const shape = /^(?:@[a-z]+|\S+(?: +\S+){4,5})$/i

/** The sentence for a pattern that is none; undefined for a good one. */
export function scheduleProblem(pattern: string): string | undefined {
  const problem = 'must be a cron pattern such as "0 3 * * *", or false'
  if (!shape.test(pattern)) return problem
  try {
    const next = new Cron(pattern, { paused: true, timezone: 'UTC' }).nextRun(new Date(0))
    return next === null ? 'never comes' : undefined
  } catch {
    return problem
  }
}

/** The sentence for a time zone that is none; undefined for a good one. */
export function timeZoneProblem(timeZone: string): string | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return undefined
  } catch {
    return 'must be a time zone such as UTC or Asia/Shanghai'
  }
}

/** Both arguments are checked already, by the functions above. */
export function createSchedule(pattern: string, timeZone: string): Schedule {
  // Paused and without a function it starts no timer.
  const cron = new Cron(pattern, { paused: true, timezone: timeZone })
  return { next: (after) => cron.nextRun(new Date(after))?.getTime() ?? null }
}
