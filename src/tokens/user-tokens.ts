// Serves: tokens of people to those who call the platform in their name, always valid and never refreshed twice.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { type CallContext, type FeishuApp, type IssuedUserTokens, randomValue } from '../feishu/index.ts'
import type { AppTokens, TokenOptions } from './app-tokens.ts'
import { believedStore } from './believed-store.ts'
import { createConsent } from './consent.ts'
import { createCurrentPair } from './current-pair.ts'
import { expirePair } from './expire-pair.ts'
import { keepPair } from './keep-pair.ts'
import { createOwnerStates, type OwnerState } from './owner-states.ts'
import { createRevokePair } from './revoke-pair.ts'
import { createRefusals, type ScopeRefusalStore } from './scope-refusals.ts'
import { checkScopes, createNotEnabled, reportScopes, type ScopeReport } from './scope-report.ts'
import { isAlive, missingFrom, tellsScopes, willLast } from './user-token-pair.ts'
import { createRefresh } from './user-token-refresh.ts'
import type { TokenOwner, UserTokenPair, UserTokenStore } from './user-token-store.ts'
import { waitFor } from './wait.ts'

export interface UserTokenOptions extends TokenOptions {
  /** What the token must be good for. Missing ones fail before any call, with the address where they can be granted. */
  scopes?: readonly string[] | undefined
}

export interface UserTokensOptions {
  app: FeishuApp
  context: CallContext
  store: UserTokenStore
  refusals: ScopeRefusalStore
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
  /**
   * Takes over what a sign-in was given, unless it is worth less than what is there.
   * @returns the scopes of what is there now
   */
  keep(owner: TokenOwner, issued: IssuedUserTokens, asked: readonly string[]): Promise<string[]>
  /**
   * A user_access_token that works. Near its end everybody waits for one refresh; when that fails for a passing reason,
   * the old token is served as long as it lives.
   * @throws LarkspurError `consent_required` with `scopes` and `consentUrl` when the person must act
   */
  accessToken(owner: TokenOwner, options?: UserTokenOptions): Promise<string>
  /** Runs `use` with the token, and once more with a new one when the platform refused the first. */
  withAccessToken<T>(
    owner: TokenOwner,
    use: (token: string) => Promise<T>,
    options?: UserTokenOptions,
  ): Promise<T>
  /**
   * Remembers for 30 days which of the scopes asked for were not granted, and strikes out what was. `keep` does it by
   * itself; this is for an answer without tokens, such as a denial.
   */
  noteAnswer(owner: TokenOwner, asked: readonly string[], granted: readonly string[]): Promise<void>
  /** Forgets refusals that are too old to matter. */
  sweep(): Promise<number>
  /** What the person granted, and what they did not grant; undefined without tokens. */
  scopes(owner: TokenOwner): Promise<{ granted: string[]; refused: string[] } | undefined>
  /** Compares needed scopes with granted ones; asks the platform nothing. */
  ensureScopes(owner: TokenOwner, scopes: readonly string[]): Promise<ScopeReport>
  /**
   * Deletes the tokens here, then revokes them at the platform as far as it lets us. Who leaves (`signal`) is told
   * `revoked: false`; it is done all the same.
   */
  withdraw(owner: TokenOwner, signal?: AbortSignal): Promise<{ revoked: boolean }>
  /**
   * Reads the tokens for somebody who is about to delete them here together with the person; the answer revokes them at
   * the platform once that has happened. `revoked` is null when there were none.
   */
  prepareWithdrawal(
    owner: TokenOwner,
  ): Promise<(signal?: AbortSignal) => Promise<{ revoked: boolean | null }>>
  /**
   * Lets the next use refresh, because the platform says that it revoked the access token at this time (epoch
   * milliseconds). If the refresh is refused, too, the tokens are gone.
   */
  expire(owner: TokenOwner, at: number): Promise<void>
  /** What is kept of whom, without the tokens, as {@link UserTokenStore.list}. */
  states: (page: Parameters<UserTokenStore['list']>[1]) => ReturnType<UserTokenStore['list']>
  /** Deletes the tokens here. */
  forget(owner: TokenOwner): Promise<void>
  /** Waits for refreshes under way, whose answers must not be lost; calls from now on fail with `aborted`. */
  close(): Promise<void>
}

/** A token that is newer and refused nevertheless is not stale: refreshing it again would go round in circles. */
const freshMs = 60_000

/** 99991668 is also what an API answers that takes no user token at all. */
const rejections = new Set([20005, 20006, 99991663, 99991668, 99991677])

const isRejection = (error: unknown): error is LarkspurError =>
  error instanceof LarkspurError &&
  error.code === 'token_rejected' &&
  rejections.has(error.platform?.code ?? 0)

/** A new token did not help, so it is not the token. */
function notStale({ message, platform }: LarkspurError): LarkspurError {
  return new LarkspurError('token_rejected', {
    message,
    ...(platform === undefined ? {} : { platform }),
    hint: 'See in the API’s document whether it takes a user_access_token. If it does, check that the app is enabled.',
  })
}

export function createUserTokens(options: UserTokensOptions): UserTokens {
  const { app, context, appTokens, refreshAheadMs: aheadMs = 300_000, lockMs = 30_000 } = options
  const { clock } = context
  const holder = options.holder ?? randomValue(context.random)
  const store = believedStore(options.store)
  const closing = new AbortController()
  const states = createOwnerStates()
  const refusals = createRefusals({ store: options.refusals, clock })
  const notEnabled = createNotEnabled(clock)
  const consent = createConsent({ app, consentUrl: options.consentUrl, notEnabled })
  const revoke = createRevokePair(app, context)
  const parts = { app, context, store, appTokens, holder, lockMs, revoke, closing: closing.signal }
  const refresh = createRefresh(parts)
  const current = createCurrentPair({ context, store, refresh, consent, aheadMs, closing: closing.signal })

  function stateOf(owner: TokenOwner): OwnerState {
    if (closing.signal.aborted) throw new LarkspurError('aborted', { message: 'The tokens were closed.' })
    if (owner.brand !== app.brand || owner.appId !== app.appId) {
      throw new LarkspurError('request_invalid', { message: 'The person belongs to another app.' })
    }
    return states.of(owner)
  }

  async function accessToken(owner: TokenOwner, o: UserTokenOptions = {}): Promise<string> {
    const { scopes = [], signal } = o
    checkScopes(scopes)
    const pair = await current.find(owner, stateOf(owner), { scopes, signal })
    // What came may be another process's or the person's newest: it is judged as if it had been found.
    const fits = isAlive(pair, clock()) && missingFrom(pair, scopes).length === 0
    if (!fits) throw consent.required(scopes, pair)
    return pair.accessToken
  }

  /** The platform refused this access token: the next read refreshes, once. */
  function reject(owner: TokenOwner, token: string): void {
    const state = stateOf(owner)
    if (Math.abs(clock() - state.renewedAt) >= freshMs) state.rejected = token
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
      if (isRejection(error)) throw notStale(error)
      const pair = consent.concerns(error) ? (await store.find(owner))?.pair : undefined
      throw consent.explain(error, o.scopes ?? [], pair)
    }
  }

  /** The pair, if tokens can still be had from it. */
  async function living(owner: TokenOwner): Promise<UserTokenPair | undefined> {
    await current.saveFirst(owner, stateOf(owner))
    const pair = (await store.find(owner))?.pair
    if (pair === undefined) return undefined
    return isAlive(pair, clock()) || willLast(pair, clock()) ? pair : undefined
  }

  /**
   * A visitor who leaves holds nothing up and stops nothing: what they took back is to end. It is short, and ends with
   * this process.
   */
  async function revokeAll(
    pairs: readonly UserTokenPair[] | Promise<UserTokenPair[]>,
    signal: AbortSignal | undefined,
  ) {
    const all = (async () => Promise.all((await pairs).map((pair) => revoke(pair, closing.signal))))()
    const outcomes = await waitFor(all, signal).catch(() => [false])
    return { revoked: outcomes.length === 0 ? null : outcomes.every((revoked) => revoked) }
  }

  /** Ends with the refresh under way in this process, whatever becomes of it. */
  const refreshed = async ({ refreshing }: OwnerState) => void (await refreshing?.catch(() => undefined))

  async function prepareWithdrawal(owner: TokenOwner) {
    const state = stateOf(owner)
    const { newest } = state
    const found = state.unsaved?.pair ?? (await store.find(owner))?.pair
    // What stands in the store once it has decided is none of this: somebody who has signed in anew.
    async function newestOf(): Promise<UserTokenPair[]> {
      await refreshed(state)
      // A refresh since has spent what was found: revoking that would end nothing.
      const pair = state.newest === newest ? found : state.newest
      return pair === undefined ? [] : [pair]
    }
    return async (signal?: AbortSignal) => {
      states.clear(owner)
      return revokeAll(newestOf(), signal)
    }
  }

  /** Deletes what is there, and says what it was: a pair that nobody has seen could never be revoked. */
  async function takeAll(owner: TokenOwner): Promise<UserTokenPair[]> {
    const { unsaved } = stateOf(owner)
    states.clear(owner)
    const taken = unsaved === undefined ? [] : [unsaved.pair]
    for (;;) {
      const stored = await store.find(owner)
      const isSpent = unsaved !== undefined && stored?.pair.refreshToken === unsaved.spent
      if (stored !== undefined && !isSpent) taken.push(stored.pair)
      // Without a version what cannot be read goes, too.
      if ((await store.delete(owner, stored?.version)) || stored === undefined) return taken
    }
  }

  return {
    accessToken,
    withAccessToken,

    async keep(owner, issued, asked) {
      stateOf(owner)
      const { isNew, granted } = await keepPair({ store, clock }, owner, issued)
      if (isNew) states.clear(owner)
      // Of the other generations nobody knows what was granted.
      if (tellsScopes(issued.generation)) await refusals.note(owner, asked, issued.scopes)
      return granted
    },

    async noteAnswer(owner, asked, granted) {
      stateOf(owner)
      await refusals.note(owner, asked, granted)
    },

    sweep: () => refusals.sweep(),

    states: (page) => store.list({ brand: app.brand, appId: app.appId }, page),

    async scopes(owner) {
      stateOf(owner)
      const pair = (await store.find(owner))?.pair
      return pair && { granted: pair.scopes, refused: await refusals.among(owner) }
    },

    async ensureScopes(owner, needed) {
      checkScopes(needed)
      const pair = await living(owner)
      return reportScopes({
        needed,
        granted: pair?.scopes ?? [],
        refused: await refusals.among(owner),
        notEnabled,
        consentUrl: (missing) => consent.url(missing, pair),
      })
    },

    async withdraw(owner, signal) {
      const { revoked } = await revokeAll(await takeAll(owner), signal)
      return { revoked: revoked === true }
    },

    prepareWithdrawal,

    async expire(owner, at) {
      await current.saveFirst(owner, stateOf(owner))
      await expirePair({ store, clock, holder, lockMs }, owner, at)
    },

    async forget(owner) {
      stateOf(owner)
      states.clear(owner)
      await store.delete(owner)
    },

    async close() {
      closing.abort()
      await current.close()
    },
  }
}
