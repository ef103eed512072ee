// Draws: the request log: what the app asked, what the emulator answered, what nothing read, what almost matched.
import type { Emulator, RequestEntry } from '../types.ts'
import type { PageContext } from './context.ts'
import { type Fragment, html } from './html.ts'
import { consolePage, emptyState } from './layout.ts'
import { hiddenFields, pager } from './parts.ts'

const perPage = 50

export function requestsPage(emulator: Emulator, context: PageContext): string {
  const { text, query } = context
  const everything = emulator.requests()
  const operations = [...new Set(everything.map((entry) => entry.operation))].sort()
  const chosen = everything
    .filter((entry) => !query.operation || entry.operation === query.operation)
    // A refusal links to its entry by log id, wherever it is in the log.
    .filter((entry) => !query.log || entry.logId === query.log)
    .reverse()
  const pages = Math.max(1, Math.ceil(chosen.length / perPage))
  const page = Math.min(Math.max(1, Number.parseInt(query.page ?? '1', 10) || 1), pages)
  const entries = chosen.slice((page - 1) * perPage, page * perPage)

  const body = html`<h1>${text.requests}</h1>
<p class="lead">${text.requestsLead}</p>
<div class="card">
  <div class="card-head">
    <form class="filter" method="get" action="/_emulator/requests">
      ${hiddenFields({ lang: context.lang })}
      <label for="operation">${text.operation}</label>
      <select id="operation" name="operation">
        <option value="">${text.all}</option>
        ${operations.map((name) => html`<option ${name === query.operation ? html`selected` : ''}>${name}</option>`)}
      </select>
      <button class="button" type="submit">${text.filter}</button>
    </form>
    <a class="button quiet" href="${context.href('/_emulator/requests', { operation: query.operation })}">${text.refresh}</a>
    <form method="post" action="${context.href('/_emulator/requests/clear')}"><button class="button quiet" type="submit">${text.clearRequests}</button></form>
  </div>
  ${entries.length === 0 ? nothing(context, everything.length > 0) : table(context, entries)}
  ${pager(text, page, pages, (to) => context.href('/_emulator/requests', { operation: query.operation, page: to }))}
</div>`
  return consolePage(context, { title: text.requests, body })
}

function nothing({ text, href }: PageContext, hidden: boolean): Fragment {
  if (!hidden) return emptyState(text.noRequestsTitle, text.noRequestsLead)
  const all = html`<a class="button" href="${href('/_emulator/requests')}">${text.all}</a>`
  return emptyState(text.noMatchTitle, text.noMatchLead, all)
}

function table({ text }: PageContext, entries: readonly RequestEntry[]): Fragment {
  const head = [text.time, text.request, text.operation, text.status, text.code, text.duration, text.logId]
  return html`<div class="table-frame" tabindex="0" role="region" aria-label="${text.requests}"><table class="requests">
<thead><tr>${head.map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${entries.map(
    (entry) => html`<tr id="${entry.logId}">
  <td><time datetime="${new Date(entry.at).toISOString()}">${new Date(entry.at).toISOString().slice(11, 23)}</time></td>
  <td><code>${entry.method} ${entry.path}</code>${remarks(text, entry)}</td>
  <td>${entry.operation}</td>
  <td><span class="status ${entry.status >= 400 ? 'bad' : 'good'}">${entry.status}</span></td>
  <td>${entry.code === undefined ? '' : html`<span class="status ${entry.code === 0 ? 'good' : 'bad'}">${entry.code}</span>`}</td>
  <td class="number">${entry.ms}</td>
  <td><a href="#${entry.logId}"><code class="id">${entry.logId}</code></a></td>
</tr>`,
  )}</tbody></table></div>`
}

function remarks(
  text: Record<'caller' | 'unread' | 'undocumented' | 'nearMisses', string>,
  { caller, appId, unreadFields, undocumentedFields, nearMisses }: RequestEntry,
): Fragment {
  const lines: [string, string][] = [
    [text.caller, [caller, appId].filter(Boolean).join(' · ')],
    [text.unread, unreadFields.join(', ')],
    [text.undocumented, undocumentedFields.join(', ')],
    [text.nearMisses, nearMisses.join(', ')],
  ]
  return html`<dl class="remarks">${lines
    .filter(([, value]) => value !== '')
    .map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`
}
