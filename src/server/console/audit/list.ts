// Serves: the page of the audit log.

import { html } from 'hono/html'
import { type AuditAction, type AuditRecord, auditActions } from '../../../audit/index.ts'
import { type ErrorCode, errorCatalogue } from '../../../errors/catalogue.ts'
import type { AppContext } from '../../context.ts'
import { publicWords } from '../../errors.ts'
import { requireAdministrator } from '../administrator.ts'
import { consolePage, type Markup, type Piece } from '../frame.ts'
import {
  choiceField,
  filterForm,
  filtersOf,
  givenParameter,
  queryOf,
  textField,
  withQuery,
} from '../logs/filters.ts'
import { badge, empty, pager, table, time } from '../parts.ts'
import { words } from '../texts.ts'
import { type AuditQuery, readAuditQuery } from './query.ts'
import { auditWords } from './texts.ts'

export const auditPath = '/console/audit'

/** A later version may have written what this one has no words for. */
const actionText = (c: AppContext, action: AuditAction): string =>
  Object.hasOwn(auditActions, action) ? auditActions[action][c.get('language')] : action

const actionChoices = (c: AppContext) => [
  { value: '', text: words(c, auditWords).everything },
  ...Object.entries(auditActions).map(([value, both]) => ({ value, text: both[c.get('language')] })),
]

function dateField(c: AppContext, name: 'from' | 'until', { typed, wrong }: AuditQuery): Markup {
  const text = words(c, auditWords)
  const isWrong = wrong.includes(name)
  return html`<div><label for="${name}">${text[name]}</label><input type="date" id="${name}" name="${name}" value="${typed[name] ?? ''}"${
    isWrong ? html` class="invalid" aria-invalid="true" aria-describedby="${name}-problem"` : ''
  }>${isWrong ? html`<p class="problem" id="${name}-problem">${text.dateProblem}</p>` : ''}</div>`
}

function filters(c: AppContext, query: AuditQuery): Markup {
  const text = words(c, auditWords)
  const { typed } = query
  return filterForm(
    auditPath,
    html`${dateField(c, 'from', query)}
${dateField(c, 'until', query)}
${textField('actor', text.actor, typed.actor)}
${choiceField('action', text.action, actionChoices(c), typed.action)}
${textField('target', text.target, typed.target)}`,
    text,
  )
}

/** The same list, narrowed by one thing that stands in it. */
const only = (name: string, value: string, shown: Piece): Markup =>
  html`<a href="${withQuery(auditPath, new URLSearchParams({ [name]: value }))}">${shown}</a>`

function outcomeOf(c: AppContext, { outcome }: AuditRecord): Markup {
  const text = words(c, auditWords)
  if (outcome === 'ok') return badge('good', text.ok)
  const { message } = outcome in errorCatalogue ? publicWords(c, outcome as ErrorCode) : { message: '' }
  return html`<div>${badge('bad', text.refused)} <code>${outcome}</code><br><span class="secondary">${message}</span></div>`
}

const detailsOf = ({ details }: AuditRecord): Markup =>
  html`<div class="foreign">${Object.entries(details).map(
    ([name, value]) =>
      html`<div><span class="secondary">${name}</span> ${value === null ? '–' : String(value)}</div>`,
  )}</div>`

export async function listAudit(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const text = words(c, auditWords)
  const query = queryOf(c)
  const asked = readAuditQuery(query)
  const cursor = givenParameter(query, 'cursor')
  const { items, next } = await c.get('services').logs.audit.list(asked.filter, { cursor, limit: 50 })
  const rest = filtersOf(query)
  const isWrong = asked.wrong.length > 0
  const list =
    items.length === 0
      ? empty(
          text.emptyTitle,
          html`${text.emptyText}<br><a class="button" href="${auditPath}">${text.emptyReset}</a>`,
        )
      : table(
          text.list,
          [text.when, text.who, text.what, text.toWhat, text.outcome, text.details],
          items.map((record) => [
            time(c, record.at),
            record.actorId === null
              ? html`<span class="foreign">${record.actorName}</span>`
              : only('actor', record.actorId, html`<span class="foreign">${record.actorName}</span>`),
            only('action', record.action, actionText(c, record.action)),
            only('target', record.target, html`<code>${record.target}</code>`),
            outcomeOf(c, record),
            detailsOf(record),
          ]),
        )
  const page = await consolePage(c, administrator, {
    section: 'audit',
    title: text.title,
    actions: html`<a class="button" href="${withQuery(`${auditPath}.csv`, rest)}" title="${text.exportHint}" download>${text.export}</a>`,
    notice: isWrong ? { kind: 'wrong', text: text.dateProblem } : undefined,
    main: html`<p class="secondary lead">${text.intro}</p>
${filters(c, asked)}
${list}
${pager(c, auditPath, rest, { cursor, next })}`,
  })
  return c.html(page, isWrong ? 400 : 200)
}
