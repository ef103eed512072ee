// Declares: what our server tells a page about the person who is signed in. Never a token.

/** The person; `id` is our own and stays the same. */
export interface User {
  id: string
  name: string
  enName: string
  /** An https address, or empty. */
  avatarUrl: string
  openId: string
  unionId: string
  tenantKey: string
  userId?: string
  email?: string
  enterpriseEmail?: string
  mobile?: string
  employeeNo?: string
  /** Always false: nobody proves these addresses; never join accounts by them. */
  emailVerified: false
}

/** A live session. */
export interface Session {
  user: User
  /** Epoch milliseconds at which the session ends if no further request comes. */
  expiresAt: number
}

/** Which scopes the person has granted to the app, compared with those that were asked about. */
export interface ScopeReport {
  /** Everything that is granted, asked about or not. */
  granted: string[]
  /** Asked about and not granted. */
  missing: string[]
  /** Of `missing`: the person was asked last time and did not agree. Asking again is up to the person. */
  refused: string[]
  /** Of `missing`: the app itself does not have it, so its owner must act first. */
  notEnabled: string[]
  /** Nothing is missing. */
  satisfied: boolean
  /** Where the person can grant what is missing; absent when nothing is, or when only the app's owner can help. */
  consentUrl?: string
}
