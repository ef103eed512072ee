// Draws: people to choose from: a search, a list of those found, and pages to turn.
import { type Fragment, html } from './html.ts'
import { emptyState } from './layout.ts'
import { avatar, badge, hiddenFields, pager, personName, personPlace } from './parts.ts'
import type { Text } from './text-en.ts'
import type { PeopleView, PersonCard } from './views.ts'

/** What stands on a person's row, be it a link or a button. */
export const personRow = (text: Text, person: PersonCard): Fragment => html`${avatar(person)}
  <span class="person-text"><span class="person-line">${personName(person)}${badge(person.badge, text)}</span>${personPlace(person)}</span>
  <span class="chevron" aria-hidden="true"></span>`

/**
 * @param fields what the search and the links carry along
 * @param choose the link or form that chooses this person
 */
export function peopleChoice(
  text: Text,
  view: PeopleView,
  fields: Record<string, string>,
  choose: (person: PersonCard) => Fragment,
): Fragment {
  const link = (changes: Record<string, string>) => {
    const query = new URLSearchParams({ ...fields, ...changes }).toString()
    return query === '' ? view.action : `${view.action}?${query}`
  }
  return html`<form class="search" role="search" method="get" action="${view.action}">
  ${hiddenFields(fields)}
  <label class="visually-hidden" for="search">${text.searchPeople}</label>
  <input id="search" name="search" type="search" value="${view.search}" placeholder="${text.searchHint}" autocomplete="off">
  <button class="button" type="submit">${text.search}</button>
</form>
${
  view.people.length === 0
    ? emptyState(
        text.nobodyTitle,
        text.nobodyLead,
        html`<a class="button" href="${link({})}">${text.showAll}</a>`,
      )
    : html`<p class="count">${text.found(view.total)}</p><ul class="people-choice">${view.people.map((person) => html`<li>${choose(person)}</li>`)}</ul>`
}
${pager(text, view.page, view.pages, (page) => link({ search: view.search, page: String(page) }))}`
}
