// Shows: who is expected, and ends it.

import { html } from 'hono/html'
import * as z from 'zod'
import type { Expected } from '../../accounts.ts'
import { cancelledOrNot } from '../../audit-entry.ts'
import type { AppContext } from '../../context.ts'
import { type Administrator, readWrite } from '../administrator.ts'
import { audited } from '../audited.ts'
import { type Markup, tokenField } from '../frame.ts'
import { table, time } from '../parts.ts'
import { words } from '../texts.ts'
import { addressWith, titleOf } from './instance.ts'
import { accountAddress, base } from './tabs.ts'
import { peopleWords } from './texts.ts'

const kinds = ['openId', 'unionId', 'userId'] as const

function namedBy(one: Expected): { kind: (typeof kinds)[number]; subject: string } {
  const kind = kinds.find((each) => one[each] !== undefined) ?? 'openId'
  return { kind, subject: one[kind] ?? '' }
}

const hidden = (fields: Record<string, string>): Markup =>
  html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`

/** @param from the page that shows it, where one comes back to */
export function expectedTable(
  c: AppContext,
  administrator: Administrator,
  all: readonly Expected[],
  from: 'list' | 'account',
): Markup {
  const text = words(c, peopleWords)
  return table(
    text.expectedCaption,
    [text.identifier, text.app, text.tenantKey, text.since, text.account],
    all.map((one) => {
      const { kind, subject } = namedBy(one)
      const { instance, brand, appId, tenantKey } = one
      return [
        html`<span><code>${subject}</code><br><span class="secondary small">${text[kind]}</span></span>`,
        instance === undefined
          ? html`<span>${text.unconfiguredInstance}<br><code class="secondary">${appId}</code></span>`
          : titleOf(c, instance),
        tenantKey === undefined ? html`<span class="secondary">–</span>` : html`<code>${tenantKey}</code>`,
        html`<span>${time(c, one.createdAt)}</span>`,
        html`<div class="actions">${from === 'list' ? html`<a href="${accountAddress(one.account)}">${text.account}</a>` : ''}
<form method="post" action="${base}/expect/cancel" data-confirm="${text.cancelExpectedAsk}">${tokenField(administrator)}
${hidden(instance === undefined ? { brand, appId } : { instance })}<input type="hidden" name="kind" value="${kind}">
<input type="hidden" name="subject" value="${subject}"><input type="hidden" name="tenantKey" value="${tenantKey ?? ''}">
<button type="submit" class="button small">${text.cancelExpected}</button></form></div>`,
      ]
    }),
  )
}

const given = z.string().max(512)

/** The app by its name, or, when it is configured no longer, by brand and App ID. */
const shape = z.looseObject({
  instance: given.optional(),
  brand: z.enum(['feishu', 'lark']).optional(),
  appId: given.optional(),
  kind: z.enum(kinds),
  subject: given,
  tenantKey: given.default(''),
})

export async function cancelExpected(c: AppContext): Promise<Response> {
  const { administrator, fields } = await readWrite(c, shape)
  const { instance, brand, appId, kind, subject, tenantKey } = fields
  const { accounts } = c.get('services')
  const app = brand === undefined && appId === undefined ? { instance } : { brand, appId }
  const name = { ...app, [kind]: subject, ...(tenantKey === '' ? {} : { tenantKey }) }
  const entry = {
    action: 'identity.cancel_expected' as const,
    target: subject,
    details: {
      instance: instance ?? null,
      ...(appId === undefined ? {} : { appId }),
      ...{ kind, subject, tenantKey: tenantKey === '' ? null : tenantKey },
    },
  }
  const account = await audited(c, administrator, entry, () => accounts.cancelExpected(name), cancelledOrNot)
  const done = account === null ? 'gone' : 'cancelled'
  return c.redirect(addressWith(c, `${base}/accounts`, { instance, done }), 303)
}
