// Counts: calls per app and operation, and says when there are more than the platform's tiers allow.
import type { EmulatorSwitches, RateLimitSettings } from '../types.ts'

/** Tiers of the platform that have numbers. */
export type Tier = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 21

export interface Limit {
  calls: number
  windowMs: number
}

const longestMs = 60_000
const perMinute = (calls: number): Limit => ({ calls, windowMs: longestMs })
const perSecond = (calls: number): Limit => ({ calls, windowMs: 1_000 })

/** A tier with two windows trips when either is exceeded. Source: https://open.feishu.cn/document/server-docs/api-call-guide/frequency-control */
export const tiers: Readonly<Record<Tier, readonly Limit[]>> = {
  1: [perMinute(10)],
  2: [perMinute(20)],
  3: [perMinute(100)],
  4: [perMinute(1000), perSecond(50)],
  5: [perSecond(1)],
  6: [perSecond(5)],
  7: [perSecond(10)],
  8: [perSecond(20)],
  9: [perSecond(50)],
  10: [perSecond(50)],
  11: [perSecond(100)],
  21: [perSecond(3)],
}

/** What a refused caller is told. */
export interface Exceeded {
  limit: number
  /** Seconds until it is lifted, at least 1. */
  reset: number
}

export interface RateLimits {
  /** Counts one call. What it exceeds, or undefined; a call that is refused does not count. */
  count(
    call: { appId: string; operation: string; tier: Tier; window: EmulatorSwitches['rateWindow'] },
    now: number,
  ): Exceeded | undefined
  get(): RateLimitSettings
  /** @throws Error for a factor that is none */
  set(settings: RateLimitSettings): void
  /** Forgets the calls; the settings stay. */
  clear(): void
}

/** When of `times`, oldest first, so many count that one more would be too many, this is when one falls out. */
function freeAt(
  times: readonly number[],
  { calls, windowMs }: Limit,
  window: EmulatorSwitches['rateWindow'],
  now: number,
) {
  const from = window === 'fixed' ? Math.floor(now / windowMs) * windowMs : now - windowMs + 1
  const counted = times.length - lowerBound(times, from)
  if (counted < calls) return undefined
  if (window === 'fixed') return from + windowMs
  return (times[times.length - calls] ?? now) + windowMs
}

/** How many of `times` lie before `at`. */
function lowerBound(times: readonly number[], at: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) < at) low = middle + 1
    else high = middle
  }
  return low
}

function checkFactor(settings: RateLimitSettings): number | undefined {
  if (typeof settings === 'boolean') return settings ? 1 : undefined
  const { factor } = settings
  if (!(factor > 0 && factor <= 100))
    throw new Error(`A factor of rate limits lies above 0, up to 100; got ${factor}`)
  return factor
}

export function createRateLimits(settings: RateLimitSettings = false): RateLimits {
  let factor = checkFactor(settings)
  const log = new Map<string, number[]>()
  return {
    get: () => (factor === undefined ? false : factor === 1 ? true : { factor }),
    count({ appId, operation, tier, window }, now) {
      if (factor === undefined) return undefined
      const key = `${appId} ${operation}`
      const times = log.get(key) ?? []
      log.set(key, times)
      // A clock that was set back must not keep calls of the future.
      while ((times.at(-1) ?? 0) > now) times.pop()
      times.splice(0, lowerBound(times, now - longestMs + 1))
      for (const { calls, windowMs } of tiers[tier]) {
        const limit = Math.max(1, Math.floor(calls * factor))
        const lifted = freeAt(times, { calls: limit, windowMs }, window, now)
        if (lifted !== undefined) return { limit, reset: Math.max(1, Math.ceil((lifted - now) / 1_000)) }
      }
      times.push(now)
      return undefined
    },
    set(next) {
      factor = checkFactor(next)
    },
    clear: () => log.clear(),
  }
}
