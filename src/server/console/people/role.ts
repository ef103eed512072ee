// Serves: granting a role and taking it away.

import * as z from 'zod'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
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
  const work = async () => {
    if (isGrant) await accounts.grant(account.id, role)
    else if (role === 'administrator') await revokeAdministrator(services, account.id)
    else await accounts.revoke(account.id, role)
  }
  try {
    await audited(c, administrator, entry, work)
  } catch (error) {
    if (!(error instanceof LarkspurError) || error.code !== 'administrator_last') throw error
    return accountPage(c, administrator, account, {
      text: words(c, peopleWords).lastAdministrator,
      status: error.status,
    })
  }
  return c.redirect(`${accountAddress(account.id)}?done=${isGrant ? 'granted' : 'revoked'}`, 303)
}
