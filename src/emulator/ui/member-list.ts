// Draws: people of the organisation, each with the changes that can happen to them.
import type { Emulator, Person } from '../types.ts'
import { personCard } from './cards.ts'
import type { PageContext } from './context.ts'
import { rootId } from './find-department.ts'
import { type Fragment, html } from './html.ts'
import { emptyState } from './layout.ts'
import type { OrganisationView } from './organisation-view.ts'
import { avatar, badge, hiddenFields, pager, personName, personPlace } from './parts.ts'

const page = '/_emulator/organisation'

export function memberList(emulator: Emulator, context: PageContext, view: OrganisationView): Fragment {
  const { text, href } = context
  const own = text.directory
  const { people, search, kept } = view
  const title = search === '' ? own.directMembers : own.searchResults(search)
  return html`<section class="card" aria-labelledby="members-title">
  <div class="card-head"><h2 id="members-title"><bdi>${title}</bdi></h2><span class="count">${text.found(people.total)}</span></div>
  ${
    people.items.length > 0
      ? html`<ul class="people">${people.items.map((person) => row(emulator, context, view, person))}</ul>`
      : search === ''
        ? emptyState(own.nobodyHereTitle, own.nobodyHereLead)
        : emptyState(
            text.nobodyTitle,
            text.nobodyLead,
            html`<a class="button" href="${href(page, { department: kept.department })}">${text.showAll}</a>`,
          )
  }
  ${pager(text, people.page, people.pages, (to) => href(page, { ...kept, page: to }))}
  ${search === '' ? hireForm(context, view) : ''}
</section>`
}

/** Where a row stands on its page. */
export const rowId = (openId: string): string => `person-${openId}`

function row(emulator: Emulator, context: PageContext, view: OrganisationView, person: Person): Fragment {
  const { text } = context
  const own = text.directory
  const { is_resigned, is_exited, is_frozen } = person.status
  const gone = is_resigned || is_exited
  const card = personCard(person)
  const id = person.index
  const step = (action: 'freeze' | 'unfreeze' | 'leave', label: string) =>
    form(
      context,
      view,
      action,
      person,
      html`<button class="button small" type="submit" aria-label="${label}">${own[action]}</button>`,
      'inline',
    )
  return html`<li class="member" id="${rowId(person.open_id)}">
  ${avatar(card)}
  <span class="person-text"><span class="person-line">${personName(card)}${badge(card.badge, text)}</span>${personPlace(card)}</span>
  ${
    gone
      ? ''
      : html`<div class="steps">${is_frozen ? step('unfreeze', own.unfreezeOf(card.name)) : step('freeze', own.freezeOf(card.name))}
  ${step('leave', own.leaveOf(card.name))}</div>
  <details class="more"><summary aria-label="${own.changeOf(card.name)}">${own.change}</summary><div class="changes">
  ${form(
    context,
    view,
    'rename',
    person,
    html`<label for="name-${id}">${own.name}</label><input id="name-${id}" name="name" required value="${person.name}" autocomplete="off">
<button class="button" type="submit">${own.rename}</button>`,
  )}
  ${form(
    context,
    view,
    'move',
    person,
    html`<label for="departments-${id}">${own.standsIn}</label><textarea id="departments-${id}" name="departments" rows="2" required spellcheck="false">${idsOf(emulator, person).join('\n')}</textarea>
<button class="button" type="submit">${own.move}</button>`,
  )}
  </div></details>`
  }
</li>`
}

/** The organisation's own ids: shorter, and what people know departments by. */
const idsOf = ({ organisation }: Emulator, { department_ids }: Person): string[] =>
  department_ids.map((id) => organisation.departments.get(id)?.department_id ?? rootId)

function form(
  { href }: PageContext,
  { kept }: OrganisationView,
  action: string,
  person: Person,
  fields: Fragment,
  style = 'stack',
): Fragment {
  return html`<form class="${style}" method="post" action="${href(`${page}/${action}`, kept)}">${hiddenFields({ person: person.open_id })}${fields}</form>`
}

function hireForm({ text, href }: PageContext, { kept }: OrganisationView): Fragment {
  const own = text.directory
  return html`<details class="more"><summary>${own.hire}</summary>
<form class="fields" method="post" action="${href(`${page}/hire`, kept)}">
  <div><label for="hire-name">${own.name}</label><input id="hire-name" name="name" placeholder="${own.madeUp}" autocomplete="off"></div>
  <div><label for="hire-en-name">${own.englishName}</label><input id="hire-en-name" name="en_name" placeholder="${own.madeUp}" autocomplete="off"></div>
  <div><label for="hire-job">${own.jobTitle}</label><input id="hire-job" name="job_title" placeholder="${own.madeUp}" autocomplete="off"></div>
  <button class="button" type="submit">${own.hireHere}</button>
</form></details>`
}
