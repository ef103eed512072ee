// Serves: tokens of people to those who call the platform in their name, always valid and never refreshed twice.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { type CallContext, type FeishuApp, type IssuedUserTokens, randomValue } from '../feishu/index.ts'
import type { AppTokens, TokenOptions } from './app-tokens.ts'
import { createConsent } from './consent.ts'
import { createOwnerStates, type OwnerState } from './owner-states.ts'
import { createRevokePair } from './revoke-pair.ts'
import { checkScopes, createNotEnabled, reportScopes, type ScopeReport } from './scope-report.ts'
import {
  authorizedPair,
  canRefresh,
  isAlive,
  isDue,
  missingFrom,
  readPair,
  tellsScopes,
  willLast,
  without,
} from './user-token-pair.ts'
import { createRefresh } from './user-token-refresh.ts'
import type { StoredUserTokens, TokenOwner, UserTokenPair, UserTokenStore } from './user-token-store.ts'
import { waitFor } from './wait.ts'

export interface UserTokenOptions extends TokenOptions {
  /** What the token must be good for. Missing ones fail before any call, with the address where they can be granted. */
  scopes?: readonly string[] | undefined
}

export interface UserTokensOptions {
  app: FeishuApp
  context: CallContext
  store: UserTokenStore
  appTokens: Pick<AppTokens, 'appAccessToken'>
  /** Where a person's browser goes to grant these scopes. */
  consentUrl: (scopes: readonly string[]) => string
  /** Names this process among those that share the store; random unless given. */
  holder?: string
  /** How long before the end a token is refreshed. */
  refreshAheadMs?: number
  /** How long a refresh is reserved for one process. */
  lockMs?: number
}

/** Tokens of the people of one app. */
export interface UserTokens {
  /** Takes over what a sign-in was given, unless it is worth less than what is there. */
  keep(owner: TokenOwner, issued: IssuedUserTokens, asked: readonly string[]): Promise<void>
  /**
   * A user_access_token that works. Near its end everybody waits for one refresh; when that fails for a passing reason,
   * the old token is served as long as it lives.
   * @throws LarkspurError `consent_required` with `scopes` and `consentUrl` when the person must act
   */
  accessToken(owner: TokenOwner, options?: UserTokenOptions): Promise<string>
  /** Says that the platform refused this access token: the next read refreshes, once. */
  reject(owner: TokenOwner, accessToken: string): void
  /** Runs `use` with the token, and once more with a new one when the platform refused the first. */
  withAccessToken<T>(
    owner: TokenOwner,
    use: (token: string) => Promise<T>,
    options?: UserTokenOptions,
  ): Promise<T>
  /** What the person granted, and what they were asked for last and did not grant; undefined without tokens. */
  scopes(owner: TokenOwner): Promise<{ granted: string[]; refused: string[] } | undefined>
  /** Compares needed scopes with granted ones; asks the platform nothing. */
  ensureScopes(owner: TokenOwner, scopes: readonly string[]): Promise<ScopeReport>
  /** Deletes the tokens here, then revokes them at the platform as far as it lets us. */
  withdraw(owner: TokenOwner, signal?: AbortSignal): Promise<{ revoked: boolean }>
  /** Deletes the tokens here. */
  forget(owner: TokenOwner): Promise<void>
  /** Waits for refreshes under way, whose answers must not be lost; calls from now on fail with `aborted`. */
  close(): Promise<void>
}

const minPauseMs = 1_000
const maxPauseMs = 60_000

/** A token that is newer and refused nevertheless is not stale: refreshing it again would go round in circles. */
const freshMs = 60_000

/** 99991668 is also what an API answers that takes no user token at all. */
const rejections = new Set([20005, 20006, 99991663, 99991668, 99991677])

const isRejection = (error: unknown) =>
  error instanceof LarkspurError &&
  error.code === 'token_rejected' &&
  rejections.has(error.platform?.code ?? 0)

export function createUserTokens(options: UserTokensOptions): UserTokens {
  const { app, context, store, appTokens, refreshAheadMs = 300_000, lockMs = 30_000 } = options
  const holder = options.holder ?? randomValue(context.random)
  const closing = new AbortController()
  const states = createOwnerStates()
  const notEnabled = createNotEnabled(context.clock)
  const consent = createConsent({ app, consentUrl: options.consentUrl, notEnabled })
  const revoke = createRevokePair(app, context)
  const readable: UserTokenStore = { ...store, find: (owner) => find(owner) }
  const refresher = createRefresh({
    ...{ app, context, appTokens, holder, lockMs, revoke },
    store: readable,
    closing: closing.signal,
  })

  function stateOf(owner: TokenOwner): OwnerState {
    if (closing.signal.aborted) throw new LarkspurError('aborted', { message: 'The tokens were closed.' })
    if (owner.brand !== app.brand || owner.appId !== app.appId) {
      throw new LarkspurError('request_invalid', { message: 'The person belongs to another app.' })
    }
    return states.of(owner)
  }

  // What a store holds is not believed before it has been looked at.
  async function find(owner: TokenOwner): Promise<StoredUserTokens | undefined> {
    const stored = await store.find(owner)
    const pair = readPair(stored?.pair)
    return stored === undefined || pair === undefined ? undefined : { pair, version: stored.version }
  }

  const isStale = (pair: UserTokenPair, state: OwnerState) =>
    pair.accessToken === state.rejected || isDue(pair, context.clock(), refreshAheadMs)

  const isUsable = (pair: UserTokenPair, state: OwnerState) =>
    isAlive(pair, context.clock()) && pair.accessToken !== state.rejected && state.unsaved === undefined

  function noteSuccess(state: OwnerState, pair: UserTokenPair): void {
    const now = context.clock()
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
    state.pauseUntil = context.clock() + pause
    const fields = error instanceof LarkspurError ? { error: error.code, platform: error.platform } : {}
    context.logger.warn(fields, 'a user token could not be refreshed; the old one is used until it expires')
  }

  function once(state: OwnerState, work: () => Promise<UserTokenPair>): Promise<UserTokenPair> {
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

  /** A rotated pair that the store did not take is written before anything else is done. */
  async function saveFirst(owner: TokenOwner, state: OwnerState, signal?: AbortSignal): Promise<void> {
    const { unsaved } = state
    if (unsaved !== undefined)
      await waitFor(
        once(state, () => refresher.save(owner, state, unsaved)),
        signal,
      )
  }

  async function renewed(
    owner: TokenOwner,
    stored: StoredUserTokens,
    state: OwnerState,
    signal: AbortSignal | undefined,
  ): Promise<UserTokenPair> {
    const { pair } = stored
    try {
      const stale = (next: UserTokenPair) => isStale(next, state)
      return await waitFor(
        once(state, () => refresher.renew(owner, stored, state, stale)),
        signal,
      )
    } catch (error) {
      const final = error instanceof LarkspurError && ['consent_required', 'aborted'].includes(error.code)
      if (final || !isUsable(pair, state)) throw error
      return pair
    }
  }

  /** The pair to use now, refreshed when that is due. */
  async function current(
    owner: TokenOwner,
    scopes: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<UserTokenPair> {
    const state = stateOf(owner)
    if (signal?.aborted) throw new LarkspurError('aborted')
    await saveFirst(owner, state, signal)
    const stored = await find(owner)
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
  }

  async function accessToken(owner: TokenOwner, o: UserTokenOptions = {}): Promise<string> {
    const { scopes = [], signal } = o
    checkScopes(scopes)
    const pair = await current(owner, scopes, signal)
    // What came may be another process's or the person's newest: it is judged as if it had been found.
    const fits = isAlive(pair, context.clock()) && missingFrom(pair, scopes).length === 0
    if (!fits) throw consent.required(scopes, pair)
    return pair.accessToken
  }

  function reject(owner: TokenOwner, token: string): void {
    const state = stateOf(owner)
    if (Math.abs(context.clock() - state.renewedAt) >= freshMs) state.rejected = token
  }

  async function withAccessToken<T>(
    owner: TokenOwner,
    use: (token: string) => Promise<T>,
    o: UserTokenOptions = {},
  ): Promise<T> {
    const token = await accessToken(owner, o)
    try {
      return await use(token).catch(async (error: unknown) => {
        if (!isRejection(error)) throw error
        reject(owner, token)
        const next = await accessToken(owner, o)
        if (next === token) throw error
        return use(next)
      })
    } catch (error) {
      const pair = consent.concerns(error) ? (await find(owner))?.pair : undefined
      throw consent.explain(error, o.scopes ?? [], pair)
    }
  }

  /** The pair, if tokens can still be had from it. */
  async function living(owner: TokenOwner): Promise<UserTokenPair | undefined> {
    await saveFirst(owner, stateOf(owner))
    const pair = (await find(owner))?.pair
    if (pair === undefined) return undefined
    const now = context.clock()
    return isAlive(pair, now) || willLast(pair, now) ? pair : undefined
  }

  return {
    accessToken,
    reject,
    withAccessToken,

    async keep(owner, issued, asked) {
      stateOf(owner)
      const now = context.clock()
      const pair = authorizedPair(issued, asked, now)
      const old = await find(owner)
      const oldLasts = old !== undefined && willLast(old.pair, now)
      if (oldLasts && pair.refreshToken === undefined && missingFrom(old.pair, pair.scopes).length === 0) {
        // The old pair does everything the new one does, and longer. Only what was refused is news.
        const refusedScopes = without(pair.refusedScopes, old.pair.scopes)
        if (asked.length > 0) await store.replace(owner, old.version, { ...old.pair, refusedScopes })
        return
      }
      // A token that may do nothing is not worth keeping.
      if (tellsScopes(pair.generation) && pair.scopes.length === 0) return
      await store.put(owner, pair)
      states.clear(owner)
    },

    async scopes(owner) {
      stateOf(owner)
      const pair = (await find(owner))?.pair
      return pair === undefined ? undefined : { granted: pair.scopes, refused: pair.refusedScopes }
    },

    async ensureScopes(owner, needed) {
      checkScopes(needed)
      const pair = await living(owner)
      return reportScopes({
        needed,
        granted: pair?.scopes ?? [],
        refused: pair?.refusedScopes ?? [],
        notEnabled,
        consentUrl: (missing) => consent.url(missing, pair),
      })
    },

    async withdraw(owner, signal) {
      const { unsaved } = stateOf(owner)
      const pair = unsaved?.pair ?? (await find(owner))?.pair
      states.clear(owner)
      await store.delete(owner)
      return { revoked: pair !== undefined && (await revoke(pair, signal)) }
    },

    async forget(owner) {
      stateOf(owner)
      states.clear(owner)
      await store.delete(owner)
    },

    async close() {
      closing.abort()
      const late = [...states.all()].map(async ({ owner, state }) => {
        await state.refreshing
        const { unsaved } = state
        if (unsaved !== undefined) await refresher.save(owner, state, unsaved)
      })
      await Promise.allSettled(late)
    },
  }
}
