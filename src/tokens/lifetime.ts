// Decides: how long a token is served, and from when on it is renewed.
import type { TokenRecord } from './token-store.ts'

const minuteMs = 60_000

/** The platform's own maximum. Anything above it is a slip of the platform, of the clock or of the store. */
export const maxLifeMs = 120 * minuteMs

/** Inside it the platform hands out a new value while the old one still works. */
export const renewalWindowMs = 30 * minuteMs

/** Clocks of two processes differ a little. */
const skewMs = 5 * minuteMs

/** A token with more left is not believed: the clock went back, or somebody wrote it. */
export const longestCredibleMs = maxLifeMs + skewMs

/** Life of a token that came without a usable `expire`: short, but long enough not to ask all the time. */
export const floorLifeMs = minuteMs

export function lifeMs(expiresInSeconds: number | undefined): number {
  if (expiresInSeconds === undefined) return floorLifeMs
  return Math.min(Math.max(expiresInSeconds * 1000, floorLifeMs), maxLifeMs)
}

/**
 * Reads a record from a store that may hold anything; undefined unless it can be served now. A token with more left
 * than the maximum is not trusted: the clock went back, or somebody wrote it.
 */
export function usable(record: unknown, now: number): TokenRecord | undefined {
  if (typeof record !== 'object' || record === null) return undefined
  const { value, expiresAt } = record as Partial<Record<keyof TokenRecord, unknown>>
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value) || typeof expiresAt !== 'number')
    return undefined
  const left = expiresAt - now
  return left > 0 && left <= longestCredibleMs ? { value, expiresAt } : undefined
}
