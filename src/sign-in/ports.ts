// Declares: what sign-in keeps, and the stores that keep it.

import type { Brand } from '../feishu/index.ts'

/** A sign-in that was started and not yet finished. */
export interface Attempt {
  /** SHA-256 hex of the value that the browser carries (`state`, or the in-client attempt). */
  id: string
  /**
   * `bind` adds an identity to the account of `userId`; the others sign in. `element`: the page that gets the code, or the
   * code of an app, hands it to a login element.
   */
  kind: 'redirect' | 'in_client' | 'qr' | 'bind' | 'element'
  brand: Brand
  appId: string
  /** Where the platform sends the browser back to; null in the client, where nothing is redirected. */
  redirectUri: string | null
  /** PKCE verifier; never leaves the server. Null in the client, and where the authorize page knows no PKCE. */
  codeVerifier: string | null
  /** OAuth scopes that are asked for. */
  scopes: string[]
  /** `consent`: the person is made to confirm, also when nothing is to be consented to. */
  prompt: 'consent' | null
  /** Whose account the identity is added to; null unless `kind` is `bind`. */
  userId: string | null
  /** Same-site path to go to afterwards. */
  returnTo: string
  /** SHA-256 hex of the id of the browser that started it; `none`, which no hash is, when code of an app did. */
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

/** A local user, seen through one of the platform identities that sign the user in. */
export interface Person {
  /** Ours, random; the account. Stays the same for the same identity. */
  userId: string
  /** Ours, random; names the identity within the account. */
  identityId: string
  identity: IdentityKey
  profile: Profile
  blocked: Blocked
  /**
   * Number of the doubt whether the person may still be here: nothing of theirs counts before the platform was asked.
   * Later doubts have higher numbers, whoever they are about. Null when the platform has answered since.
   */
  doubt: number | null
  /** Epoch milliseconds; null when the identity was bound and has not signed in since. */
  lastSignInAt: number | null
}

/** Names of rows that may have to be made; random, and unused when the rows exist. */
export interface NewIds {
  userId: string
  identityId: string
}

/** Names a person who has not signed in yet, by an identifier that the platform gave and that nobody can choose. */
export interface ExpectedPerson {
  brand: Brand
  appId: string
  subjectType: SubjectType
  subject: string
  /** Null: of any tenant. A `user_id` is unique within its tenant only, so there it must be given. */
  tenantKey: string | null
}

/** An account that waits for its first sign-in. */
export interface ExpectedAccount extends ExpectedPerson {
  userId: string
  /** Epoch milliseconds. */
  createdAt: number
}

/** One page of a list: `cursor` is the `next` of the page before. */
export interface ExpectedPage {
  cursor?: string | undefined
  /** 1 to 1,000. */
  limit: number
}

/** Where a sign-in is let in: an app, and its tenants if not every one may. */
export interface WayIn {
  brand: Brand
  appId: string
  tenants?: readonly string[] | undefined
}

/** Names of what a bind concerns: the account, and its identity that the account's owner is signed in with. */
export interface BindIds extends NewIds {
  by: string
}

interface AdmissionOptions {
  /** Refuse a new person of another tenant than the first one. */
  firstTenantOnly?: boolean
  /** Told which other accounts expected this person; they do no longer. */
  onForgotten?: (others: readonly ExpectedAccount[]) => void
  /** The newest doubt when the platform was asked who this is. Default 0: none is answered. */
  knownDoubt?: number
}

export interface SaveOptions extends AdmissionOptions {
  /** False: a person whom nobody expects gets no account. Default true. */
  createAccount?: boolean
}

/** Keeps people. Identities are never joined by e-mail, phone or name. */
export interface IdentityStore {
  /**
   * Finds or makes the local user of this identity, and stores the profile over the former one. Concurrent calls
   * with one key return one user. The platform has vouched for the person, and knew what `knownDoubt` is about:
   * that clears `blocked`, and the doubt up to that one. With a later one `blocked` stays as it is.
   *
   * A new identity that is expected joins the account that expects it; of several, the one that was entered first.
   * Whoever has signed in is expected no longer, by any account.
   *
   * A `user_id` can be given to somebody else: such a key with another open_id or union_id than before is another
   * person, and changes nothing.
   * @throws LarkspurError `identity_conflict`; `tenant_not_allowed` with `firstTenantOnly`, for a new person of another
   * tenant than the first one, however many sign in at the same time; `account_missing` without `createAccount`
   */
  save(
    key: IdentityKey,
    profile: Profile,
    now: number,
    newIds: NewIds,
    options?: SaveOptions,
  ): Promise<Person>
  /**
   * Adds the identity to this account; the one that the account has already is returned with its profile renewed. It is
   * expected no longer, by any account.
   * @throws LarkspurError `identity_taken` when it, or its expectation, belongs to another account;
   * `identity_conflict` and `tenant_not_allowed` as `save`; `session_required` when `by` is not one of the account's
   * identities any more, or is blocked
   */
  bind(
    key: IdentityKey,
    profile: Profile,
    now: number,
    ids: BindIds,
    options?: AdmissionOptions,
  ): Promise<Person>
  /**
   * Deletes one identity of the account, with its tokens and sessions, never the last one that still lets in: an
   * unblocked one of the apps and tenants `among`. Atomic: two calls at once leave one.
   */
  unbind(userId: string, identityId: string, among: readonly WayIn[]): Promise<'unbound' | 'last' | 'unknown'>
  get(identityId: string): Promise<Person | undefined>
  /** All identities of an account, the one that signed in last first; those that never did come last. */
  list(userId: string): Promise<Person[]>
  /** All identities of this app with this open_id: one, unless people are keyed by something else. */
  findByOpenId(brand: Brand, appId: string, openId: string): Promise<Person[]>
  /**
   * Identities of this app by an identifier, or by a part of a name (case of A–Z does not matter), the one that signed in
   * last first.
   */
  findBy(
    brand: Brand,
    appId: string,
    wanted: { by: 'openId' | 'unionId' | 'userId' | 'name'; text: string; tenantKey?: string | undefined },
    limit: number,
  ): Promise<Person[]>
  /** Identities of this app that are blocked. */
  listBlocked(brand: Brand, appId: string): Promise<Person[]>
  /** Tenant of the person who signed in to this app first; it stays that, whoever leaves. */
  firstTenant(brand: Brand, appId: string): Promise<string | undefined>
  /** Notes that these people (open_ids) may have left, whether they have signed in or not; see `Person.doubt`. */
  doubt(brand: Brand, appId: string, openIds: readonly string[], now: number): Promise<void>
  /** Number of the newest doubt about anybody; 0 when there never was one. To be read before the platform is asked. */
  newestDoubt(): Promise<number>
  /**
   * The platform, asked when `knownDoubt` was there, calls the person a member: as `save`, this clears `blocked` and the
   * doubt unless a later one came up. Returns the person as it is then; undefined when it is unbound.
   */
  vouch(identityId: string, knownDoubt: number, now: number): Promise<Person | undefined>
  /** Blocks, and leaves a doubt, so that no answer from before lets the person in. Undefined when it is unbound. */
  block(identityId: string, blocked: NonNullable<Blocked>, now: number): Promise<Person | undefined>
  /** Deletes old doubts, but for those about people who are not blocked and would be let in by it; returns how many. */
  forgetDoubts(raisedBefore: number): Promise<number>
  /**
   * Lets the person join the account at the first sign-in; the account is made when it does not exist.
   * @throws LarkspurError `identity_taken` when the person has signed in already or is expected by another account
   */
  expect(person: ExpectedPerson, userId: string, now: number): Promise<void>
  /** A page of those whom an app or an account expects, in the order in which they were entered. */
  listExpected(
    of: { brand: Brand; appId: string } | { userId: string },
    page: ExpectedPage,
  ): Promise<{ items: ExpectedAccount[]; next: string | null }>
  /** The account that expected them; null when nobody of this name was. An account without anybody goes, too. */
  cancelExpected(person: ExpectedPerson): Promise<string | null>
}
