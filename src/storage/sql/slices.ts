// Deletes: many rows a few at a time, so that neither the event loop nor another process waits for all of them.

import { setImmediate } from 'node:timers/promises'

const rowsAtOnce = 200

/** Repeats `deleteSome` until it finds less than it may delete, or `atMost` rows are gone; returns how many went. */
export async function inSlices(
  atMost = Number.POSITIVE_INFINITY,
  deleteSome: (size: number) => Promise<number>,
): Promise<number> {
  for (let gone = 0; ; await setImmediate()) {
    const size = Math.min(rowsAtOnce, atMost - gone)
    const went = await deleteSome(size)
    gone += went
    if (went < size || gone >= atMost) return gone
  }
}
