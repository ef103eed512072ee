// Draws: the console's first page: the lines for .env, the app's address, and the people to open it as.
import type { Emulator } from '../types.ts'
import { appAddress } from './app-address.ts'
import { personCard } from './cards.ts'
import type { PageContext } from './context.ts'
import { type Fragment, html } from './html.ts'
import { consolePage, emptyState } from './layout.ts'
import { pageOf } from './paging.ts'
import { avatar, badge, hiddenFields, pager, personName, personPlace } from './parts.ts'
import type { PersonCard } from './views.ts'

const perPage = 20

export function peoplePage(emulator: Emulator, context: PageContext, appHomeUrl: string | undefined): string {
  const { text, query } = context
  const search = (query.search ?? '').trim()
  const address = appAddress(query.url ?? appHomeUrl)
  // The organisation searches names and departments; an ID names one person exactly.
  const exact = search === '' ? undefined : emulator.people.get(search)
  const list = (offset: number, limit: number) =>
    exact ? { total: 1, items: [exact] } : emulator.people.list({ search, offset, limit })
  const { total, items, page, pages } = pageOf(list, query.page, perPage)
  const kept = { url: query.url }

  const body = html`<h1>${text.console}</h1>
<p class="lead">${text.homeLead(emulator.people.size)}</p>
<div class="pair">
${environment(emulator, context)}
${webApp(emulator, context, address, query.url)}
</div>
<section class="card" aria-labelledby="people-title">
  <div class="card-head">
    <h2 id="people-title">${text.people}</h2>
    <span class="count">${text.found(total)}</span>
    <form class="search" role="search" method="get" action="/_emulator/">
      ${hiddenFields({ lang: context.lang, url: query.url })}
      <label class="visually-hidden" for="search">${text.searchPeople}</label>
      <input id="search" name="search" type="search" value="${search}" placeholder="${text.searchHint}" autocomplete="off">
      <button class="button" type="submit">${text.search}</button>
    </form>
  </div>
  ${
    items.length === 0
      ? emptyState(
          text.nobodyTitle,
          text.nobodyLead,
          html`<a class="button" href="${context.href('/_emulator/', kept)}">${text.showAll}</a>`,
        )
      : html`<ul class="people">${items.map((item) => row(context, personCard(item), query.url))}</ul>`
  }
  ${pager(text, page, pages, (to) => context.href('/_emulator/', { ...kept, search, page: to }))}
</section>`
  return consolePage(context, { title: text.homeTitle, body })
}

function row(context: PageContext, person: PersonCard, url: string | undefined): Fragment {
  const { text } = context
  return html`<li class="person-row">
  ${avatar(person)}
  <span class="person-text"><span class="person-line">${personName(person)}${badge(person.badge, text)}</span>${personPlace(person)}</span>
  <code class="id">${person.openId}</code>
  <a class="button quiet open" href="${context.href('/_emulator/client', { open_id: person.openId, url })}"><bdi>${text.openAs(person.name)}</bdi></a>
</li>`
}

/** The secret is worth nothing, but a page that shows secrets at a glance teaches a bad habit. */
function environment(emulator: Emulator, { text }: PageContext): Fragment {
  const { APP_ID, APP_SECRET, FEISHU_HOST } = emulator.env
  return html`<section class="card" aria-labelledby="env-title">
  <h2 id="env-title">${text.envTitle}</h2>
  <p class="hint">${text.envLead}</p>
  <div class="env">
    <code>APP_ID=${APP_ID}</code>
    <details><summary><code>APP_SECRET=<span aria-hidden="true">••••••••</span></code> <span class="show">${text.reveal}</span><span class="hide">${text.hide}</span></summary>
      <code>APP_SECRET=${APP_SECRET}</code></details>
    <code>FEISHU_HOST=${FEISHU_HOST}</code>
  </div>
</section>`
}

function webApp(
  emulator: Emulator,
  context: PageContext,
  address: URL | undefined,
  typed: string | undefined,
): Fragment {
  const { text } = context
  const first = emulator.people.list({ limit: 1 }).items[0]
  return html`<section class="card" aria-labelledby="app-title">
  <h2 id="app-title">${text.appTitle}</h2>
  <p class="hint">${address ? text.appLead : text.appNone}</p>
  <form class="stack" method="get" action="/_emulator/client">
    ${hiddenFields({ lang: context.lang, open_id: first?.open_id })}
    <label for="url">${text.appAddress}</label>
    <input id="url" name="url" type="url" required value="${typed ?? address?.href ?? ''}" placeholder="http://127.0.0.1:3000/">
    <button class="button primary" type="submit">${text.openInClient}</button>
  </form>
</section>`
}
