// Declares: whose tokens these are, and where they are kept between calls and between processes.
import type { Brand, TokenGeneration } from '../feishu/index.ts'

/** Names the person whose tokens these are, as one app sees them. */
export interface TokenOwner {
  brand: Brand
  appId: string
  tenantKey: string
  openId: string
}

/** What one authorization of a person has given us. Never leaves the server. */
export interface UserTokenPair {
  accessToken: string
  /** Epoch milliseconds. */
  expiresAt: number
  /** Absent without `offline_access`. Works once. */
  refreshToken?: string
  /** Epoch milliseconds. */
  refreshExpiresAt?: number
  /** What was granted, as the platform said with this token. */
  scopes: string[]
  /** Whose refresh endpoint takes the refresh token. */
  generation: TokenGeneration
  /** Epoch milliseconds at which the person authorized; a refresh does not move it. */
  authorizedAt: number
}

/** What may be told of a pair; `pair` is undefined for a row that cannot be read. */
export function userTokenStateOf(
  owner: TokenOwner,
  pair: UserTokenPair | undefined,
  lockedUntil: number | null,
): UserTokenState {
  return {
    owner,
    pair:
      pair === undefined
        ? null
        : {
            scopes: pair.scopes,
            expiresAt: pair.expiresAt,
            generation: pair.generation,
            authorizedAt: pair.authorizedAt,
          },
    refreshable: pair?.refreshToken !== undefined,
    refreshExpiresAt: pair?.refreshExpiresAt ?? null,
    lockedUntil,
  }
}

/** A pair as it was read; `version` changes with every write. */
export interface StoredUserTokens {
  pair: UserTokenPair
  version: number
}

/**
 * What {@link UserTokenStore.lock} found. `interrupted`: the former holder never came back, so the refresh token may
 * have been spent without our knowing. `held`: somebody is refreshing until `until`. `changed`: the row is another one
 * by now; read it again.
 */
export type LockOutcome =
  | { outcome: 'locked'; interrupted: boolean }
  | { outcome: 'held'; until: number }
  | { outcome: 'changed' }

/** What may be told of somebody's tokens. Never the tokens. */
export interface UserTokenState {
  owner: TokenOwner
  /** Null when the row cannot be read: then it is as good as none. */
  pair: Pick<UserTokenPair, 'scopes' | 'expiresAt' | 'generation' | 'authorizedAt'> | null
  /** Whether there is a refresh token. */
  refreshable: boolean
  /** Epoch milliseconds at which the refresh token ends; null without one, or when the platform did not say. */
  refreshExpiresAt: number | null
  /** Somebody is refreshing until then, in epoch milliseconds. A time that is over tells of one who never came back. */
  lockedUntil: number | null
}

/** Keeps user tokens, encrypted. Every method is atomic: callers never read first and write after. */
export interface UserTokenStore {
  /** Undefined also for a row that cannot be read: another key, another row's ciphertext, or no pair at all. */
  find(owner: TokenOwner): Promise<StoredUserTokens | undefined>
  /**
   * Writes over whatever is there, and ends a lock on it: the person has just authorized anew. Where identities are kept
   * beside, nothing is written for an owner that none of them is.
   */
  put(owner: TokenOwner, pair: UserTokenPair): Promise<void>
  /** Writes only while the row still has this version, and ends the lock. False: somebody was faster. */
  replace(owner: TokenOwner, version: number, pair: UserTokenPair): Promise<boolean>
  /** With a version, deletes only while the row still has it. False when nothing went. */
  delete(owner: TokenOwner, version?: number): Promise<boolean>
  /**
   * Reserves the refresh of this version for one holder until `until`. A lock that would go on after `latest` is not
   * believed: the clock of its holder went back, or ours.
   */
  lock(
    owner: TokenOwner,
    version: number,
    holder: string,
    times: { now: number; until: number; latest?: number },
  ): Promise<LockOutcome>
  /** Moves the end of a lock, if this holder has it. */
  prolong(owner: TokenOwner, holder: string, until: number): Promise<boolean>
  /** Ends the lock, if this holder has it. */
  unlock(owner: TokenOwner, holder: string): Promise<void>
  /**
   * What is kept for the people of one app, by tenant and open_id; the `next` of a page is the `cursor` for the page
   * after it.
   * @throws LarkspurError `request_invalid` for a cursor of another list
   */
  list(
    app: Pick<TokenOwner, 'brand' | 'appId'>,
    page: { cursor?: string | undefined; limit: number },
  ): Promise<{ items: UserTokenState[]; next: string | null }>
}
