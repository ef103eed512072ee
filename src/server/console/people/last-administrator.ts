// Keeps: at least one administrator who can sign in.

import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { Services } from '../../context.ts'

type Parts = Pick<Services, 'accounts' | 'instances'>

/** Whether somebody beside this account is an administrator, and can sign in. */
export async function hasOtherAdministrator(
  { accounts, instances }: Parts,
  userId: string,
): Promise<boolean> {
  for (const other of await accounts.holders('administrator')) {
    if (other === userId) continue
    const identities = await accounts.identities(other)
    const letsIn = identities.some(
      ({ instance, blocked }) => instance !== null && blocked === null && instances.isEnabled(instance),
    )
    if (letsIn) return true
  }
  return false
}

/**
 * Takes the role of an administrator away, and gives it back when that was the last one after all: two administrators
 * may do it to each other at the same time. False when the account had it not.
 * @throws LarkspurError `administrator_last`
 */
export async function revokeAdministrator(parts: Parts, userId: string): Promise<boolean> {
  const { accounts } = parts
  if (!(await hasOtherAdministrator(parts, userId))) throw new LarkspurError('administrator_last')
  if (!(await accounts.revoke(userId, 'administrator'))) return false
  if (await hasOtherAdministrator(parts, userId)) return true
  await accounts.grant(userId, 'administrator')
  throw new LarkspurError('administrator_last')
}
