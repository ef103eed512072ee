// Bounds: how many failed sign-ins are written down, because anybody can cause them.

import type { SignInLog } from '../audit/index.ts'
import type { Clock, Logger } from '../feishu/index.ts'

const hour = 3_600_000

/** Of one process. More than any outage needs in order to be seen, and no more than a disk bears for 400 days. */
export const failuresPerHour = 5_000

/** The same log, which leaves out failures that are too many, and says in the log file how many those were. */
export function boundedSignIns(
  log: SignInLog,
  { clock, logger }: { clock: Clock; logger: Logger },
): SignInLog {
  let current = Number.NaN
  let written = 0
  let left = 0

  function hasRoom(): boolean {
    const now = Math.floor(clock() / hour)
    if (now !== current) {
      if (left > 0) logger.warn({ left }, 'failed sign-ins of an hour were too many to write down all')
      current = now
      written = 0
      left = 0
    }
    if (written >= failuresPerHour) {
      if (left === 0) logger.warn({ written }, 'no more failed sign-ins are written down in this hour')
      left++
      return false
    }
    written++
    return true
  }

  return {
    ...log,
    async add(record) {
      if (record.outcome === 'ok' || hasRoom()) await log.add(record)
    },
  }
}
