// Rings: when a running clock comes to a time. A clock that stands still is moved by somebody, who tells.
import type { Clock } from '../state/clock.ts'

export interface Alarm {
  /** At this time at the latest, epoch milliseconds. */
  ring(at: number): void
  stop(): void
}

const shortestMs = 20
const longestMs = 3_600_000

/** Keeps no process alive. */
export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined
  let setFor = Number.POSITIVE_INFINITY
  function stop(): void {
    clearTimeout(timer)
    setFor = Number.POSITIVE_INFINITY
  }
  return {
    stop,
    ring(at) {
      if (!clock.running || at >= setFor) return
      stop()
      setFor = at
      const inMs = Math.min(longestMs, Math.max(shortestMs, at - clock.now()))
      timer = setTimeout(() => {
        stop()
        ring()
      }, inMs).unref()
    },
  }
}
