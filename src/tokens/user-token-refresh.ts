// Refreshes: one person's pair, so that the refresh token is sent once whatever other processes do.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { type CallContext, type FeishuApp, refreshUserTokens } from '../feishu/index.ts'
import type { AppTokens } from './app-tokens.ts'
import type { OwnerState, UnsavedPair } from './owner-states.ts'
import type { RevokePair } from './revoke-pair.ts'
import { canRefresh, refreshedPair } from './user-token-pair.ts'
import type { StoredUserTokens, TokenOwner, UserTokenPair, UserTokenStore } from './user-token-store.ts'

export interface RefreshParts {
  app: FeishuApp
  context: CallContext
  store: UserTokenStore
  appTokens: Pick<AppTokens, 'appAccessToken'>
  /** Names this process among those that share the store. */
  holder: string
  lockMs: number
  /** Ends waiting for other processes. A refresh under way is never cut off: its answer would be lost. */
  closing: AbortSignal
  revoke: RevokePair
}

export interface Refresh {
  /**
   * The new pair, or one that somebody else has put in the meantime and that `isStale` does not call so.
   * @throws LarkspurError `consent_required` when nothing but a new authorization helps
   */
  renew(
    owner: TokenOwner,
    found: StoredUserTokens,
    state: OwnerState,
    isStale: (pair: UserTokenPair) => boolean,
  ): Promise<UserTokenPair>
  /** Keeps the others from sending the spent refresh token while its successor is not stored. */
  prolong(owner: TokenOwner, unsaved: UnsavedPair): Promise<void>
  /** Writes what the store did not take before. Nobody gets a pair that is not stored. */
  save(owner: TokenOwner, state: OwnerState, unsaved: UnsavedPair): Promise<UserTokenPair>
}

const firstPollMs = 50
const longestPollMs = 1_000

/** Of a person whose tokens were deleted while somebody waited for them. */
export const gone = (): LarkspurError =>
  new LarkspurError('consent_required', { message: 'The tokens of this person were deleted.' })

export function createRefresh(parts: RefreshParts): Refresh {
  const { app, context, store, appTokens, holder, lockMs, closing, revoke } = parts
  let locks = 0

  /** The old refresh token is spent: a store that stumbles for a moment must not cost the new one. */
  async function write(owner: TokenOwner, { pair, version }: UnsavedPair) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await store.replace(owner, version, pair)
      } catch (error) {
        if (tries >= context.maxTries) throw error
        await context.sleep(firstPollMs * 4 ** tries)
      }
    }
  }

  const save: Refresh['save'] = async (owner, state, unsaved) => {
    state.unsaved = unsaved
    state.newest = unsaved.pair
    const written = await write(owner, unsaved)
    const current = written ? undefined : await store.find(owner)
    // The same pair in a row that was written meanwhile (with another key): ours still follows it.
    if (current?.pair.refreshToken === unsaved.spent) {
      return save(owner, state, { ...unsaved, version: current.version })
    }
    state.unsaved = undefined
    if (written) return unsaved.pair
    // A new authorization is worth more than our refresh of the old one.
    if (current !== undefined) return current.pair
    // Forgotten while the platform was rotating: what we hold must not outlive that.
    await revoke(unsaved.pair)
    throw gone()
  }

  /** Deletes the row only while it holds what was refused. */
  async function bury(
    owner: TokenOwner,
    { pair, version }: StoredUserTokens,
    reason: LarkspurError,
  ): Promise<UserTokenPair> {
    if (await store.delete(owner, version)) throw reason
    const current = await store.find(owner)
    if (current === undefined) throw reason
    if (current.pair.refreshToken === pair.refreshToken) return bury(owner, current, reason)
    return current.pair
  }

  const unlock = (owner: TokenOwner, lock: string) =>
    store.unlock(owner, lock).catch((error: unknown) => {
      const code = error instanceof LarkspurError ? error.code : 'unknown'
      context.logger.warn({ error: code }, 'the lock of a user token stays until it ends by itself')
    })

  async function ask(pair: UserTokenPair & { refreshToken: string }) {
    // Over before the lock is, so that nobody else sends this refresh token meanwhile. On real time, as every deadline
    // of a socket.
    const signal = AbortSignal.timeout(Math.ceil((lockMs * 2) / 3))
    try {
      return await refreshUserTokens(context, app, {
        refreshToken: pair.refreshToken,
        generation: pair.generation,
        appAccessToken: () => appTokens.appAccessToken({ signal }),
        signal,
      })
    } catch (error) {
      if (!signal.aborted) throw error
      throw new LarkspurError('platform_unavailable', {
        message: 'A user token could not be refreshed in time.',
      })
    }
  }

  async function renewLocked(
    owner: TokenOwner,
    stored: StoredUserTokens,
    state: OwnerState,
    lock: string,
  ): Promise<UserTokenPair> {
    const { pair, version } = stored
    const now = context.clock()
    if (!canRefresh(pair, now)) {
      await unlock(owner, lock)
      return pair
    }
    try {
      // Known from before, when the row could not be deleted.
      if (pair.refreshToken === state.dead) throw gone()
      const issued = await ask(pair)
      const next = refreshedPair(pair, issued, now)
      return await save(owner, state, { pair: next, spent: pair.refreshToken, version, lock })
    } catch (error) {
      if (error instanceof LarkspurError && error.code === 'consent_required') {
        state.dead = pair.refreshToken
        return bury(owner, stored, error)
      }
      // With a pair that is not stored yet the lock goes on: whoever came next would send the spent token.
      if (state.unsaved === undefined) await unlock(owner, lock)
      throw error
    }
  }

  async function waitForHolder(until: number, polls: number): Promise<number> {
    const left = Math.max(until - context.clock(), firstPollMs)
    const ms = Math.min(firstPollMs * 2 ** polls, longestPollMs, left)
    try {
      await context.sleep(ms, closing)
    } catch (error) {
      throw closing.aborted ? new LarkspurError('aborted') : error
    }
    return ms
  }

  return {
    save,
    async prolong(owner, { lock }) {
      await store.prolong(owner, lock, context.clock() + lockMs)
    },
    async renew(owner, found, state, isStale) {
      // Whoever closes waits for what is under way, and for nothing that begins then.
      if (closing.aborted) throw new LarkspurError('aborted')
      let stored = found
      // A lock ends by itself; should it not (a clock that stands still), waiting does.
      for (let [waited, polls] = [0, 0]; waited <= 2 * lockMs; polls += 1) {
        locks += 1
        const lock = `${holder}.${locks}`
        const now = context.clock()
        const result = await store.lock(owner, stored.version, lock, {
          now,
          until: now + lockMs,
          // Clocks of two processes differ a little.
          latest: now + 2 * lockMs,
        })
        if (result.outcome === 'locked') {
          if (result.interrupted) {
            context.logger.warn(
              {},
              'a refresh of a user token was interrupted; its refresh token may be spent',
            )
          }
          return renewLocked(owner, stored, state, lock)
        }
        waited += result.outcome === 'held' ? await waitForHolder(result.until, polls) : firstPollMs
        const next = await store.find(owner)
        if (next === undefined) throw gone()
        if (!isStale(next.pair) || !canRefresh(next.pair, context.clock())) return next.pair
        stored = next
      }
      throw new LarkspurError('platform_unavailable', {
        message: 'Another process has been refreshing the tokens of this person for too long.',
      })
    },
  }
}
