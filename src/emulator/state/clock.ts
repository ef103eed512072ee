// Tells: the time of one emulator, which tests may stop, set and move.
import type { ClockControl } from '../types.ts'
import { createListeners } from './listeners.ts'

const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of `250`, `2h`, `1h30m` or `45s`. Throws on anything else, negative numbers included. */
export function parseDuration(by: number | string): number {
  if (typeof by === 'number') {
    if (Number.isFinite(by) && by >= 0) return by
  } else if (/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(by)) {
    const parts = [...by.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)]
    return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ''] ?? 0), 0)
  }
  throw new Error(`The clock moves forward by milliseconds or a text such as 2h, 30m, 45s; got ${String(by)}`)
}

const earliest = 0
const latest = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** A move that no date can follow: a caller's mistake, though it looks like a programmer's. */
export class ClockError extends TypeError {
  override readonly name = 'ClockError'
}

export interface Clock extends ClockControl {
  /** Whether time goes by itself. */
  readonly running: boolean
  /** Tells after each move, stop and start, though not when time goes by itself. Returns how to stop listening. */
  onMove(listener: () => void): () => void
}

/** @param now source of real time, epoch milliseconds */
export function createClock(now: () => number): Clock {
  const moves = createListeners<void>()
  let offset = 0
  let frozenAt: number | undefined
  const read = () => frozenAt ?? now() + offset
  const check = (at: number) => {
    if (!(at >= earliest && at <= latest))
      throw new ClockError('The clock takes epoch milliseconds from the year 1970 to the year 9999')
  }
  const moveTo = (at: number) => {
    check(at)
    if (frozenAt === undefined) offset = at - now()
    else frozenAt = at
    moves.tell()
  }
  return {
    now: () => Math.floor(read()),
    get running() {
      return frozenAt === undefined
    },
    onMove: moves.add,
    freeze(at = read()) {
      check(at)
      frozenAt = read()
      moveTo(at)
    },
    set: moveTo,
    advance: (by) => moveTo(read() + parseDuration(by)),
    resume() {
      if (frozenAt === undefined) return
      offset = frozenAt - now()
      frozenAt = undefined
      moves.tell()
    },
  }
}
