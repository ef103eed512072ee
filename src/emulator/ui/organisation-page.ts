// Draws: the organisation: the tree of departments, the people of one, and what can change.
import type { Emulator } from '../types.ts'
import type { PageContext } from './context.ts'
import { departmentCard, departmentName } from './department-card.ts'
import { departmentTree } from './department-tree.ts'
import { type Fragment, html } from './html.ts'
import { consolePage } from './layout.ts'
import { memberList } from './member-list.ts'
import { type OrganisationView, readOrganisationView } from './organisation-view.ts'
import { hiddenFields } from './parts.ts'

export function organisationPage(emulator: Emulator, context: PageContext, problem?: string): string {
  const { text } = context
  const view = readOrganisationView(emulator, context)
  const body = html`<h1>${text.organisation}</h1>
<p class="lead">${text.directory.organisationLead}</p>
${notice(emulator, context, view, problem)}
${searchForm(context, view)}
<div class="organisation">
  <section class="card" aria-labelledby="tree-title"><h2 id="tree-title">${text.directory.departments}</h2>
  ${departmentTree(emulator, context, view)}</section>
  <div>${view.search === '' ? departmentCard(emulator, context, view) : ''}${memberList(emulator, context, view)}</div>
</div>`
  return consolePage(context, { title: text.organisation, body })
}

function searchForm({ text, lang, href }: PageContext, { search, kept }: OrganisationView): Fragment {
  const own = text.directory
  return html`<form class="search organisation-search" role="search" method="get" action="/_emulator/organisation">
  ${hiddenFields({ lang, department: kept.department })}
  <label class="visually-hidden" for="search">${own.searchLabel}</label>
  <input id="search" name="search" type="search" value="${search}" placeholder="${own.searchHint}" autocomplete="off">
  <button class="button" type="submit">${text.search}</button>
  ${search === '' ? '' : html`<a class="button quiet" href="${href('/_emulator/organisation', { department: kept.department })}">${own.clearSearch}</a>`}
</form>`
}

/** What became of the last form. */
function notice(
  emulator: Emulator,
  { text, query, href }: PageContext,
  view: OrganisationView,
  problem: string | undefined,
): Fragment | '' {
  const own = text.directory
  if (problem !== undefined) return html`<p class="notice bad" role="alert">${own.notDone} ${problem}</p>`
  const say = Object.entries(own.done).find(([name]) => name === query.done)?.[1]
  const name = nameOf(emulator, text, query.who ?? '')
  if (say !== undefined && (name !== undefined || query.done === 'department-remove')) {
    const listens = emulator.apps.list().some(({ events }) => events.url !== '')
    const events = listens ? html` <a href="${href('/_emulator/events')}">${own.seeEvents}</a>` : ''
    return html`<p class="notice good" role="status">${say(name ?? '')}${events}</p>`
  }
  return view.unknown ? html`<p class="notice bad" role="status">${own.unknownDepartment}</p>` : ''
}

function nameOf(
  { people, organisation }: Emulator,
  text: PageContext['text'],
  id: string,
): string | undefined {
  const department = organisation.departments.get(id)
  return department === undefined ? people.get(id)?.name : departmentName(text, department)
}
