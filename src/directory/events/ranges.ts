// Queues: changes of the contact range, one synchronisation after the other, while other events go on.
import type { About } from './hints.ts'
import type { Settlement } from './settlement.ts'

export interface Ranges {
  /** Whether this event is at work or waits for its turn. */
  has(sequence: number): boolean
  /** Returns at once. Nobody waits for it, and people who leave meanwhile are not kept waiting either. */
  start(event: About<'scope'>): void
  /** Resolves when nothing is at work any more. */
  ended(): Promise<void>
}

export function createRanges(options: {
  apply(event: About<'scope'>): Promise<void>
  settlement: Pick<Settlement, 'settle' | 'defer'>
  signal: AbortSignal
  /** Told of what could not even be noted; it is tried again. */
  failed(error: unknown): void
}): Ranges {
  const { apply, settlement, signal, failed } = options
  const waiting = new Set<number>()
  let last: Promise<void> = Promise.resolve()

  async function work(event: About<'scope'>): Promise<void> {
    if (signal.aborted) return
    try {
      await apply(event)
    } catch (error) {
      if (!signal.aborted) await settlement.defer(event, error)
      return
    }
    await settlement.settle([event])
  }

  return {
    has: (sequence) => waiting.has(sequence),
    start(event) {
      waiting.add(event.sequence)
      last = last
        .then(() => work(event))
        .catch(failed)
        .finally(() => waiting.delete(event.sequence))
    },
    ended: () => last,
  }
}
