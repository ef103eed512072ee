// Shows: the roles of an account.

import { html } from 'hono/html'
import type { AppContext } from '../../context.ts'
import type { Administrator } from '../administrator.ts'
import { type Markup, tokenField } from '../frame.ts'
import { badge } from '../parts.ts'
import { words } from '../texts.ts'
import { roles } from './accounts.ts'
import type { Account } from './find-account.ts'
import { hasOtherAdministrator } from './last-administrator.ts'
import { accountAddress } from './tabs.ts'
import { peopleWords } from './texts.ts'

type KnownRole = (typeof roles)[number]

export async function rolesCard(
  c: AppContext,
  administrator: Administrator,
  account: Account,
): Promise<Markup> {
  const text = words(c, peopleWords)
  const isOwn = account.id === administrator.user.id
  const isLast =
    account.roles.includes('administrator') && !(await hasOtherAdministrator(c.get('services'), account.id))

  const question = (role: KnownRole, has: boolean): string | undefined => {
    if (has) return isOwn && role === 'administrator' ? text.revokeOwnAsk : text.revokeAsk
    return role === 'administrator' ? text.grantAdministratorAsk : undefined
  }
  const change = (role: KnownRole, has: boolean) => {
    const ask = question(role, has)
    return html`<form method="post" action="${accountAddress(account.id)}/role"${ask === undefined ? '' : html` data-confirm="${ask}"`}>${tokenField(administrator)}
<input type="hidden" name="role" value="${role}"><input type="hidden" name="do" value="${has ? 'revoke' : 'grant'}">
<button type="submit" class="button small">${has ? text.revoke : text.grant}<span class="unseen"> ${text[role]}</span></button></form>`
  }
  return html`<section class="card"><h2>${text.roles}</h2>
<ul class="plain rows">${roles.map((role) => {
    const has = account.roles.includes(role)
    const isKept = isLast && role === 'administrator'
    return html`<li><div><span class="strong">${text[role]}</span> ${badge(has ? 'good' : 'plain', has ? text.has : text.hasNot)}<p class="hint">${isKept ? text.lastAdministrator : text[`${role}Hint`]}</p></div>${isKept ? '' : change(role, has)}</li>`
  })}</ul></section>`
}
