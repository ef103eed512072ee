// Runs: what an administrator does with the roles of accounts, from the command line.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { Accounts } from '../server/accounts.ts'
import { changedOrNot } from '../server/audit-entry.ts'
import { withAccounts } from './accounts.ts'
import type { ConfigFlags } from './config.ts'
import { UsageError } from './failure.ts'
import { type Io, terminalLanguage } from './io.ts'
import { noSuchAccount, roleNotHeld } from './words.ts'

/** As it was typed: whether there is such a role, the library knows. */
type Typed = Parameters<Accounts['grant']>[1]

interface RoleOfAccount {
  account: string
  role: string
}

export async function grantRole(io: Io, { account, role }: RoleOfAccount, flags: ConfigFlags): Promise<void> {
  try {
    await withAccounts(io, flags, ({ accounts, asCommand }) =>
      asCommand(
        { action: 'role.grant', target: account, details: { role } },
        async () => {
          const before = await accounts.roles(account)
          await accounts.grant(account, role as Typed)
          return !before.includes(role as Typed)
        },
        changedOrNot,
      ),
    )
  } catch (error) {
    if (!(error instanceof LarkspurError) || error.code !== 'account_missing') throw error
    throw new UsageError(noSuchAccount)
  }
}

/** Answers the exit code. */
export async function revokeRole(
  io: Io,
  { account, role }: RoleOfAccount,
  flags: ConfigFlags,
): Promise<number> {
  const entry = { action: 'role.revoke' as const, target: account, details: { role } }
  const isRevoked = await withAccounts(io, flags, ({ accounts, asCommand }) =>
    asCommand(entry, () => accounts.revoke(account, role as Typed), changedOrNot),
  )
  if (isRevoked) return 0
  io.err(`larkspur: ${roleNotHeld[terminalLanguage(io.environment)]}`)
  return 1
}

export async function listRoles(io: Io, account: string, flags: ConfigFlags): Promise<void> {
  for (const role of await withAccounts(io, flags, ({ accounts }) => accounts.roles(account))) io.out(role)
}

export async function listHolders(io: Io, role: string, flags: ConfigFlags): Promise<void> {
  for (const account of await withAccounts(io, flags, ({ accounts }) => accounts.holders(role as Typed))) {
    io.out(account)
  }
}
