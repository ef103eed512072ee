// Serves: the events that the platform has sent to an app.

import { html } from 'hono/html'
import type { Listing, StoredEvent } from '../../../directory/index.ts'
import { errorCatalogue } from '../../../errors/catalogue.ts'
import type { AppContext } from '../../context.ts'
import type { Directory } from '../../directory.ts'
import type { Instance } from '../../instance.ts'
import { requireAdministrator } from '../administrator.ts'
import { consolePage, type Markup, type Piece } from '../frame.ts'
import { badge, count, empty, pager, table, time } from '../parts.ts'
import { chosenInstance } from '../sync/find.ts'
import { instanceChoice } from '../sync/overview.ts'
import { words } from '../texts.ts'
import { refusedDeliveries, settingsCard, whenNoneArrive } from './settings.ts'
import { namesOf, subjectText } from './subject.ts'
import { eventWords } from './texts.ts'

const path = '/console/events'
const limit = 50
const states = ['waiting', 'done', 'failed'] as const
const kinds = { waiting: 'warn', done: 'good', failed: 'bad' } as const

const stateOf = (c: AppContext) => states.find((one) => one === c.req.query('state'))

function filter(c: AppContext, instance: Instance): Markup {
  const text = words(c, eventWords)
  const chosen = stateOf(c)
  return html`<form method="get" action="${path}" class="filters"><input type="hidden" name="instance" value="${instance.name}">
<div><label for="state">${text.state}</label><select id="state" name="state"><option value="">${text.anyState}</option>${states.map(
    (state) =>
      html`<option value="${state}"${state === chosen ? html` selected` : ''}>${text[state]}</option>`,
  )}</select></div><div class="actions"><button type="submit" class="button">${text.show}</button></div></form>`
}

function typeText(c: AppContext, type: string): Markup {
  const known: Record<string, unknown> = words(c, eventWords)
  const name = Object.hasOwn(known, type) ? known[type] : undefined
  return html`<span>${typeof name === 'string' ? html`${name}<br>` : ''}<code>${type}</code></span>`
}

function whenText(c: AppContext, { state, appliedAt, nextTryAt, tries }: StoredEvent): Piece {
  const text = words(c, eventWords)
  if (state === 'done') return time(c, appliedAt)
  // What has not been tried yet is due at once.
  return state === 'waiting' && tries > 0 ? html`${text.again} ${time(c, nextTryAt)}` : '–'
}

function problemText(c: AppContext, { error }: StoredEvent): Piece {
  if (error === null) return '–'
  const entry = Object.entries(errorCatalogue).find(([code]) => code === error)?.[1]
  return html`<span>${entry === undefined ? '' : html`${entry[c.get('language')].message} `}<code>${error}</code></span>`
}

async function events(
  c: AppContext,
  instance: Instance,
  directory: Directory,
  { items, next }: Listing<StoredEvent>,
): Promise<Markup> {
  const text = words(c, eventWords)
  const state = stateOf(c)
  const cursor = c.req.query('cursor')
  const query = new URLSearchParams({ instance: instance.name, ...(state === undefined ? {} : { state }) })
  if (items.length === 0 && cursor === undefined) {
    return state === undefined
      ? empty(text.emptyTitle, text.emptyText)
      : html`${filter(c, instance)}${empty(text.emptyFilterTitle, '')}`
  }
  const names = await namesOf(directory, items)
  return html`${filter(c, instance)}${table(
    text.list,
    [text.received, text.type, text.about, text.state, text.tries, text.when, text.problem],
    items.map((one) => [
      time(c, one.receivedAt),
      typeText(c, one.type),
      subjectText(c, instance.name, one, names),
      badge(kinds[one.state], text[one.state]),
      count(c, one.tries),
      html`<span>${whenText(c, one)}</span>`,
      problemText(c, one),
    ]),
  )}${pager(c, path, query, { cursor, next })}`
}

export async function showEvents(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const text = words(c, eventWords)
  const instance = await chosenInstance(c)
  const directory = c.get('services').directories.of(instance.name)
  const found = await directory.events({ limit, state: stateOf(c), cursor: c.req.query('cursor') })
  const hasNone = found.items.length === 0 && stateOf(c) === undefined && c.req.query('cursor') === undefined
  return c.html(
    await consolePage(c, administrator, {
      section: 'events',
      title: text.title,
      main: html`<p class="secondary lead">${text.intro}</p>
${instanceChoice(c, path, instance)}
${settingsCard(c, instance)}
<h2>${text.list}</h2>
${await events(c, instance, directory, found)}
${instance.events === null ? '' : whenNoneArrive(c, hasNone)}
${refusedDeliveries(c, instance)}`,
    }),
  )
}
