// Shares: one refresh among all who ask for it in this process, and paces the tries.
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { CallContext } from '../feishu/index.ts'
import type { OwnerState } from './owner-states.ts'
import type { UserTokenPair } from './user-token-store.ts'

const minPauseMs = 1_000
const maxPauseMs = 60_000

/** Runs `work` unless something is under way for this person already; either way all get its outcome. */
export type ShareRefresh = (state: OwnerState, work: () => Promise<UserTokenPair>) => Promise<UserTokenPair>

export function createShareRefresh({ clock, logger }: Pick<CallContext, 'clock' | 'logger'>): ShareRefresh {
  function noteSuccess(state: OwnerState, pair: UserTokenPair): void {
    const now = clock()
    state.failures = 0
    state.renewedAt = now
    // A short life is always near its end; without this every read would refresh.
    state.pauseUntil = now + (pair.expiresAt - now) / 2
    if (state.rejected !== pair.accessToken) state.rejected = undefined
  }

  function noteFailure(state: OwnerState, error: unknown): void {
    // Nothing will be tried again.
    if (error instanceof LarkspurError && error.code === 'consent_required') return
    const pause = Math.min(minPauseMs * 2 ** state.failures, maxPauseMs)
    state.failures += 1
    state.pauseUntil = clock() + pause
    const fields = error instanceof LarkspurError ? { error: error.code, platform: error.platform } : {}
    logger.warn(fields, 'a user token could not be refreshed; the old one is used until it expires')
  }

  return (state, work) => {
    state.refreshing ??= work()
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
        state.refreshing = undefined
      })
    return state.refreshing
  }
}
