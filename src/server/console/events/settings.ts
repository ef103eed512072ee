// Shows: what the Developer Console has to be told so that events come, and what was refused.

import { html } from 'hono/html'
import type { AppContext } from '../../context.ts'
import { publicWords } from '../../errors.ts'
import type { Instance } from '../../instance.ts'
import type { Markup } from '../frame.ts'
import { copyField, count, duration, facts, table, time } from '../parts.ts'
import { words } from '../texts.ts'
import { eventWords, refusalWords } from './texts.ts'

const types = [
  'contact.user.created_v3',
  'contact.user.updated_v3',
  'contact.user.deleted_v3',
  'contact.department.created_v3',
  'contact.department.updated_v3',
  'contact.department.deleted_v3',
  'contact.scope.updated_v3',
  'auth.user_access_token.revoked_v4',
]

/** Only the public platforms' consoles are known by their addresses. */
function eventsPage({ app }: Instance): string | undefined {
  const isPublic = ['https://open.feishu.cn', 'https://open.larksuite.com'].includes(app.hosts.open)
  return isPublic ? `${app.hosts.open}/app/${encodeURIComponent(app.appId)}/event` : undefined
}

function address(c: AppContext, { name }: Instance): string {
  const { settings, instances } = c.get('services')
  const own = name === instances.main.name ? '' : `/${encodeURIComponent(name)}`
  return `${settings.origin}/auth/events${own}`
}

/** Where the secrets are set depends on where the app comes from. */
function switchedOff(c: AppContext, { name }: Instance): Markup {
  const text = words(c, eventWords)
  const { elements } = c.get('services')
  const isMadeHere = elements
    .list()
    .some((one) => one.kind === 'instance' && one.name === name && one.source === 'database')
  return html`<section class="card"><h2>${text.off}</h2><p>${text.offText}</p>
<p>${
    isMadeHere
      ? html`<a class="button primary" href="/console/methods/${encodeURIComponent(name)}/edit">${text.offMethod}</a>`
      : text.offSettings
  }</p></section>`
}

/** The address and what goes with it; never a secret. */
export function settingsCard(c: AppContext, instance: Instance): Markup {
  const text = words(c, eventWords)
  const { events } = instance
  if (events === null) return switchedOff(c, instance)
  const page = eventsPage(instance)
  const set = (secret: string | undefined) => (secret === undefined ? text.isNotSet : text.isSet)
  return html`<section class="card"><h2>${text.settings}</h2>
${copyField(c, { id: 'events-address', label: text.address, value: address(c, instance), isLabelSeen: true })}
<p class="hint">${text.addressHint}${
    page === undefined
      ? ''
      : html` <a href="${page}" rel="noreferrer" target="_blank">${text.openPlatform}</a>`
  }</p>
${facts([
  [text.encryptKey, set(events.encryptKey)],
  [text.verificationToken, set(events.verificationToken)],
  [text.tolerance, duration(c, events.toleranceSeconds * 1000)],
])}
<details><summary>${text.subscribe}</summary><ul>${types.map((type) => html`<li><code>${type}</code></li>`)}</ul></details>
</section>`
}

export function whenNoneArrive(c: AppContext, isOpen: boolean): Markup {
  const text = words(c, eventWords)
  return html`<details class="card"${isOpen ? html` open` : ''}><summary>${text.none}</summary>
<ol>${text.checks.map((check) => html`<li>${check}</li>`)}</ol></details>`
}

/** Counted by this process alone. */
export function refusedDeliveries(c: AppContext, { name, events }: Instance): Markup | string {
  const text = words(c, eventWords)
  if (events === null) return ''
  const all = c.get('services').refusedEvents.of(name)
  if (all.length === 0) return html`<h2>${text.refused}</h2><p class="secondary">${text.refusedNone}</p>`
  const known = refusalWords[c.get('language')]
  return html`<h2>${text.refused}</h2><p class="secondary">${text.refusedIntro}</p>${table(
    text.refused,
    [text.reason, text.count, text.last, text.what],
    all.map(({ reason, code, count: many, lastAt }) => [
      known[reason]?.reason ?? html`<span>${publicWords(c, code).message}<br><code>${reason}</code></span>`,
      count(c, many),
      time(c, lastAt),
      known[reason]?.what ?? text.otherWhat,
    ]),
  )}`
}
