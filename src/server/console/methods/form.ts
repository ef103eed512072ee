// Lays out: the form of a sign-in method, for a new one and for changes.

import { html } from 'hono/html'
import type { AppContext } from '../../context.ts'
import type { ElementStatus } from '../../elements-types.ts'
import type { Administrator } from '../administrator.ts'
import { type Markup, type Piece, tokenField } from '../frame.ts'
import { words } from '../texts.ts'
import {
  type FormField,
  type PlainField,
  type PlainValues,
  type Problems,
  tokenEndpoints,
} from './form-values.ts'
import { methodWords } from './texts.ts'

export interface FormView {
  values: PlainValues
  problems: Problems
  types: readonly ElementStatus[]
  /** The one that is changed; none for a new one. */
  kept?: ElementStatus | undefined
  /** `updatedAt` that goes along with changes. */
  seen?: number | null | undefined
  /** Whether a secret was typed that the page does not keep. */
  lostSecret?: boolean
}

interface Hinted {
  hint?: Piece | undefined
  isRequired?: boolean
}

/** Label, control, what it is for, and what is wrong with it. */
function field(
  c: AppContext,
  { problems }: FormView,
  name: FormField,
  { hint }: Hinted,
  control: (described: Markup) => Markup,
): Markup {
  const text = words(c, methodWords)
  const problem = problems[name]
  const ids = [
    ...(problem === undefined ? [] : [`${name}-problem`]),
    ...(hint === undefined ? [] : [`${name}-hint`]),
  ]
  const described = html`${ids.length === 0 ? '' : html` aria-describedby="${ids.join(' ')}"`}${
    problem === undefined ? '' : html` aria-invalid="true" class="invalid"`
  }`
  return html`<div>
<label for="${name}">${text[`field_${name}`]}</label>
${control(described)}
${problem === undefined ? '' : html`<p class="problem" id="${name}-problem">${problem}</p>`}
${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}
</div>`
}

const input = (c: AppContext, view: FormView, name: PlainField, more: Hinted = {}) =>
  field(
    c,
    view,
    name,
    more,
    (described) =>
      html`<input type="text" id="${name}" name="${name}" value="${view.values[name]}" maxlength="1024" autocomplete="off" autocapitalize="off" spellcheck="false"${
        more.isRequired === true ? html` required` : ''
      }${described}>`,
  )

/** Never with a value. */
const secret = (c: AppContext, view: FormView, name: FormField, more: Hinted = {}) =>
  field(
    c,
    view,
    name,
    more,
    (described) =>
      html`<input type="password" id="${name}" name="${name}" maxlength="512" autocomplete="new-password" spellcheck="false"${
        more.isRequired === true ? html` required` : ''
      }${described}>`,
  )

const choice = (
  c: AppContext,
  view: FormView,
  name: PlainField,
  options: readonly (readonly [string, string])[],
  more: Hinted = {},
) =>
  field(
    c,
    view,
    name,
    more,
    (described) =>
      html`<select id="${name}" name="${name}"${described}>${options.map(
        ([value, shown]) =>
          html`<option value="${value}"${value === view.values[name] ? html` selected` : ''}>${shown}</option>`,
      )}</select>`,
  )

/** What few need: open where something in it is set or wrong. */
function rest(c: AppContext, view: FormView): Markup {
  const text = words(c, methodWords)
  const { values, problems, kept } = view
  const { origin } = c.get('services').settings
  // Where no key opens them nobody knows.
  const mayTakeEvents = kept !== undefined && kept.takesEvents !== false
  const isOpen =
    values.host !== '' ||
    values.redirectUri !== '' ||
    values.tokenEndpoint !== 'v2' ||
    mayTakeEvents ||
    (['host', 'tokenEndpoint', 'redirectUri', 'encryptKey', 'verificationToken'] as const).some(
      (name) => problems[name] !== undefined,
    )
  const eventHint = kept?.takesEvents === true ? html`${text.hint_eventsKept}` : html`${text.hint_encryptKey}`
  return html`<details class="rest"${isOpen ? html` open` : ''}><summary>${text.more}</summary>
<div class="fields">
${input(c, view, 'host', { hint: text.hint_host })}
${choice(
  c,
  view,
  'tokenEndpoint',
  tokenEndpoints.map((one) => [one, one === 'v2' ? text.endpointDefault : one] as const),
)}
${input(c, view, 'redirectUri', { hint: html`${text.hint_redirectUri} <code>${origin}/</code>` })}
${secret(c, view, 'encryptKey', { hint: eventHint })}
${secret(c, view, 'verificationToken', { hint: eventHint })}
${
  mayTakeEvents
    ? html`<p class="check"><input type="checkbox" id="noEvents" name="noEvents" value="yes"><label for="noEvents">${text.field_noEvents}</label></p>`
    : ''
}
</div></details>`
}

/**
 * @param address where it is sent
 * @param buttons the submit buttons, the one that Enter presses first
 */
export function methodForm(
  c: AppContext,
  administrator: Administrator,
  view: FormView,
  address: string,
  buttons: Piece,
): Markup {
  const text = words(c, methodWords)
  const isNew = view.kept === undefined
  return html`<form method="post" action="${address}" class="fields card" novalidate>
${tokenField(administrator)}
${isNew ? '' : html`<input type="hidden" name="seen" value="${view.seen ?? ''}">`}
${isNew ? input(c, view, 'name', { hint: text.hint_name, isRequired: true }) : ''}
${input(c, view, 'title', { hint: text.hint_title })}
${input(c, view, 'appId', { hint: text.hint_appId, isRequired: true })}
${secret(c, view, 'appSecret', { hint: isNew ? text.hint_appSecret : text.hint_appSecretKept, isRequired: isNew })}
${view.lostSecret === true ? html`<p class="hint" data-only-without-script>${text.typeAgain}</p>` : ''}
${choice(c, view, 'brand', [
  ['feishu', text.brandFeishu],
  ['lark', text.brandLark],
])}
${choice(
  c,
  view,
  'type',
  view.types.map(({ fullName, title }) => [fullName, `${title} · ${fullName}`] as const),
  { hint: text.hint_type },
)}
${input(c, view, 'scopes', { hint: text.hint_scopes })}
${rest(c, view)}
<div class="actions">${buttons}</div>
</form>`
}
