// Finds: the pair of a person that serves now, refreshed when that is due.
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { CallContext } from '../feishu/index.ts'
import type { Consent } from './consent.ts'
import type { OwnerState } from './owner-states.ts'
import { createShareRefresh, isPaused } from './share-refresh.ts'
import { canRefresh, isAlive, isDue, missingFrom } from './user-token-pair.ts'
import { gone, type Refresh } from './user-token-refresh.ts'
import type { StoredUserTokens, TokenOwner, UserTokenPair, UserTokenStore } from './user-token-store.ts'
import { waitFor } from './wait.ts'

export interface CurrentPairParts {
  context: Pick<CallContext, 'clock' | 'logger' | 'sleep'>
  store: UserTokenStore
  refresh: Refresh
  consent: Consent
  /** How long before the end a token is refreshed. */
  aheadMs: number
  closing: AbortSignal
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
  /** Waits for what is under way, and writes what is not stored yet. */
  close(): Promise<void>
}

/** A pair that the store did not take is written again by itself, first after a second and for ten minutes. */
const firstWaitMs = 1_000
const longestWaitMs = 10_000
const patienceMs = 600_000

export function createCurrentPair(parts: CurrentPairParts): CurrentPair {
  const { context, store, refresh, consent, aheadMs, closing } = parts
  const share = createShareRefresh(context)

  const isStale = (pair: UserTokenPair, state: OwnerState) =>
    pair.accessToken === state.rejected || isDue(pair, context.clock(), aheadMs)

  const isUsable = (pair: UserTokenPair, state: OwnerState) =>
    isAlive(pair, context.clock()) && pair.accessToken !== state.rejected && state.unsaved === undefined

  async function saveFirst(owner: TokenOwner, state: OwnerState, signal?: AbortSignal): Promise<void> {
    const { unsaved } = state
    if (unsaved === undefined) return
    const saved = share.run(state, () => refresh.save(owner, state, unsaved))
    try {
      await waitFor(saved, signal)
    } finally {
      if (state.unsaved === undefined) late.delete(state)
    }
  }

  /** Pairs that only this process has; also of people whom everything else has forgotten. */
  const late = new Map<OwnerState, TokenOwner>()

  /** The lock goes on meanwhile: whoever got it would send the spent refresh token, and learn that it is dead. */
  async function saveLate(owner: TokenOwner, state: OwnerState): Promise<void> {
    late.set(state, owner)
    try {
      for (let [waited, ms] = [0, firstWaitMs]; waited < patienceMs; waited += ms, ms *= 2) {
        ms = Math.min(ms, longestWaitMs)
        await context.sleep(ms, closing)
        if (state.unsaved === undefined) break
        await refresh.prolong(owner, state.unsaved).catch(() => undefined)
        await saveFirst(owner, state).catch(() => undefined)
        if (state.unsaved === undefined) break
      }
    } catch {
      // No more waiting: `close` writes it, or whoever asks next.
    }
  }

  async function renew(owner: TokenOwner, stored: StoredUserTokens, state: OwnerState) {
    const stale = (next: UserTokenPair) => isStale(next, state)
    try {
      return await refresh.renew(owner, stored, state, stale)
    } finally {
      if (state.unsaved !== undefined) void saveLate(owner, state)
    }
  }

  /** The new pair, or the old one while it lives and the reason is a passing one. */
  async function renewed(
    owner: TokenOwner,
    stored: StoredUserTokens,
    state: OwnerState,
    signal: AbortSignal | undefined,
  ): Promise<UserTokenPair> {
    try {
      return await waitFor(
        share.run(state, () => renew(owner, stored, state)),
        signal,
      )
    } catch (error) {
      const final = error instanceof LarkspurError && ['consent_required', 'aborted'].includes(error.code)
      if (final) throw error
      // Meanwhile the person may have taken everything back, or agreed to more.
      const now = await store.find(owner)
      if (now === undefined) throw gone()
      if (!isUsable(now.pair, state)) throw error
      return now.pair
    }
  }

  return {
    saveFirst,
    async close() {
      await share.settled()
      await Promise.allSettled([...late].map(([state, owner]) => saveFirst(owner, state)))
    },
    async find(owner, state, { scopes, signal }) {
      if (signal?.aborted) throw new LarkspurError('aborted')
      await saveFirst(owner, state, signal)
      const stored = await store.find(owner)
      if (stored === undefined) throw consent.required(scopes)
      const { pair, version } = stored
      // Nothing is refreshed for a call that cannot succeed.
      if (missingFrom(pair, scopes).length > 0) throw consent.required(scopes, pair)
      if (!isStale(pair, state)) return pair
      if (isPaused(state, context.clock())) {
        if (isUsable(pair, state)) return pair
        // Nothing to serve, and too early to ask again: the reason is the same.
        if (state.failure !== undefined) throw state.failure
      }
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
