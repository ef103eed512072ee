// Decides: what a person's pair of tokens is good for, and makes pairs from what the platform issued.
import type { IssuedUserTokens, TokenGeneration } from '../feishu/index.ts'
import { lifeMs, longestCredibleMs } from './lifetime.ts'
import type { UserTokenPair } from './user-token-store.ts'

/** After it the platform refuses every refresh, and the person must authorize anew. */
const grantLifeMs = 365 * 24 * 3_600_000

/** Of the other two nobody knows what their tokens may do before they are used. */
export const tellsScopes = (generation: TokenGeneration): boolean =>
  generation !== 'v1' && generation !== 'passport'

export const unique = (...lists: (readonly string[])[]): string[] => [...new Set(lists.flat())]

export const without = (list: readonly string[], taken: readonly string[]): string[] =>
  list.filter((item) => !taken.includes(item))

function lives(issued: IssuedUserTokens, now: number) {
  const { accessToken, expiresInSeconds, refreshToken, refreshExpiresInSeconds } = issued
  return {
    accessToken,
    expiresAt: now + lifeMs(expiresInSeconds),
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(refreshToken === undefined || refreshExpiresInSeconds === undefined
      ? {}
      : { refreshExpiresAt: now + Math.min(refreshExpiresInSeconds * 1000, grantLifeMs) }),
  }
}

/** @param now when the code was sent: the life began on the platform's side, at the latest when it answered. */
export function authorizedPair(issued: IssuedUserTokens, now: number): UserTokenPair {
  const { generation, scopes } = issued
  return { ...lives(issued, now), scopes: unique(scopes), generation, authorizedAt: now }
}

/** An answer without scopes means that they are as before (RFC 6749, 5.1). */
export function refreshedPair(old: UserTokenPair, issued: IssuedUserTokens, now: number): UserTokenPair {
  const { authorizedAt } = old
  const { generation } = issued
  const scopes = issued.scopes.length === 0 ? old.scopes : unique(issued.scopes)
  return { ...lives(issued, now), scopes, generation, authorizedAt }
}

export const isAlive = (pair: UserTokenPair, now: number): boolean => now < pair.expiresAt

/** Near its end, past it, or with more left than any token has: then the clock went back. */
export function isDue(pair: UserTokenPair, now: number, aheadMs: number): boolean {
  const left = pair.expiresAt - now
  return left < aheadMs || left > longestCredibleMs
}

/** Whether asking for a new pair can succeed. When the refresh token expires is left to the platform to say. */
export const canRefresh = (
  pair: UserTokenPair,
  now: number,
): pair is UserTokenPair & { refreshToken: string } =>
  pair.refreshToken !== undefined && now - pair.authorizedAt < grantLifeMs

/** Whether the pair will still give tokens after the access token's end. */
export const willLast = (pair: UserTokenPair, now: number): boolean =>
  canRefresh(pair, now) && now < (pair.refreshExpiresAt ?? Number.POSITIVE_INFINITY)

/** Scopes that the person has not granted; none where nobody can know. */
export const missingFrom = (pair: UserTokenPair, scopes: readonly string[]): string[] =>
  tellsScopes(pair.generation) ? without(scopes, pair.scopes) : []

const generations: readonly unknown[] = ['v3', 'v2', 'oidc', 'v1', 'passport'] satisfies TokenGeneration[]

const isToken = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x21-\x7e]{1,8192}$/.test(value)
const isMoment = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const areTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

/** A pair out of a store that may hold anything; undefined unless every part is what it must be. */
export function readPair(value: unknown): UserTokenPair | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const pair = value as Partial<Record<keyof UserTokenPair, unknown>>
  const sound =
    isToken(pair.accessToken) &&
    isMoment(pair.expiresAt) &&
    (pair.refreshToken === undefined || isToken(pair.refreshToken)) &&
    (pair.refreshExpiresAt === undefined || isMoment(pair.refreshExpiresAt)) &&
    areTexts(pair.scopes) &&
    generations.includes(pair.generation) &&
    isMoment(pair.authorizedAt)
  return sound ? (value as UserTokenPair) : undefined
}
