// Lists: whom a run has not met, and looks for them by their ids.
import { batchSize } from './plan.ts'
import type { EntityKind, Missing } from './ports.ts'
import type { RunWork } from './run-work.ts'

/** So many are asked for one by one, to tell who has left from who is out of range; of more nobody is asked. */
export const mostAskedSingly = 200

/** Those that the run has not met, 50 at a time. One that was handled may have gone from the list meanwhile. */
export async function* missingOf({ store, key, runId }: RunWork, of: EntityKind): AsyncGenerator<Missing[]> {
  let cursor: string | null = null
  do {
    const page: { items: Missing[]; next: string | null } = await store.missing(key, runId, of, {
      limit: batchSize,
      ...(cursor === null ? {} : { cursor }),
    })
    if (page.items.length > 0) yield page.items
    cursor = page.next
  } while (cursor !== null)
}

export const idsOf = (missing: readonly { id: string }[]): string[] => missing.map(({ id }) => id)
