// Shows: what a test found, check by check.

import { html } from 'hono/html'
import type { AppContext } from '../../context.ts'
import type { Check, Diagnosis } from '../../elements-types.ts'
import type { Markup } from '../frame.ts'
import { badge, time } from '../parts.ts'
import { words } from '../texts.ts'
import { methodWords } from './texts.ts'

const kinds = { ok: 'good', failed: 'bad', unknown: 'plain' } as const

function fromPlatform(c: AppContext, { platformCode, platformLogId }: Check): Markup | string {
  const text = words(c, methodWords)
  if (platformCode === null && platformLogId === null) return ''
  return html`<p class="secondary small">${platformCode === null ? '' : html`${text.platformCode} <code>${platformCode}</code> `}${
    platformLogId === null ? '' : html`${text.platformLogId} <code>${platformLogId}</code>`
  }</p>`
}

function row(c: AppContext, check: Check): Markup {
  const text = words(c, methodWords)
  return html`<li data-check="${check.name}" data-state="${check.state}">
<div class="check-head"><h3>${text[`check_${check.name}`]}</h3>${badge(kinds[check.state], text[`check_${check.state}`])}</div>
<p>${check[c.get('language')]}</p>
${fromPlatform(c, check)}
${check.url === null ? '' : html`<p><a href="${check.url}" rel="noreferrer" target="_blank">${text.changeThere}</a></p>`}
</li>`
}

/** `at` is left out where it is just now. */
export function diagnosisView(c: AppContext, { ok, checks }: Diagnosis, at?: number): Markup {
  const text = words(c, methodWords)
  return html`<section class="card" id="diagnosis" tabindex="-1" aria-labelledby="diagnosis-title" data-ok="${String(ok)}">
<h2 id="diagnosis-title">${text.diagnosis}</h2>
<p>${badge(ok ? 'good' : 'bad', ok ? text.check_ok : text.check_failed)} ${ok ? text.diagnosisOk : text.diagnosisFailed}${
    at === undefined ? '' : html` <span class="secondary small">${text.testedAt} ${time(c, at)}</span>`
  }</p>
<ul class="checks">${checks.map((check) => row(c, check))}</ul>
</section>`
}
