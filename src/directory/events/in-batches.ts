// Works: through batches, so that one item that always fails spoils nothing for the others.
import { asLarkspurError, isOwnFault, type Outcomes } from './outcome.ts'
import type { EventWork } from './work.ts'

/**
 * Applies every batch. One that fails by its own fault is halved until the culprit is alone; after any other failure
 * nothing is asked any more, since it would fail as well.
 */
export async function eachBatch(
  { keep, signal }: Pick<EventWork, 'keep' | 'signal'>,
  batches: readonly (readonly string[])[],
  apply: (batch: readonly string[]) => Promise<void>,
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map()
  const waiting = [...batches]
  for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
    try {
      await keep()
      await apply(batch)
      for (const id of batch) outcomes.set(id, 'done')
    } catch (thrown) {
      signal.throwIfAborted()
      const error = asLarkspurError(thrown)
      // Somebody else works on these events by now.
      if (error.code === 'sync_lost') throw error
      const middle = Math.ceil(batch.length / 2)
      if (isOwnFault(error) && batch.length > 1) {
        waiting.unshift(batch.slice(0, middle), batch.slice(middle))
        continue
      }
      const failed = isOwnFault(error) ? [batch] : [batch, ...waiting.splice(0)]
      for (const id of failed.flat()) outcomes.set(id, error)
    }
  }
  return outcomes
}
