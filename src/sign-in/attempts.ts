// Issues: sign-in attempts bound to one browser, and takes each of them back once.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { type Clock, type FeishuApp, type Logger, type Random, randomValue } from '../feishu/index.ts'
import { isRandomValue, sameHash, sha256 } from './hash.ts'
import type { Attempt, AttemptStore } from './ports.ts'

/** Open attempts of one browser: enough for a row of tabs; the oldest one goes. */
const openPerBrowser = 20
/** Open attempts in all. Anybody can start one without a cookie, so their number must have an end. */
const openInAll = 50_000
/** More than a start adds, so that the table gets smaller while it is flooded; little enough to wait for. */
const sweptPerStart = 500

/** What differs between the flows. */
export type AttemptDetails = Pick<
  Attempt,
  'kind' | 'redirectUri' | 'codeVerifier' | 'scopes' | 'prompt' | 'userId' | 'returnTo'
>

/** Tells attempts of one flow from those of the others. */
export interface Flow {
  kinds: readonly Attempt['kind'][]
  /** Null in the client; absent where the code may be of either. */
  redirectUri?: string | null
  /** Told of an attempt of this browser and flow when it is consumed, whatever becomes of it. */
  onMatch?: ((attempt: Attempt) => void) | undefined
}

/** In place of a browser's id: the code of an app starts and finishes the sign-in itself. */
export const inProcess = Symbol('in process')

/** No hash of a cookie is this. */
const noBrowser = 'none'

type Holder = string | undefined | typeof inProcess

function hashOf(holder: Holder): string | undefined {
  if (holder === inProcess) return noBrowser
  return isRandomValue(holder) ? sha256(holder) : undefined
}

export interface Attempts {
  /**
   * Returns the value that the browser carries; the store holds its hash.
   * @throws LarkspurError `server_busy` when as many are open as may be
   */
  issue(holder: string | typeof inProcess, details: AttemptDetails): Promise<string>
  /**
   * Consumes the attempt, before anything is asked of the platform, so that repeating a callback repeats no call.
   * Presented by another browser it stays: whoever gets hold of the address must not be able to spoil it.
   * @throws LarkspurError `attempt_missing`, `attempt_invalid`, `attempt_expired`
   */
  take(value: string | undefined, holder: Holder, flow: Flow): Promise<Attempt>
  /** Deletes what nobody will finish any more. */
  sweep(): Promise<void>
}

export function createAttempts(options: {
  app: FeishuApp
  store: AttemptStore
  clock: Clock
  random: Random
  logger: Logger
  lifeMs: number
}): Attempts {
  const { app, store, clock, random, logger, lifeMs } = options

  /** Expired attempts stay for one more life, so that a late browser reads "took too long", not "already used". */
  const swept = () => clock() - lifeMs

  /** When there is no room left, expired attempts lose that second life. */
  const keep = async (attempt: Attempt): Promise<void> => {
    await store.deleteExpired(swept(), sweptPerStart)
    if (await store.create(attempt, openInAll)) return
    await store.deleteExpired(clock(), sweptPerStart)
    if (await store.create(attempt, openInAll)) return
    logger.warn({ openInAll }, 'too many open sign-in attempts')
    throw new LarkspurError('server_busy', { retryAfterSeconds: Math.ceil(lifeMs / 10_000) })
  }

  return {
    async issue(holder, details) {
      const browserHash = hashOf(holder)
      if (browserHash === undefined) throw new LarkspurError('request_invalid')
      const value = randomValue(random)
      const now = clock()
      await keep({
        id: sha256(value),
        ...details,
        brand: app.brand,
        appId: app.appId,
        browserHash,
        createdAt: now,
        expiresAt: now + lifeMs,
      })
      // An app signs in any number of people at a time.
      if (browserHash !== noBrowser) await store.trim(browserHash, openPerBrowser)
      return value
    },

    async take(value, holder, flow) {
      const browserHash = hashOf(holder)
      if (value === undefined || browserHash === undefined) throw new LarkspurError('attempt_missing')
      if (!isRandomValue(value)) throw new LarkspurError('attempt_invalid')
      const taken = await store.take(sha256(value), browserHash)
      if (taken.outcome !== 'taken') {
        logger.warn({ reason: taken.outcome }, 'sign-in attempt refused')
        throw new LarkspurError('attempt_invalid')
      }
      const { attempt } = taken
      // The store has compared already; a store that forgets to must still sign nobody in.
      const fits =
        sameHash(attempt.browserHash, browserHash) &&
        flow.kinds.includes(attempt.kind) &&
        (flow.redirectUri === undefined || attempt.redirectUri === flow.redirectUri) &&
        attempt.brand === app.brand &&
        attempt.appId === app.appId
      if (!fits) {
        logger.warn({ reason: 'other_app_or_flow' }, 'sign-in attempt refused')
        throw new LarkspurError('attempt_invalid')
      }
      flow.onMatch?.(attempt)
      if (clock() >= attempt.expiresAt) throw new LarkspurError('attempt_expired')
      return attempt
    },

    async sweep() {
      await store.deleteExpired(swept())
    },
  }
}
