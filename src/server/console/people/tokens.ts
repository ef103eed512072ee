// Serves: withdrawing the tokens of an identity.

import * as z from 'zod'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import { revokedOrNot } from '../../audit-entry.ts'
import type { AppContext } from '../../context.ts'
import { readWrite } from '../administrator.ts'
import { audited } from '../audited.ts'
import { findAccount } from './find-account.ts'
import { accountAddress } from './tabs.ts'

const shape = z.looseObject({ identity: z.string().max(128) })

export async function withdrawTokens(c: AppContext): Promise<Response> {
  const { administrator, fields } = await readWrite(c, shape)
  const account = await findAccount(c)
  const identity = account.identities.find(({ id }) => id === fields.identity)
  const app = identity && c.get('services').instances.of(identity)
  if (identity === undefined || app === undefined) throw new LarkspurError('not_found')
  const { brand, appId, tenantKey, openId, name } = identity
  const entry = {
    action: 'tokens.withdraw' as const,
    target: account.id,
    details: { identity: identity.id, name },
  }
  const withdraw = () => app.userTokens.withdraw({ brand, appId, tenantKey, openId }, c.req.raw.signal)
  const { revoked } = await audited(c, administrator, entry, withdraw, (done) => revokedOrNot(done.revoked))
  return c.redirect(`${accountAddress(account.id)}?done=${revoked ? 'withdrawn' : 'forgotten'}`, 303)
}
