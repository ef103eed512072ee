// Declares: what login elements keep, and the stores that keep it.

import type { Brand, PersonState } from '../feishu/index.ts'

/** An instance that was made in the console or by the command line. */
export interface StoredElement {
  /** `auths.loginTypes.` and a name. */
  fullName: string
  title: string
  /** Full name of its Type. */
  type: string
  /** What `NAME.json` would hold, the secret left out. */
  config: Record<string, unknown>
  /** Encrypted at rest. Null when no key opens what is kept: then nobody knows whether there are `eventSecrets`. */
  appSecret: string | null
  /** Of the events, if they are taken; encrypted at rest. */
  eventSecrets: { encryptKey?: string; verificationToken?: string } | null
  /** False: nobody signs in with it. */
  enabled: boolean
  createdAt: number
  updatedAt: number
}

/** With its secret: what no key opens is not written again. */
export type WritableElement = StoredElement & { appSecret: string }

/** Keeps instances. Every change counts up one number, so that other processes notice. */
export interface ElementStore {
  /**
   * False when anything was written since `version`: what was decided upon is not what is there. Without one that does
   * not matter.
   * @throws LarkspurError `element_exists` when the name is taken, in whatever case
   */
  create(element: WritableElement, version?: number): Promise<boolean>
  /**
   * Replaces what is there, but for its `createdAt`. False when it is gone, or has changed since `updatedAt` was `seen`:
   * the new `updatedAt` must be another one. Also when anything was written since `version`.
   */
  replace(element: WritableElement, seen: number, version?: number): Promise<boolean>
  /** Switches it on or off and leaves all else as it is, secrets that no key opens included. False as of `replace`. */
  setEnabled(fullName: string, enabled: boolean, updatedAt: number, seen: number): Promise<boolean>
  /** False when there was none. */
  delete(fullName: string): Promise<boolean>
  /** By full name. */
  list(): Promise<StoredElement[]>
  /** Changes with every write of any process. */
  version(): Promise<number>
}

/** What is known of a person beside the identity: the rest of the sixteen fields. */
export interface IdentityDetails {
  department: string | null
  position: string | null
  gender: 'male' | 'female' | 'other' | null
  status: PersonState | null
  isLeader: boolean | null
}

/** What the contact API tells of the identity itself; what is absent stays as it is. */
export interface KnownProfile {
  name?: string
  enName?: string
  avatarUrl?: string
  /** The platform's `user_id`. */
  userId?: string
  email?: string
  mobile?: string
}

/** One identity with its details, as it is stored. Tokens are elsewhere. */
export interface DetailedIdentity extends IdentityDetails {
  identityId: string
  openId: string
  unionId: string
  /** The platform's `user_id`. */
  platformUserId: string | null
  tenantKey: string
  name: string
  mobile: string | null
  email: string | null
  avatarUrl: string
  createdAt: number
  /** When the identity or its details were last written. */
  updatedAt: number
}

/** Keeps the details, one row per identity; they go with it. */
export interface IdentityDetailsStore {
  /**
   * Writes what differs; with `force` also what does not, so that `updatedAt` moves. False when nothing was written, or
   * the identity is gone. `profile` is renewed in the identity, which a sign-in writes as a whole.
   */
  save(
    identityId: string,
    details: IdentityDetails & { profile?: KnownProfile },
    now: number,
    force?: boolean,
  ): Promise<boolean>
  /**
   * `id` is an open_id, a union_id or a `user_id`; of several, who signed in last. Details that nobody has saved are
   * null.
   */
  find(brand: Brand, appId: string, id: string): Promise<DetailedIdentity | undefined>
  /** By name, then by id; the `next` of a page is the `cursor` for the page after it. `limit` at most 200. */
  list(
    brand: Brand,
    appId: string,
    page: { cursor?: string | undefined; limit: number },
  ): Promise<{ items: DetailedIdentity[]; next: string | null }>
}
