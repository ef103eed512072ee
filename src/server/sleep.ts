// Waits: on a real timer, until told to stop.

import { setTimeout } from 'node:timers/promises'

export async function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, signal === undefined ? {} : { signal })
}
