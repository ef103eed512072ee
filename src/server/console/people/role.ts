// Serves: granting a role and taking it away.

import * as z from 'zod'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import { changedOrNot } from '../../audit-entry.ts'
import type { AppContext } from '../../context.ts'
import { readWrite } from '../administrator.ts'
import { audited } from '../audited.ts'
import { words } from '../texts.ts'
import { accountPage } from './account.ts'
import { roles } from './accounts.ts'
import { findAccount, labelOf } from './find-account.ts'
import { revokeAdministrator } from './last-administrator.ts'
import { accountAddress } from './tabs.ts'
import { peopleWords } from './texts.ts'

const shape = z.looseObject({ role: z.enum(roles), do: z.enum(['grant', 'revoke']) })

export async function changeRole(c: AppContext): Promise<Response> {
  const { administrator, fields } = await readWrite(c, shape)
  const account = await findAccount(c)
  const services = c.get('services')
  const { accounts } = services
  const { role } = fields
  const isGrant = fields.do === 'grant'
  const entry = {
    action: isGrant ? ('role.grant' as const) : ('role.revoke' as const),
    target: account.id,
    details: { role, name: labelOf(c, account) },
  }
  /** Whether it was otherwise before. */
  const work = async (): Promise<boolean> => {
    if (isGrant) {
      await accounts.grant(account.id, role)
      return !account.roles.includes(role)
    }
    if (role === 'administrator') return revokeAdministrator(services, account.id)
    return accounts.revoke(account.id, role)
  }
  try {
    const isChanged = await audited(c, administrator, entry, work, changedOrNot)
    const done = isGrant ? (isChanged ? 'granted' : 'held') : isChanged ? 'revoked' : 'notHeld'
    return c.redirect(`${accountAddress(account.id)}?done=${done}`, 303)
  } catch (error) {
    if (!(error instanceof LarkspurError) || error.code !== 'administrator_last') throw error
    return accountPage(c, administrator, account, {
      text: words(c, peopleWords).lastAdministrator,
      status: error.status,
    })
  }
}
