// Paces: calls to the platform, so that no window of its rate limits is ever exceeded by us.
import { backOffMs } from './back-off.ts'
import type { Clock, Random, Sleep } from './context.ts'
import { createLane, type Lane } from './pacer-lane.ts'
import { type RateLimit, rateLimitsOf } from './rate-tiers.ts'
import { aborted } from './transport.ts'

export interface PacerParts {
  clock: Clock
  sleep: Sleep
  random: Random
  /** Limits by operation; the platform's published ones unless given. */
  limits?: (operation: string) => readonly RateLimit[]
}

/**
 * Lets calls start in the order in which they came, one lane per operation. A call starts when the one that stands as
 * many places before it as the limit counts has *ended* a whole window ago: since the platform counts a call somewhere
 * between its start and its end, neither a fixed nor a sliding window of it can hold more.
 *
 * A call is one request: what runs here must not repeat requests by itself (`maxTries: 1`). Other processes that call
 * with the same app are not known here; for them there is `pause`.
 */
export interface Pacer {
  /**
   * Runs `work` when its turn has come; its value and its failure are handed on.
   *
   * @throws {LarkspurError} `aborted` when the signal ends the wait; once `work` runs, the signal is its own business.
   */
  run<T>(operation: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  /**
   * Lets no call of the operation start for `ms` milliseconds, a day at most: the platform has said that the limit is
   * reached. Without a time it waits 1 to 2 s, doubled by every pause since the last success up to 30 to 60 s, by
   * chance. Calls that ran side by side and were refused together count once. Returns how many milliseconds it waits.
   */
  pause(operation: string, ms?: number): number
}

const dayMs = 86_400_000

/** Makes a pacer; a `CallContext` has all of its parts. One for each app. */
export function createPacer({ clock, sleep, random, limits = rateLimitsOf }: PacerParts): Pacer {
  const lanes = new Map<string, Lane>()
  const laneOf = (operation: string) => {
    const lane = lanes.get(operation) ?? createLane({ clock, sleep, limits: limits(operation) })
    lanes.set(operation, lane)
    return lane
  }
  return {
    run: (operation, work, signal) => laneOf(operation).run(work, () => aborted(operation), signal),
    pause: (operation, ms) =>
      laneOf(operation).pause((strikes) =>
        ms !== undefined && ms > 0 ? Math.min(ms, dayMs) : backOffMs(strikes, random, 2_000, 60_000),
      ),
  }
}
