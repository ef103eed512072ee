// Serves: the page that asks before an identity is unbound, and the unbinding.

import { html } from 'hono/html'
import * as z from 'zod'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { Identity } from '../../accounts.ts'
import { revokedOrNot } from '../../audit-entry.ts'
import type { AppContext } from '../../context.ts'
import { readWrite, requireAdministrator } from '../administrator.ts'
import { audited } from '../audited.ts'
import { consolePage, tokenField } from '../frame.ts'
import { facts } from '../parts.ts'
import { words } from '../texts.ts'
import { accountPage } from './account.ts'
import { type Account, findAccount } from './find-account.ts'
import { titleOf } from './instance.ts'
import { nameOf } from './names.ts'
import { accountAddress } from './tabs.ts'
import { peopleWords } from './texts.ts'

/** @throws LarkspurError `not_found` */
async function findIdentity(c: AppContext): Promise<{ account: Account; identity: Identity }> {
  const account = await findAccount(c)
  const identity = account.identities.find(({ id }) => id === c.req.param('identity'))
  if (identity === undefined) throw new LarkspurError('not_found')
  return { account, identity }
}

export async function askUnbinding(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const { account, identity } = await findIdentity(c)
  const text = words(c, peopleWords)
  const address = accountAddress(account.id)
  const isOwn = account.id === administrator.user.id
  const consequences = [text.unbindSessions, text.unbindTokens, text.unbindNew]
  return c.html(
    await consolePage(c, administrator, {
      section: 'people',
      title: `${text.unbindTitle}: ${nameOf(c, identity)}`,
      main: html`<section class="card">${facts([
        [
          text.app,
          identity.instance === null ? html`<code>${identity.appId}</code>` : titleOf(c, identity.instance),
        ],
        [text.openId, html`<code>${identity.openId}</code>`],
        [text.tenantKey, html`<code>${identity.tenantKey}</code>`],
      ])}</section>
<section class="card"><h2>${text.unbindWhat}</h2>
<ul>${consequences.map((one) => html`<li>${one}</li>`)}</ul>
${isOwn ? html`<p class="notice wrong">${text.unbindOwn}</p>` : ''}
<form method="post" action="${address}/identities/${encodeURIComponent(identity.id)}/unbind">${tokenField(administrator)}
<div class="actions"><button type="submit" class="button danger">${text.unbindButton}</button>
<a class="button" href="${address}">${text.cancel}</a></div></form></section>`,
    }),
  )
}

export async function unbindIdentity(c: AppContext): Promise<Response> {
  const { administrator } = await readWrite(c, z.looseObject({}))
  const { account, identity } = await findIdentity(c)
  const { accounts } = c.get('services')
  const { id, name } = identity
  const entry = { action: 'identity.unbind' as const, target: account.id, details: { identity: id, name } }
  const unbind = () => accounts.unbind(account.id, id, { signal: c.req.raw.signal })
  try {
    const { revoked } = await audited(c, administrator, entry, unbind, (done) => revokedOrNot(done.revoked))
    return c.redirect(`${accountAddress(account.id)}?done=${doneWord(revoked)}`, 303)
  } catch (error) {
    if (!(error instanceof LarkspurError) || error.code !== 'identity_last') throw error
    const refusal = { text: words(c, peopleWords).identityLast, status: error.status }
    return accountPage(c, administrator, account, refusal)
  }
}

function doneWord(revoked: boolean | null): 'unbound' | 'unboundHere' | 'unboundAlone' {
  if (revoked === null) return 'unboundAlone'
  return revoked ? 'unbound' : 'unboundHere'
}
