// Shows: the identities of an account, with what each person has agreed to.

import { html } from 'hono/html'
import type { Identity } from '../../accounts.ts'
import type { AppContext } from '../../context.ts'
import type { Administrator } from '../administrator.ts'
import { type Markup, tokenField } from '../frame.ts'
import { badge, facts, time } from '../parts.ts'
import { words } from '../texts.ts'
import type { Account } from './find-account.ts'
import { titleOf } from './instance.ts'
import { nameOf } from './names.ts'
import { accountAddress, personAddress } from './tabs.ts'
import { peopleWords } from './texts.ts'

function stateBadge(c: AppContext, { instance, blocked }: Identity): Markup {
  const text = words(c, peopleWords)
  if (instance === null) return badge('warn', text.noApp)
  if (blocked !== null) return badge('bad', text[blocked])
  const isOn = c.get('services').instances.isEnabled(instance)
  return isOn ? badge('good', text.mayUse) : badge('warn', text.disabledApp)
}

/** Names of scopes; the tokens that they belong to never come here. */
async function consentOf(c: AppContext, identity: Identity) {
  const { brand, appId, tenantKey, openId } = identity
  const app = c.get('services').instances.of({ brand, appId })
  return app?.userTokens.scopes({ brand, appId, tenantKey, openId })
}

function scopeList(c: AppContext, scopes: readonly string[]): Markup | string {
  if (scopes.length === 0) return words(c, peopleWords).nothing
  return html`<ul class="plain scopes">${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}</ul>`
}

async function identityCard(
  c: AppContext,
  administrator: Administrator,
  account: Account,
  identity: Identity,
): Promise<Markup> {
  const text = words(c, peopleWords)
  const consent = await consentOf(c, identity)
  const { instance, openId } = identity
  const title = instance === null ? text.unconfiguredInstance : titleOf(c, instance)
  const of = html`<span class="unseen"> ${title}</span>`
  const address = accountAddress(account.id)
  return html`<section class="card"><h3>${title} ${stateBadge(c, identity)}</h3>
${facts([
  [text.name, html`<span class="foreign">${nameOf(c, identity)}</span>`],
  [text.app, html`<code>${identity.appId}</code>`],
  [text.openId, html`<code>${openId}</code>`],
  [text.tenantKey, html`<code>${identity.tenantKey}</code>`],
  [text.lastSignIn, time(c, identity.lastSignInAt)],
  ...(consent === undefined
    ? [[text.consent, text.noTokens] as const]
    : [
        [text.granted, scopeList(c, consent.granted)] as const,
        [text.refused, scopeList(c, consent.refused)] as const,
      ]),
])}
<div class="actions below">${instance === null ? '' : html`<a class="button small" href="${personAddress(c, openId, instance)}">${text.inDirectory}${of}</a>`}
${
  consent === undefined
    ? ''
    : html`<form method="post" action="${address}/tokens" data-confirm="${text.withdrawAsk}">${tokenField(administrator)}<input type="hidden" name="identity" value="${identity.id}"><button type="submit" class="button small">${text.withdraw}${of}</button></form>`
}
<a class="button small danger" href="${address}/identities/${encodeURIComponent(identity.id)}/unbind">${text.unbind}${of}</a></div></section>`
}

export async function identitiesCard(
  c: AppContext,
  administrator: Administrator,
  account: Account,
): Promise<Markup> {
  const cards = await Promise.all(
    account.identities.map((identity) => identityCard(c, administrator, account, identity)),
  )
  return html`${cards}`
}
