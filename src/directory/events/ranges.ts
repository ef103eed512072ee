// Queues: changes of the contact range, one synchronisation after the other, while other events go on.
import type { StoredEvent } from '../ports.ts'
import type { ScopeSubject } from './scope.ts'
import type { Settlement } from './settlement.ts'

/** What has come and what has gone, and the events that tell of it. */
export interface RangeChange {
  events: readonly StoredEvent[]
  subject: ScopeSubject
}

export interface Ranges {
  /** Whether this event is at work or waits for its turn. */
  has(sequence: number): boolean
  /** Returns at once. Nobody waits for it, and people who leave meanwhile are not kept waiting either. */
  start(change: RangeChange): void
  /** Resolves when nothing is at work any more. */
  ended(): Promise<void>
}

export function createRanges(options: {
  apply(subject: ScopeSubject): Promise<void>
  settlement: Pick<Settlement, 'settle' | 'defer'>
  signal: AbortSignal
  /** Told of what could not even be noted; it is tried again. */
  failed(error: unknown): void
}): Ranges {
  const { apply, settlement, signal, failed } = options
  const waiting = new Set<number>()
  let last: Promise<void> = Promise.resolve()

  async function work({ events, subject }: RangeChange): Promise<void> {
    if (signal.aborted) return
    try {
      await apply(subject)
    } catch (error) {
      if (signal.aborted) return
      for (const event of events) await settlement.defer(event, error)
      return
    }
    await settlement.settle(events)
  }

  return {
    has: (sequence) => waiting.has(sequence),
    start(change) {
      for (const { sequence } of change.events) waiting.add(sequence)
      last = last
        .then(() => work(change))
        .catch(failed)
        .finally(() => {
          for (const { sequence } of change.events) waiting.delete(sequence)
        })
    },
    ended: () => last,
  }
}
