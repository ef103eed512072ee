// Serves: the page of sign-ins.

import { html } from 'hono/html'
import type { SignInRecord } from '../../../audit/index.ts'
import { type ErrorCode, errorCatalogue } from '../../../errors/catalogue.ts'
import { failuresOfOne, failuresPerHour } from '../../bounded-sign-ins.ts'
import type { AppContext } from '../../context.ts'
import { publicWords } from '../../errors.ts'
import { requireAdministrator } from '../administrator.ts'
import { consolePage, type Markup } from '../frame.ts'
import {
  choiceField,
  filterForm,
  filtersOf,
  givenParameter,
  queryOf,
  textField,
  withQuery,
} from '../logs/filters.ts'
import { days } from '../logs/span.ts'
import { badge, count, empty, pager, table, time } from '../parts.ts'
import { accountAddress } from '../people/tabs.ts'
import { words } from '../texts.ts'
import { signInChart } from './counts.ts'
import { flows, readSignInQuery, type SignInQuery } from './query.ts'
import { signInWords } from './texts.ts'

export const signInsPath = '/console/sign-ins'

/** What a sign-in fails with, besides what is no sign-in at all. */
const commonFailures: readonly ErrorCode[] = [
  ...(['authorization_denied', 'attempt_expired', 'code_invalid', 'mini_program_code_invalid'] as const),
  ...(['pkce_failed', 'user_resigned', 'user_frozen', 'user_not_activated', 'tenant_not_allowed'] as const),
  ...(['account_missing', 'subject_missing', 'identity_conflict', 'app_credentials_invalid'] as const),
  ...(['app_not_available', 'redirect_uri_not_allowed', 'scope_not_allowed', 'ip_not_allowed'] as const),
  ...(['platform_unavailable', 'platform_response_invalid', 'platform_refused'] as const),
  ...(['storage_unavailable', 'aborted', 'internal_error'] as const),
]

function filters(c: AppContext, { days: chosen, filter }: SignInQuery): Markup {
  const text = words(c, signInWords)
  const any = { value: '', text: text.all }
  const known = c.get('services').instances.all.map(({ name }) => name)
  // What has been removed since is in the log all the same.
  const names =
    filter.instance === undefined || known.includes(filter.instance) ? known : [...known, filter.instance]
  const asked = filter.outcome as ErrorCode | 'ok' | 'failed' | undefined
  const isCode = asked !== undefined && asked !== 'ok' && asked !== 'failed'
  const failures = isCode && !commonFailures.includes(asked) ? [...commonFailures, asked] : commonFailures
  return filterForm(
    signInsPath,
    html`
${choiceField(
  'days',
  text.days,
  days.map((one) => ({ value: String(one), text: text[`days${one}`] })),
  String(chosen),
)}
${choiceField('instance', text.method, [any, ...names.map((name) => ({ value: name, text: name }))], filter.instance)}
${choiceField('flow', text.flow, [any, ...flows.map((flow) => ({ value: flow, text: text[flow] }))], filter.flow)}
${choiceField(
  'outcome',
  text.outcome,
  [
    any,
    { value: 'ok', text: text.ok },
    { value: 'failed', text: text.anyFailure },
    ...failures.map((code) => ({ value: code, text: code })),
  ],
  filter.outcome,
)}
${textField('user', text.account, filter.userId)}`,
    text,
  )
}

function outcomeOf(c: AppContext, record: SignInRecord): Markup {
  const text = words(c, signInWords)
  const { outcome, platformCode, platformLogId } = record
  if (outcome === 'ok') return badge('good', text.ok)
  const { message } = outcome in errorCatalogue ? publicWords(c, outcome as ErrorCode) : { message: '' }
  return html`<div>${badge('bad', text.failed)} <code>${outcome}</code><br><span class="secondary">${message}</span>${
    platformCode === null
      ? ''
      : html`<br><span class="small">${text.platform} <code>${platformCode}</code></span>`
  }${platformLogId === null ? '' : html`<br><span class="small">${text.logId} <code>${platformLogId}</code></span>`}</div>`
}

function personOf(c: AppContext, { userId, name }: SignInRecord): Markup {
  const text = words(c, signInWords)
  if (userId === null) return html`<span class="secondary">${text.nobody}</span>`
  return html`<a class="foreign" href="${accountAddress(userId)}">${name === null || name === '' ? userId : name}</a>`
}

/** What is not in the list, although it happened. */
function leftOut(c: AppContext): Markup | string {
  const text = words(c, signInWords)
  const left = c.get('services').logs.signIns.leftOut()
  return left === 0
    ? ''
    : html`<p class="notice wrong">${text.leftOut(count(c, left), count(c, failuresOfOne), count(c, failuresPerHour))}</p>`
}

export async function listSignIns(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const { logs, clock } = c.get('services')
  const text = words(c, signInWords)
  const query = queryOf(c)
  const asked = readSignInQuery(query, clock())
  const cursor = givenParameter(query, 'cursor')
  const { items, next } = await logs.signIns.list(asked.filter, { cursor, limit: 50 })
  const rest = filtersOf(query)
  const list =
    items.length === 0
      ? empty(
          text.emptyTitle,
          html`${text.emptyText}<br><a class="button" href="${signInsPath}?days=90">${text.emptyReset}</a>`,
        )
      : table(
          text.list,
          [text.when, text.person, text.method, text.flow, text.outcome, text.request],
          items.map((record) => [
            time(c, record.at),
            personOf(c, record),
            html`<code>${record.instance}</code>`,
            text[record.flow],
            outcomeOf(c, record),
            html`<code>${record.requestId}</code>`,
          ]),
        )
  return c.html(
    await consolePage(c, administrator, {
      section: 'signIns',
      title: text.title,
      actions: html`<a class="button" href="${withQuery(`${signInsPath}.csv`, rest)}" title="${text.exportHint}" download>${text.export}</a>`,
      main: html`<p class="secondary lead">${text.intro}</p>
${leftOut(c)}
${filters(c, asked)}
${cursor === undefined ? html`${await signInChart(c, asked.span, asked.filter)}<p class="hint lead">${asked.days < 30 ? text.hourly : text.daily}</p>` : ''}
${list}
${pager(c, signInsPath, rest, { cursor, next })}`,
    }),
  )
}
