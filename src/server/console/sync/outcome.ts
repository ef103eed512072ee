// Shows: what a run found odd, what it may not see, and why it stopped.

import { html } from 'hono/html'
import type { RunReport, SyncWarning } from '../../../directory/index.ts'
import type { AppContext } from '../../context.ts'
import { publicWords } from '../../errors.ts'
import type { Instance } from '../../instance.ts'
import type { Markup } from '../frame.ts'
import { count, table } from '../parts.ts'
import { words } from '../texts.ts'
import { fieldNames } from './fields.ts'
import { runAddress, type Standing } from './find.ts'
import { syncWords } from './texts.ts'

/** Only the public platforms' consoles are known by their addresses. */
function permissionsPage({ app }: Instance): string | undefined {
  const isPublic = ['https://open.feishu.cn', 'https://open.larksuite.com'].includes(app.hosts.open)
  return isPublic ? `${app.hosts.open}/app/${encodeURIComponent(app.appId)}/auth` : undefined
}

export function missingPermissions(c: AppContext, instance: Instance, report: RunReport): Markup | string {
  const text = words(c, syncWords)
  if (report.missingPermissions.length === 0) return ''
  const address = permissionsPage(instance)
  return html`<h2>${text.missing}</h2><p>${text.missingText}${
    address === undefined
      ? ''
      : html` <a href="${address}" rel="noreferrer" target="_blank">${text.openPermissions}</a>`
  }</p>${table(
    text.missing,
    [text.of, text.fields, text.permissions],
    report.missingPermissions.map(({ of, fields, permissions }) => [
      of === 'person' ? text.ofPerson : text.ofDepartment,
      fieldNames(c, fields),
      html`<span>${permissions.map((one, at) => html`${at === 0 ? '' : ` ${text.or} `}<code>${one}</code>`)}</span>`,
    ]),
  )}`
}

const mostIds = 20

function warningText(c: AppContext, warning: SyncWarning): Markup | string {
  const text = words(c, syncWords)
  if (warning.kind === 'empty_range') return text.warning_empty
  if (warning.kind === 'groups_not_read') return text.warning_groups(count(c, warning.count))
  const first = warning.departmentIds.slice(0, mostIds)
  const all = warning.kind === 'orphan' ? warning.count : warning.departmentIds.length
  const head = warning.kind === 'orphan' ? text.warning_orphan(count(c, all)) : text.warning_cycle
  return html`${head} ${first.map((id) => html`<code>${id}</code> `)}${all > first.length ? '…' : ''}`
}

export function warnings(c: AppContext, report: RunReport): Markup | string {
  const text = words(c, syncWords)
  if (report.warnings.length === 0) return ''
  return html`<h2>${text.warnings}</h2><ul class="warnings">${report.warnings.map(
    (warning) => html`<li>${warningText(c, warning)}</li>`,
  )}</ul>`
}

function removalsText(c: AppContext, report: RunReport): string {
  const text = words(c, syncWords)
  if (report.removals === null) return ''
  const { people, departments, ofPeople, ofDepartments } = report.removals
  const words4 = [people, ofPeople, departments, ofDepartments].map((one) => count(c, one))
  const [a = '', b = '', d = '', e = ''] = words4
  return report.state === 'waiting' ? text.guardText(a, b, d, e) : text.guardDryRun(a, b, d, e)
}

/** Why the run has not done, or not yet, what it was asked for. */
export function standingCard(c: AppContext, standing: Standing, report: RunReport): Markup | string {
  const text = words(c, syncWords)
  if (standing === 'waiting') {
    return html`<section class="card decision"><h2>${text.guardTitle}</h2><p>${removalsText(c, report)}</p><p>${text.guardCause}</p>
<p><a class="button primary" href="${runAddress(report.id)}/removals">${text.seeRemovals}</a></p></section>`
  }
  if (standing === 'interrupted') return html`<p>${text.interruptedText}</p>`
  if (standing === 'superseded') return html`<p>${text.supersededText}</p>`
  if (standing === 'failed' && report.error !== null) {
    const { message, hint } = publicWords(c, report.error.code)
    return html`<section class="card failure"><h2>${text.failedText}</h2><p>${message} ${hint}</p><p class="secondary"><code>${report.error.code}</code></p></section>`
  }
  if (standing === 'completed' && report.dryRun) {
    return html`<p>${text.dryRunText} ${removalsText(c, report)}</p>`
  }
  return ''
}
