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

/** Which scopes the person has granted to the app, of those that were asked about. */
export interface ScopeReport {
  granted: string[]
  /** Asked about and not granted. */
  missing: string[]
  /** Those of `missing` that the person has refused before. */
  refused: string[]
  /** Nothing is missing. */
  satisfied: boolean
  /** Where the person can grant what is missing. */
  consentUrl?: string
}
