// Keeps: one token fresh, with one request in flight at most and nobody waiting while the old one still works.
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { Clock, IssuedAppToken, Logger } from '../feishu/index.ts'
import { lifeMs, renewalWindowMs, usable } from './lifetime.ts'
import type { TokenRecord, TokenStore } from './token-store.ts'

const minPauseMs = 1_000
const maxPauseMs = 60_000

export interface RenewingTokenOptions {
  key: string
  store: TokenStore
  clock: Clock
  logger: Logger
  /** Asks the platform. */
  issue: () => Promise<IssuedAppToken>
}

export interface RenewingToken {
  /** The token to use now. */
  obtain(): Promise<string>
  /** When the token that is there now ends, in epoch milliseconds; null when there is none. Asks nobody for one. */
  expiresAt(): Promise<number | null>
  /** Forgets this value; a fresher one stays. */
  evict(value: string): Promise<void>
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
}

export function createRenewingToken(options: RenewingTokenOptions): RenewingToken {
  const { key, store, clock, logger, issue } = options
  let loading: Promise<string> | undefined
  let fetching: Promise<string> | undefined
  // The last fetched record, for when the store cannot be read.
  let own: TokenRecord | undefined
  let lastSeen = Number.NEGATIVE_INFINITY
  let clockWentBack = false
  let renewNotBefore = Number.NEGATIVE_INFINITY
  let failures = 0

  const warn = (error: unknown, message: string) =>
    logger.warn({ key, error: error instanceof LarkspurError ? error.code : 'unknown' }, message)

  function now(): number {
    const time = clock()
    if (time < lastSeen - minPauseMs) {
      // Every moment noted so far is wrong by an unknown amount, `expiresAt` included: ask the platform soon.
      clockWentBack = true
      renewNotBefore = Number.NEGATIVE_INFINITY
      failures = 0
    }
    lastSeen = time
    return time
  }

  async function read(): Promise<TokenRecord | undefined> {
    try {
      return usable(await store.get(key), now())
    } catch (error) {
      warn(error, 'the token store cannot be read')
      return usable(own, now())
    }
  }

  // A store that fails costs speed, never a sign-in.
  async function write(change: () => Promise<void>): Promise<void> {
    try {
      await change()
    } catch (error) {
      warn(error, 'the token store cannot be written')
    }
  }

  async function fetchAndStore(): Promise<string> {
    // Counted from before the request: the life began on the platform's side, at the latest when it answered.
    const asked = now()
    const issued = await issue()
    const life = lifeMs(issued.expiresInSeconds)
    own = { value: issued.value, expiresAt: asked + life }
    // A short-lived token is always inside the window; without this every read would ask again.
    renewNotBefore = asked + life / 2
    failures = 0
    clockWentBack = false
    await write(() => store.set(key, { value: issued.value, expiresAt: asked + life }))
    return issued.value
  }

  function fetchOnce(): Promise<string> {
    fetching ??= fetchAndStore().finally(() => {
      fetching = undefined
    })
    return fetching
  }

  function renewInBackground(): void {
    fetchOnce().catch((error: unknown) => {
      if (error instanceof LarkspurError && error.code === 'aborted') return
      const pause = Math.min(minPauseMs * 2 ** failures, maxPauseMs)
      failures += 1
      renewNotBefore = now() + pause
      warn(error, 'a token could not be renewed; the old one is used until it expires')
    })
  }

  async function load(): Promise<string> {
    const record = await read()
    if (record === undefined) return fetchOnce()
    const time = now()
    const due = clockWentBack || record.expiresAt - time < renewalWindowMs
    if (due && time >= renewNotBefore && fetching === undefined) renewInBackground()
    return record.value
  }

  return {
    obtain() {
      loading ??= load().finally(() => {
        loading = undefined
      })
      return loading
    },
    expiresAt: async () => (await read())?.expiresAt ?? null,
    async evict(value) {
      if (own?.value === value) own = undefined
      await write(() => store.delete(key, value))
    },
    async settled() {
      await Promise.allSettled([loading, fetching])
    },
  }
}
