// Declares: what sign-in keeps, and the stores that keep it.

import type { Brand } from '../feishu/index.ts'

/** A sign-in that was started and not yet finished. */
export interface Attempt {
  /** SHA-256 hex of the value that the browser carries (`state`, or the in-client attempt). */
  id: string
  kind: 'redirect' | 'in_client'
  brand: Brand
  appId: string
  /** Where the platform sends the browser back to; null in the client, where nothing is redirected. */
  redirectUri: string | null
  /** PKCE verifier; never leaves the server. Null in the client. */
  codeVerifier: string | null
  /** Same-site path to go to afterwards. */
  returnTo: string
  /** SHA-256 hex of the id of the browser that started it. */
  browserHash: string
  /** Epoch milliseconds. */
  createdAt: number
  /** Epoch milliseconds. */
  expiresAt: number
}

/** What {@link AttemptStore.take} found. */
export type TakenAttempt =
  | { outcome: 'taken'; attempt: Attempt }
  | { outcome: 'unknown' }
  | { outcome: 'other_browser' }

/** Keeps attempts. Every method is atomic: callers never read first and write after. */
export interface AttemptStore {
  /** False, and nothing kept, when `most` attempts are kept already. */
  create(attempt: Attempt, most: number): Promise<boolean>
  /**
   * Deletes the attempt and returns it, also when it has expired, to exactly one of any number of callers.
   * An attempt of another browser stays where it is, so that nobody can spoil somebody else's sign-in.
   */
  take(id: string, browserHash: string): Promise<TakenAttempt>
  /** Deletes all but the newest `keep` attempts of one browser; returns how many went. */
  trim(browserHash: string, keep: number): Promise<number>
  /**
   * Deletes attempts whose `expiresAt` is `now` or earlier, the oldest first and at most `atMost`; returns how many
   * went. Never holds up others for long.
   */
  deleteExpired(now: number, atMost?: number): Promise<number>
}

/** Which of the platform's identifiers tells people apart; fixed per app. */
export type SubjectType = 'open_id' | 'union_id' | 'user_id'

/** Names one person on the platform, as one app sees them. */
export interface IdentityKey {
  brand: Brand
  appId: string
  tenantKey: string
  subjectType: SubjectType
  subject: string
}

/** What the platform says about a person. Texts are at most 1,024 characters. */
export interface Profile {
  name: string
  enName: string
  /** An https address, or '' when the platform gave none that a page may show. */
  avatarUrl: string
  openId: string
  unionId: string
  userId?: string
  email?: string
  enterpriseEmail?: string
  mobile?: string
  employeeNo?: string
  /** Administrators import e-mail and phone; the platform never verifies them, so neither may identify anybody. */
  emailVerified: false
}

/** Why a person may not use the app at present. */
export type Blocked = null | 'resigned' | 'frozen' | 'not_activated'

/** A local user with the platform identity behind it. */
export interface Person {
  /** Ours, random; stays the same for the same identity. */
  userId: string
  identity: IdentityKey
  profile: Profile
  blocked: Blocked
}

/** Keeps people. Identities are never joined by e-mail, phone or name. */
export interface IdentityStore {
  /**
   * Finds or makes the local user of this identity, and stores the profile over the former one. Concurrent calls
   * with one key return one user. Clears `blocked`: the platform has just vouched for the person.
   *
   * A `user_id` can be given to somebody else: such a key with another open_id or union_id than before is another
   * person, and changes nothing.
   * @throws LarkspurError `identity_conflict`; `tenant_not_allowed` with `firstTenantOnly`, for a new person of another
   * tenant than the first one, however many sign in at the same time
   */
  save(
    key: IdentityKey,
    profile: Profile,
    now: number,
    newUserId: string,
    options?: { firstTenantOnly?: boolean },
  ): Promise<Person>
  getByUserId(userId: string): Promise<Person | undefined>
  /** Tenant of the person who signed in to this app first. */
  firstTenant(brand: Brand, appId: string): Promise<string | undefined>
  setBlocked(userId: string, blocked: Blocked, now: number): Promise<void>
}
