// Keeps: which events were refused, and warns an operator. Whoever set a wrong secret hears of it nowhere else.

import type { ErrorCode } from '../errors/catalogue.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { Clock, Logger } from '../feishu/index.ts'

/** Events that did not come in for one reason, since this process began. */
export interface Refusals {
  /** A sentence of ours. */
  reason: string
  code: ErrorCode
  count: number
  /** Epoch milliseconds. */
  lastAt: number
}

export interface RefusedEvents {
  /** Notes that an event did not come in. */
  note(app: { name: string; appId: string }, error: unknown): void
  /** Of the app of this name, the latest first. */
  of(name: string): Refusals[]
}

/** Anybody can send what is refused, so it must not be able to fill the log. */
const everyMs = 600_000

/** What is wrong with the event, not with us. */
const refusals: readonly ErrorCode[] = ['event_rejected', 'request_invalid', 'payload_too_large']

/** One warning per app and reason in ten minutes; the next one counts those between. */
export function createRefusedEvents({ clock, logger }: { clock: Clock; logger: Logger }): RefusedEvents {
  // Reasons are sentences of ours, of which there are few.
  const all = new Map<string, Refusals & { name: string; warnedAt: number; unlogged: number }>()
  return {
    note({ name, appId }, error) {
      if (!(error instanceof LarkspurError) || !refusals.includes(error.code)) return
      const { code, message: reason } = error
      const key = JSON.stringify([name, reason])
      const now = clock()
      const before = all.get(key)
      const count = (before?.count ?? 0) + 1
      if (before !== undefined && now - before.warnedAt < everyMs) {
        all.set(key, { ...before, count, lastAt: now, unlogged: before.unlogged + 1 })
        return
      }
      all.set(key, { name, reason, code, count, lastAt: now, warnedAt: now, unlogged: 0 })
      logger.warn(
        { instance: name, app: appId, reason, unlogged: before?.unlogged ?? 0 },
        'an event was refused',
      )
    },
    of: (name) =>
      [...all.values()]
        .filter((one) => one.name === name)
        .sort((a, b) => b.lastAt - a.lastAt)
        .map(({ reason, code, count, lastAt }) => ({ reason, code, count, lastAt })),
  }
}
