// Issues: the values an app shows with its calls (its token, its JSAPI ticket), by the platform's rule for when an old one is handed out again.
import { createBoundedMap } from './bounded-map.ts'
import { alphanumeric, type RandomStream } from './random.ts'

export interface AppToken {
  readonly value: string
  readonly appId: string
  readonly expiresAt: number
}

export interface AppTokens {
  /** The app's present token: the old one while it has 30 minutes or more, else a new one beside it. */
  current(appId: string, now: number): AppToken
  find(value: string): AppToken | undefined
  /** How long the next ones live. */
  setLife(seconds: number): void
  /** Every token so far, expired ones included, newest last. */
  all(): Iterable<AppToken>
  clear(): void
}

const usualLifeMs = 2 * 3_600_000
const renewBelowMs = 30 * 60_000

/** @param prefix what its values begin with, so that nobody takes one for the platform's */
export function createAppTokens(random: RandomStream, prefix: string): AppTokens {
  const tokens = createBoundedMap<AppToken>()
  let lifeMs = usualLifeMs
  const newest = new Map<string, AppToken>()
  return {
    current(appId, now) {
      const old = newest.get(appId)
      // The upper bound matters when a test shortens the life or sets the clock back: no token may live longer.
      const left = (old?.expiresAt ?? 0) - now
      if (old !== undefined && left >= renewBelowMs && left <= lifeMs) return old
      const value = `${prefix}${random.text(32, alphanumeric)}`
      const token = { value, appId, expiresAt: now + lifeMs }
      tokens.set(value, token)
      newest.set(appId, token)
      return token
    },
    find: (value) => tokens.get(value),
    all: () => tokens.values(),
    setLife(seconds) {
      if (!Number.isInteger(seconds) || seconds < 1 || seconds * 1_000 > usualLifeMs)
        throw new Error(`A token lives from 1 to ${usualLifeMs / 1_000} seconds`)
      lifeMs = seconds * 1_000
    },
    clear() {
      lifeMs = usualLifeMs
      tokens.clear()
      newest.clear()
    },
  }
}
