// Draws: the deliveries of an app's events: what was sent, how often, what came back.
import type { AppSettings, Delivery, DeliveryTry, Emulator } from '../types.ts'
import type { PageContext } from './context.ts'
import { type Fragment, html } from './html.ts'
import { emptyState } from './layout.ts'
import { pageOf } from './paging.ts'
import { hiddenFields, pager } from './parts.ts'

const page = '/_emulator/events'
const perPage = 20
const states = ['waiting', 'delivered', 'failed', 'lost'] as const

export function deliveriesCard(
  emulator: Emulator,
  context: PageContext,
  { appId }: Readonly<AppSettings>,
): Fragment {
  const { text, query, href, lang } = context
  const own = text.directory
  const all = emulator.events.deliveries({ appId }).reverse()
  const chosen = all.filter(
    ({ state, type }) => (!query.state || state === query.state) && (!query.type || type === query.type),
  )
  const list = (offset: number, limit: number) => ({
    total: chosen.length,
    items: chosen.slice(offset, offset + limit),
  })
  const { items, page: at, pages } = pageOf(list, query.page, perPage)
  const kept = { app: query.app, state: query.state, type: query.type }
  const option = (value: string, label: string, wanted: string | undefined) =>
    html`<option value="${value}" ${value === wanted ? html`selected` : ''}>${label}</option>`
  const types = [...new Set(all.map(({ type }) => type))].sort()
  return html`<section class="card" id="deliveries" aria-labelledby="deliveries-title">
  <div class="card-head"><h2 id="deliveries-title">${own.deliveries}</h2><span class="count">${own.deliveriesFound(chosen.length)}</span>
  <a class="button quiet" href="${href(page, { ...kept, page: query.page }, 'deliveries')}">${text.refresh}</a></div>
  <form class="filter deliveries-filter" method="get" action="${page}">
    ${hiddenFields({ lang, app: query.app })}
    <label for="delivery-state">${own.state}</label>
    <select id="delivery-state" name="state">${option('', text.all, query.state)}${states.map((state) => option(state, own.states[state], query.state))}</select>
    <label for="delivery-type">${own.type}</label>
    <select id="delivery-type" name="type">${option('', text.all, query.type)}${types.map((type) => option(type, type, query.type))}</select>
    <button class="button" type="submit">${text.filter}</button>
  </form>
  ${items.length === 0 ? nothing(context, all.length > 0) : html`<ul class="deliveries">${items.map((delivery) => row(context, delivery, kept))}</ul>`}
  ${pager(text, at, pages, (to) => href(page, { ...kept, page: to }, 'deliveries'))}
</section>`
}

function nothing({ text, href, query }: PageContext, hidden: boolean): Fragment {
  const own = text.directory
  if (!hidden) return emptyState(own.noDeliveriesTitle, own.noDeliveriesLead)
  const all = html`<a class="button" href="${href(page, { app: query.app })}">${text.all}</a>`
  return emptyState(own.noSuchDeliveriesTitle, own.noSuchDeliveriesLead, all)
}

const colours: Record<Delivery['state'], string> = {
  waiting: '',
  delivered: 'good',
  failed: 'bad',
  lost: 'bad',
}

function row(
  { text, href }: PageContext,
  delivery: Delivery,
  kept: Record<string, string | undefined>,
): Fragment {
  const own = text.directory
  const { id, eventId, type, state, at, dueAt, tries, body } = delivery
  return html`<li><details class="delivery">
  <summary><span class="status ${colours[state]}">${own.states[state]}</span> <code>${type}</code> <bdi class="about">${subjectOf(body)}</bdi>
    <span class="hint">${time(at)} · ${own.triesOf(tries.length)}</span></summary>
  <dl class="facts"><div><dt>${own.eventId}</dt><dd><code>${eventId}</code></dd></div>
  ${state === 'waiting' ? html`<div><dt>${own.nextTry}</dt><dd>${time(dueAt)}</dd></div>` : ''}</dl>
  <h3>${own.tries}</h3>
  ${tries.length === 0 ? html`<p class="hint">${own.noTries}</p>` : html`<ol class="tries">${tries.map(tryLine)}</ol>`}
  <h3 id="body-${id}">${own.body}</h3>
  <pre class="event-body" tabindex="0" role="region" aria-labelledby="body-${id}">${JSON.stringify(body, undefined, 2)}</pre>
  <form method="post" action="${href(`${page}/resend`, kept)}">${hiddenFields({ id: String(id) })}<button class="button" type="submit">${own.resend}</button></form>
</details></li>`
}

const tryLine = ({ at, status, error, ms }: DeliveryTry): Fragment =>
  html`<li>${time(at)} <span class="status ${status === 200 ? 'good' : 'bad'}">${error ?? `HTTP ${status}`}</span> <span class="hint">${ms} ms</span></li>`

function time(at: number): Fragment {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)}</time>`
}

/** The name of the person or department that an event is about, when it has one. */
function subjectOf(body: Record<string, unknown>): string {
  const { event } = body as { event?: { object?: { name?: unknown } } }
  const name = event?.object?.name
  return typeof name === 'string' ? name : ''
}
