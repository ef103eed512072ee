// Bounds: how many failed sign-ins are written down, because anybody can cause them.

import type { SignInLog, SignInRecord } from '../audit/index.ts'
import type { ErrorCode } from '../errors/catalogue.ts'
import type { Clock, Logger } from '../feishu/index.ts'
import { senderOf } from './rate-limit.ts'

const hour = 3_600_000

/** Of one process. More than any outage needs in order to be seen, and no more than a disk bears for 400 days. */
export const failuresPerHour = 5_000

/** Of one sender and outcome: a reader learns no more from further ones, and one sender leaves room for the others. */
export const failuresOfOne = 10

/** For so long it is known how many were left out. */
export const toldHours = 24

/** Whom the platform has recognised: nobody else can cause these. */
const ofPeople: ReadonlySet<string> = new Set<ErrorCode>([
  ...(['user_resigned', 'user_frozen', 'user_not_activated', 'tenant_not_allowed'] as const),
  ...(['account_missing', 'subject_missing', 'identity_conflict', 'identity_taken'] as const),
])

/** A log that may leave out failures, and tells how many. */
export interface BoundedSignIns extends SignInLog {
  /** @param address where it came from; undefined when nobody tells */
  add(record: SignInRecord, address?: string): Promise<void>
  /** How many failures of the last 24 hours this process has not written down. */
  leftOut(): number
}

const isAlwaysKept = ({ outcome, userId }: SignInRecord) =>
  outcome === 'ok' || userId !== null || ofPeople.has(outcome)

/** The same log, which leaves out failures that are too many, and says in the log file how many those were. */
export function boundedSignIns(
  log: SignInLog,
  { clock, logger }: { clock: Clock; logger: Logger },
): BoundedSignIns {
  let current = Number.NaN
  let written = 0
  /** By sender and outcome. A name comes in with what is written alone, so there are never more than those. */
  const ofSenders = new Map<string, number>()
  /** By hour. */
  const left = new Map<number, number>()

  function enter(now: number): void {
    if (now === current) return
    const before = left.get(current) ?? 0
    if (before > 0)
      logger.warn({ left: before }, 'failed sign-ins of an hour were too many to write down all')
    current = now
    written = 0
    ofSenders.clear()
    for (const at of left.keys()) if (at <= now - toldHours) left.delete(at)
  }

  function leaveOut(reason: string): false {
    const before = left.get(current) ?? 0
    if (before === 0) logger.warn({ written }, reason)
    left.set(current, before + 1)
    return false
  }

  function hasRoom({ outcome }: SignInRecord, address: string | undefined): boolean {
    enter(Math.floor(clock() / hour))
    const sender = address === undefined ? undefined : `${senderOf(address)} ${outcome}`
    const own = sender === undefined ? 0 : (ofSenders.get(sender) ?? 0)
    if (own >= failuresOfOne) return leaveOut('no more failed sign-ins of one sender are written down')
    if (written >= failuresPerHour) return leaveOut('no more failed sign-ins are written down in this hour')
    if (sender !== undefined) ofSenders.set(sender, own + 1)
    written++
    return true
  }

  return {
    ...log,
    async add(record, address) {
      if (isAlwaysKept(record) || hasRoom(record, address)) await log.add(record)
    },
    leftOut() {
      enter(Math.floor(clock() / hour))
      return [...left.values()].reduce((sum, one) => sum + one, 0)
    },
  }
}
