// Parses: the commands below `larkspur accounts`.

import type { Command } from 'commander'
import {
  cancelExpected,
  expectPerson,
  findAccounts,
  listExpected,
  listIdentities,
  type PersonFlags,
  unbindIdentity,
} from './accounts.ts'
import type { ConfigFlags } from './config.ts'
import type { Io } from './io.ts'
import { grantRole, listHolders, listRoles, revokeRole } from './roles.ts'
import type { helpTexts } from './words.ts'

type Say = (name: keyof typeof helpTexts) => string

export function addAccountCommands(
  accounts: Command,
  io: Io,
  say: Say,
  finish: (exitCode: number) => void,
): void {
  const below = (name: keyof typeof helpTexts & string) =>
    accounts
      .command(name)
      .description(say(name))
      .helpOption('-h, --help', say('help'))
      .option('--config <file>', say('config'))
  const withPerson = (command: Command) =>
    command
      .option('--open-id <id>', say('openId'))
      .option('--union-id <id>', say('unionId'))
      .option('--user-id <id>', say('userIdOption'))
      .option('--tenant <key>', say('tenant'))
      .option('--instance <name>', say('instance'))
  withPerson(below('expect'))
    .option('--account <id>', say('account'))
    .action((flags: PersonFlags & { account?: string }) => expectPerson(io, flags))
  below('expected')
    .option('--instance <name>', say('instance'))
    .action((flags: ConfigFlags & { instance?: string }) => listExpected(io, flags))
  withPerson(below('cancel')).action(async (flags: PersonFlags) => finish(await cancelExpected(io, flags)))
  withPerson(below('find'))
    .option('--name <text>', say('nameOption'))
    .action(async (flags: PersonFlags & { name?: string }) => finish(await findAccounts(io, flags)))
  below('list')
    .argument('<account>')
    .action(async (account: string, flags: ConfigFlags) => finish(await listIdentities(io, account, flags)))
  below('unbind')
    .argument('<account>')
    .argument('<identity>')
    .action((account: string, identity: string, flags: ConfigFlags) =>
      unbindIdentity(io, { account, identity }, flags),
    )
  const withRole = (name: 'grant' | 'revoke') => below(name).argument('<account>').argument('<role>')
  withRole('grant').action((account: string, role: string, flags: ConfigFlags) =>
    grantRole(io, { account, role }, flags),
  )
  withRole('revoke').action(async (account: string, role: string, flags: ConfigFlags) =>
    finish(await revokeRole(io, { account, role }, flags)),
  )
  below('roles')
    .argument('<account>')
    .action((account: string, flags: ConfigFlags) => listRoles(io, account, flags))
  below('holders')
    .argument('<role>')
    .action((role: string, flags: ConfigFlags) => listHolders(io, role, flags))
}
