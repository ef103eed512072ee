// Declares: the roles of accounts, and the store that keeps them.

/** `administrator` may do everything; `directory_reader` may read the directory. */
export type Role = 'administrator' | 'directory_reader'

/** Keeps which accounts have which roles. Roles go with their account. */
export interface RoleStore {
  /**
   * Granting it again changes nothing.
   * @param now epoch milliseconds
   * @throws LarkspurError `account_missing` for an unknown account
   */
  grant(userId: string, role: Role, now: number): Promise<void>
  /** False when the account had it not. */
  revoke(userId: string, role: Role): Promise<boolean>
  of(userId: string): Promise<Role[]>
  /** Accounts with this role. */
  holders(role: Role): Promise<string[]>
}
