// Notes: what became of events, so that each is applied once and none is forgotten.
import type { Clock, Logger } from '../../feishu/index.ts'
import type { DirectoryKey } from '../model.ts'
import type { EventInbox, StoredEvent } from '../ports.ts'
import type { About } from './hints.ts'
import { asLarkspurError, nextTryAt, type Outcomes } from './outcome.ts'

export interface Settlement {
  settle(events: readonly StoredEvent[]): Promise<void>
  /** Tries again later, or gives up when it has been tried for long enough. */
  defer(event: StoredEvent, thrown: unknown): Promise<void>
  /** Each of them by what became of its subject; one without an outcome needed nothing. */
  conclude(events: readonly About<'person' | 'department'>[], outcomes: Outcomes): Promise<void>
}

export function createSettlement(options: {
  key: DirectoryKey
  inbox: Pick<EventInbox, 'settle' | 'defer'>
  clock: Clock
  logger: Logger
}): Settlement {
  const { key, inbox, clock, logger } = options

  async function settle(events: readonly StoredEvent[]): Promise<void> {
    const sequences = events.map(({ sequence }) => sequence)
    if (sequences.length > 0) await inbox.settle(key, sequences, clock())
  }

  async function defer(event: StoredEvent, thrown: unknown): Promise<void> {
    const { eventId, type, sequence } = event
    const error = asLarkspurError(thrown)
    const at = nextTryAt(event, clock())
    await inbox.defer(key, [sequence], error.code, at)
    if (at !== null) logger.info({ eventId, type, error: error.code }, 'an event is applied later')
    else logger.error({ eventId, type, error }, 'an event could not be applied; synchronise the directory')
  }

  return {
    settle,
    defer,
    async conclude(events, outcomes) {
      const done: StoredEvent[] = []
      for (const event of events) {
        const outcome = outcomes.get(event.subject.id) ?? 'done'
        if (outcome === 'done') done.push(event)
        else await defer(event, outcome)
      }
      await settle(done)
    },
  }
}
