// Declares: what a session is at rest, and the store that keeps it.

/** A session as it is stored. Times are epoch milliseconds. */
export interface SessionRecord {
  /** HMAC-SHA-256 hex of the id, keyed with a session secret. */
  idHash: string
  userId: string
  /** The identity that signed in; one of the account's. */
  identityId: string
  createdAt: number
  lastSeenAt: number
  /** End of the session, however busy it is. */
  absoluteExpiresAt: number
  /** How long it lives without use, in milliseconds. */
  idleMs: number
  /** When the platform was last asked whether the person may still be here. */
  checkedAt: number
  /** When the person confirmed the sign-in; null when being logged in to the platform was enough. */
  confirmedAt: number | null
}

/** Keeps sessions. */
export interface SessionStore {
  /** @throws LarkspurError `session_required` when the identity is not one of the account's, is blocked or is gone */
  create(record: SessionRecord): Promise<void>
  find(idHash: string): Promise<SessionRecord | undefined>
  /** Of one user, the most recently used first; also those that are over and not deleted yet. */
  listByUser(userId: string, limit: number): Promise<SessionRecord[]>
  /** How many sessions are within both their limits. */
  countLiving(now: number): Promise<number>
  /** Moves `lastSeenAt` forward, never back. */
  touch(idHash: string, lastSeenAt: number): Promise<void>
  setChecked(idHash: string, at: number): Promise<void>
  /** True when there was one. */
  delete(idHash: string): Promise<boolean>
  /** Ends all sessions of a user; returns how many there were. */
  deleteByUser(userId: string): Promise<number>
  /** Ends all sessions of the identities of this app; returns how many there were. Never holds up others for long. */
  deleteByApp(brand: string, appId: string): Promise<number>
  /** Deletes sessions past their idle or absolute limit; returns how many went. Never holds up others for long. */
  deleteExpired(now: number): Promise<number>
}
