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
