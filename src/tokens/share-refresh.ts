// Shares: one refresh among all who ask for it in this process, and paces the tries.
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { CallContext } from '../feishu/index.ts'
import type { OwnerState } from './owner-states.ts'
import type { UserTokenPair } from './user-token-store.ts'

const minPauseMs = 1_000
const maxPauseMs = 60_000

export interface ShareRefresh {
  /** Runs `work` unless something is under way for this person already; either way all get its outcome. */
  run(state: OwnerState, work: () => Promise<UserTokenPair>): Promise<UserTokenPair>
  /** Waits for all that is under way, also for people whom everything else has forgotten. */
  settled(): Promise<void>
}

/** Whether it is too early for another try. */
export const isPaused = ({ pause }: OwnerState, now: number): boolean =>
  pause !== undefined && pause.from <= now && now < pause.until

export function createShareRefresh({ clock, logger }: Pick<CallContext, 'clock' | 'logger'>): ShareRefresh {
  function noteSuccess(state: OwnerState, pair: UserTokenPair): void {
    const now = clock()
    state.failures = 0
    state.failure = undefined
    state.renewedAt = now
    state.newest = pair
    // A short life is always near its end; without this every read would refresh.
    state.pause = { from: now, until: now + (pair.expiresAt - now) / 2 }
    if (state.rejected !== pair.accessToken) state.rejected = undefined
  }

  function noteFailure(state: OwnerState, error: unknown): void {
    // Nothing will be tried again.
    if (error instanceof LarkspurError && error.code === 'consent_required') return
    const pause = Math.min(minPauseMs * 2 ** state.failures, maxPauseMs)
    state.failures += 1
    state.failure = error
    state.pause = { from: clock(), until: clock() + pause }
    const fields = error instanceof LarkspurError ? { error: error.code, platform: error.platform } : {}
    logger.warn(fields, 'a user token could not be refreshed; the old one is used until it expires')
  }

  const underWay = new Set<Promise<UserTokenPair>>()

  function start(state: OwnerState, work: () => Promise<UserTokenPair>): Promise<UserTokenPair> {
    const started = work()
      .then(
        (pair) => {
          noteSuccess(state, pair)
          return pair
        },
        (error: unknown) => {
          noteFailure(state, error)
          throw error
        },
      )
      .finally(() => {
        underWay.delete(started)
        state.refreshing = undefined
      })
    underWay.add(started)
    return started
  }

  return {
    run(state, work) {
      state.refreshing ??= start(state, work)
      return state.refreshing
    },
    async settled() {
      await Promise.allSettled(underWay)
    },
  }
}
