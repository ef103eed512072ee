// Shows: the parts that console pages are made of: tables, times, states, pages of lists, empty states.

import { html } from 'hono/html'
import type { AppContext } from '../context.ts'
import type { Markup, Piece } from './frame.ts'
import { frameWords, words } from './texts.ts'

/** A time that the console's script turns into the reader's own zone; without script it stands in UTC. */
export function time(c: AppContext, at: number | null): Markup {
  const text = words(c, frameWords)
  if (at === null) return html`<span class="secondary">${text.never}</span>`
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} ${text.utc}</time>`
}

/** A whole number with separators. */
export const count = (c: AppContext, value: number): string =>
  value.toLocaleString(c.get('language') === 'zh' ? 'zh-CN' : 'en-GB')

/** So long, in words of two units at most. */
export function duration(c: AppContext, ms: number): string {
  const zh = c.get('language') === 'zh'
  const units: [number, string, string][] = [
    [86_400_000, 'd', '天'],
    [3_600_000, 'h', '小时'],
    [60_000, 'min', '分'],
    [1000, 's', '秒'],
  ]
  const parts: string[] = []
  let rest = Math.max(0, ms)
  for (const [size, en, chinese] of units) {
    const whole = Math.floor(rest / size)
    if (whole === 0 && (parts.length === 0 || parts.length === 2)) continue
    if (parts.length === 2) break
    if (whole > 0) parts.push(zh ? `${whole} ${chinese}` : `${whole} ${en}`)
    rest -= whole * size
  }
  return parts.length === 0 ? (zh ? '不到 1 秒' : 'under 1 s') : parts.join(' ')
}

/** How something stands; never by colour alone. */
export const badge = (kind: 'good' | 'bad' | 'warn' | 'plain', text: string): Markup =>
  html`<span class="badge ${kind}">${text}</span>`

/**
 * A table that becomes a list of cards on a phone: every cell repeats its column's name there.
 * @param caption read out by screen readers
 */
export function table(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly Piece[])[],
): Markup {
  return html`<div class="table" role="region" aria-label="${caption}" tabindex="0"><table>
<caption class="unseen">${caption}</caption>
<thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (row) => html`<tr>${row.map((cell, at) => html`<td data-column="${columns[at] ?? ''}">${cell}</td>`)}</tr>`,
)}
</tbody>
</table></div>`
}

/** What stands in place of an empty list: why it is empty, and what to do. */
export const empty = (title: string, text: Piece): Markup =>
  html`<div class="empty"><h2>${title}</h2><p>${text}</p></div>`

/** Links to the first and to the next page of a list; `query` is the address's own without its cursor. */
export function pager(
  c: AppContext,
  path: string,
  query: URLSearchParams,
  page: { cursor: string | undefined; next: string | null },
): Markup {
  const text = words(c, frameWords)
  const address = (cursor?: string) => {
    const own = new URLSearchParams(query)
    own.delete('cursor')
    if (cursor !== undefined) own.set('cursor', cursor)
    const search = own.toString()
    return search === '' ? path : `${path}?${search}`
  }
  if (page.cursor === undefined && page.next === null) return html``
  return html`<nav class="pager" aria-label="${text.older}">
${page.cursor === undefined ? '' : html`<a class="button" href="${address()}">${text.newer}</a>`}
${page.next === null ? '' : html`<a class="button" rel="next" href="${address(page.next)}">${text.older}</a>`}
</nav>`
}

/** Terms and what they stand for. */
export const facts = (rows: readonly (readonly [string, Piece])[]): Markup =>
  html`<dl class="facts">${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`

/** An address or id that is to be copied: it can be marked with one click, and with the console's script copied. */
export function copyField(
  c: AppContext,
  field: { id: string; label: string; value: string; isLabelSeen?: boolean },
): Markup {
  const text = words(c, frameWords)
  return html`<div class="copy">
<label for="${field.id}"${field.isLabelSeen === true ? '' : html` class="unseen"`}>${field.label}</label>
<div class="copy-row"><input type="text" id="${field.id}" value="${field.value}" readonly data-copied="${text.copied}">
<button type="button" class="button small" data-copy="${field.id}" hidden>${text.copy}<span class="unseen"> ${field.label}</span></button></div>
</div>`
}
