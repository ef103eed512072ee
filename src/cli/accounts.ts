// Runs: what an administrator does with accounts, from the command line.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { type AuditEntry, cancelledOrNot, revokedOrNot } from '../server/audit-entry.ts'
import { type OpenLarkspur, openExisting } from '../server/larkspur.ts'
import { createLogger } from '../server/log/logger.ts'
import { type ConfigFlags, withOptions } from './config.ts'
import { UsageError } from './failure.ts'
import { firstApp } from './instance-name.ts'
import { type Io, terminalLanguage } from './io.ts'
import { readLogLevel } from './log-level.ts'
import { toJsonLine } from './terminal-text.ts'
import {
  emptyAccount,
  findByOne,
  nameOnePerson,
  nameTenant,
  nobodyExpected,
  nobodyFound,
  notAccepted,
  revocationUnconfirmed,
} from './words.ts'

export interface PersonFlags extends ConfigFlags {
  openId?: string
  unionId?: string
  userId?: string
  tenant?: string
  instance?: string
}

function readPerson({ openId, unionId, userId, tenant, instance }: PersonFlags) {
  if ([openId, unionId, userId].filter((id) => id !== undefined).length !== 1) {
    throw new UsageError(nameOnePerson)
  }
  if (userId !== undefined && tenant === undefined) throw new UsageError(nameTenant)
  return { openId, unionId, userId, tenantKey: tenant, instance }
}

/** As the console writes it; `target` until it is known whose account it is. */
function entryOf(
  action: 'identity.expect' | 'identity.cancel_expected',
  { openId, unionId, userId, tenantKey, instance = firstApp }: ReturnType<typeof readPerson>,
  account?: string,
): AuditEntry {
  const kind = openId !== undefined ? 'openId' : unionId !== undefined ? 'unionId' : 'userId'
  const subject = openId ?? unionId ?? userId ?? ''
  const details = { instance, kind, subject, tenantKey: tenantKey ?? null }
  return { action, target: account ?? subject, details }
}

/** @throws UsageError for what does not fit */
export async function withAccounts<T>(
  io: Io,
  flags: ConfigFlags,
  work: (larkspur: OpenLarkspur) => Promise<T>,
): Promise<T> {
  return withOptions(io, flags, async (options) => {
    const logger = createLogger(readLogLevel(io.environment.LOG_LEVEL, 'warn'))
    const larkspur = await openExisting({ ...options, logger })
    try {
      return await work(larkspur)
    } catch (error) {
      // What was typed does not fit; the sentence of the library says how.
      if (!(error instanceof LarkspurError) || error.code !== 'request_invalid') throw error
      throw new UsageError(notAccepted(error.message))
    } finally {
      await larkspur.close()
    }
  })
}

function print(io: Io, entries: readonly object[]): void {
  for (const entry of entries) io.out(toJsonLine(entry))
}

export async function expectPerson(io: Io, flags: PersonFlags & { account?: string }): Promise<void> {
  const person = readPerson(flags)
  const { account } = flags
  const { userId } = await withAccounts(io, flags, ({ accounts, asCommand }) =>
    asCommand(
      entryOf('identity.expect', person, account),
      () => accounts.expect({ ...person, account }),
      (made) => ({ target: made.userId }),
    ),
  )
  io.out(userId)
}

export async function listExpected(io: Io, flags: ConfigFlags & { instance?: string }): Promise<void> {
  const { instance } = flags
  await withAccounts(io, flags, async ({ accounts }) => {
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await accounts.listExpected({ instance, cursor })
      print(io, page.items)
      cursor = page.next
    }
  })
}

/** Answers the exit code. */
export async function cancelExpected(io: Io, flags: PersonFlags): Promise<number> {
  const person = readPerson(flags)
  const entry = entryOf('identity.cancel_expected', person)
  const account = await withAccounts(io, flags, ({ accounts, asCommand }) =>
    asCommand(entry, () => accounts.cancelExpected(person), cancelledOrNot),
  )
  if (account !== null) return 0
  io.err(`larkspur: ${nobodyExpected[terminalLanguage(io.environment)]}`)
  return 1
}

/** Answers the exit code. */
export async function findAccounts(io: Io, flags: PersonFlags & { name?: string }): Promise<number> {
  const { openId, unionId, userId, name, tenant, instance } = flags
  const given = [openId, unionId, userId, name].filter((text) => text !== undefined && text.trim() !== '')
  if (given.length !== 1) throw new UsageError(findByOne)
  const wanted = { openId, unionId, userId, name, tenantKey: tenant, instance }
  const found = await withAccounts(io, flags, ({ accounts }) => accounts.find(wanted))
  print(io, found)
  if (found.length > 0) return 0
  io.err(`larkspur: ${nobodyFound[terminalLanguage(io.environment)]}`)
  return 1
}

/** Answers the exit code. */
export async function listIdentities(io: Io, account: string, flags: ConfigFlags): Promise<number> {
  const identities = await withAccounts(io, flags, ({ accounts }) => accounts.identities(account))
  print(io, identities)
  if (identities.length > 0) return 0
  io.err(`larkspur: ${emptyAccount[terminalLanguage(io.environment)]}`)
  return 1
}

export async function unbindIdentity(
  io: Io,
  { account, identity }: { account: string; identity: string },
  flags: ConfigFlags,
): Promise<void> {
  const entry = { action: 'identity.unbind' as const, target: account, details: { identity } }
  const { revoked } = await withAccounts(io, flags, ({ accounts, asCommand }) =>
    asCommand(
      entry,
      () => accounts.unbind(account, identity),
      (done) => revokedOrNot(done.revoked),
    ),
  )
  if (revoked === false) io.err(`larkspur: ${revocationUnconfirmed[terminalLanguage(io.environment)]}`)
}
