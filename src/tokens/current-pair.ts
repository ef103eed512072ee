// Finds: the pair of a person that serves now, refreshed when that is due.
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { CallContext } from '../feishu/index.ts'
import type { Consent } from './consent.ts'
import type { OwnerState } from './owner-states.ts'
import { createShareRefresh } from './share-refresh.ts'
import { canRefresh, isAlive, isDue, missingFrom } from './user-token-pair.ts'
import type { Refresh } from './user-token-refresh.ts'
import type { StoredUserTokens, TokenOwner, UserTokenPair, UserTokenStore } from './user-token-store.ts'
import { waitFor } from './wait.ts'

export interface CurrentPairParts {
  context: Pick<CallContext, 'clock' | 'logger'>
  store: UserTokenStore
  refresh: Refresh
  consent: Consent
  /** How long before the end a token is refreshed. */
  aheadMs: number
}

export interface CurrentPair {
  /** @throws LarkspurError `consent_required`, or why there is none at the moment */
  find(
    owner: TokenOwner,
    state: OwnerState,
    options: { scopes: readonly string[]; signal: AbortSignal | undefined },
  ): Promise<UserTokenPair>
  /** Writes a rotated pair that the store did not take: before anything else is done with the person's tokens. */
  saveFirst(owner: TokenOwner, state: OwnerState, signal?: AbortSignal): Promise<void>
}

export function createCurrentPair(parts: CurrentPairParts): CurrentPair {
  const { context, store, refresh, consent, aheadMs } = parts
  const share = createShareRefresh(context)

  const isStale = (pair: UserTokenPair, state: OwnerState) =>
    pair.accessToken === state.rejected || isDue(pair, context.clock(), aheadMs)

  const isUsable = (pair: UserTokenPair, state: OwnerState) =>
    isAlive(pair, context.clock()) && pair.accessToken !== state.rejected && state.unsaved === undefined

  async function saveFirst(owner: TokenOwner, state: OwnerState, signal?: AbortSignal): Promise<void> {
    const { unsaved } = state
    if (unsaved === undefined) return
    const saved = share(state, () => refresh.save(owner, state, unsaved))
    await waitFor(saved, signal)
  }

  /** The new pair, or the old one while it lives and the reason is a passing one. */
  async function renewed(
    owner: TokenOwner,
    stored: StoredUserTokens,
    state: OwnerState,
    signal: AbortSignal | undefined,
  ): Promise<UserTokenPair> {
    const stale = (next: UserTokenPair) => isStale(next, state)
    try {
      const renewal = share(state, () => refresh.renew(owner, stored, state, stale))
      return await waitFor(renewal, signal)
    } catch (error) {
      const final = error instanceof LarkspurError && ['consent_required', 'aborted'].includes(error.code)
      if (final || !isUsable(stored.pair, state)) throw error
      return stored.pair
    }
  }

  return {
    saveFirst,
    async find(owner, state, { scopes, signal }) {
      if (signal?.aborted) throw new LarkspurError('aborted')
      await saveFirst(owner, state, signal)
      const stored = await store.find(owner)
      if (stored === undefined) throw consent.required(scopes)
      const { pair, version } = stored
      // Nothing is refreshed for a call that cannot succeed.
      if (missingFrom(pair, scopes).length > 0) throw consent.required(scopes, pair)
      if (!isStale(pair, state)) return pair
      const paused = isUsable(pair, state) && context.clock() < state.pauseUntil
      if (paused) return pair
      if (!canRefresh(pair, context.clock())) {
        if (isUsable(pair, state)) return pair
        // Refused for good: whoever asks next need not send it again.
        if (pair.accessToken === state.rejected) await store.delete(owner, version)
        throw consent.required(scopes, pair)
      }
      try {
        return await renewed(owner, stored, state, signal)
      } catch (error) {
        throw consent.explain(error, scopes, pair)
      }
    },
  }
}
