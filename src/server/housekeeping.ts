// Sweeps: expired sessions and attempts, at an interval.

import type { Logger } from '../feishu/index.ts'

export const sweepEveryMs = 10 * 60_000

/** Default of the `every` option: an interval that keeps no process alive. */
export function everyInterval(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms)
  timer.unref()
  return () => clearInterval(timer)
}

export interface Housekeeping {
  /** Stops, and waits for a sweep that runs. */
  close(): Promise<void>
}

export function startHousekeeping(options: {
  every: (ms: number, work: () => void) => () => void
  sweeps: (() => Promise<unknown> | unknown)[]
  logger: Logger
}): Housekeeping {
  const { every, sweeps, logger } = options
  let running: Promise<void> | undefined
  async function sweep(): Promise<void> {
    for (const one of sweeps) {
      try {
        await one()
      } catch (error) {
        // The next sweep tries again; nothing a visitor sees depends on it.
        logger.warn({ error }, 'sweep failed')
      }
    }
  }
  const stop = every(sweepEveryMs, () => {
    running ??= sweep().finally(() => {
      running = undefined
    })
  })
  return {
    async close() {
      stop()
      await running
    },
  }
}
