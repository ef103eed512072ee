// Warns: an operator of events that are refused. Whoever set a wrong secret hears of it nowhere else.

import type { ErrorCode } from '../errors/catalogue.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { Clock, Logger } from '../feishu/index.ts'

/** Notes that an event did not come in. */
export type NoteRefusal = (app: { name: string; appId: string }, error: unknown) => void

/** Anybody can send what is refused, so it must not be able to fill the log. */
const everyMs = 600_000

/** What is wrong with the event, not with us. */
const refusals: readonly ErrorCode[] = ['event_rejected', 'request_invalid', 'payload_too_large']

/** One warning per app and reason in ten minutes; the next one counts those between. */
export function createNoteRefusal({ clock, logger }: { clock: Clock; logger: Logger }): NoteRefusal {
  // Reasons are sentences of ours, of which there are few.
  const last = new Map<string, { at: number; since: number }>()
  return ({ name, appId }, error) => {
    if (!(error instanceof LarkspurError) || !refusals.includes(error.code)) return
    const { message: reason } = error
    const key = JSON.stringify([name, reason])
    const before = last.get(key)
    const now = clock()
    if (before !== undefined && now - before.at < everyMs) {
      before.since += 1
      return
    }
    last.set(key, { at: now, since: 0 })
    logger.warn({ instance: name, app: appId, reason, unlogged: before?.since ?? 0 }, 'an event was refused')
  }
}
