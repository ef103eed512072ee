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
}
