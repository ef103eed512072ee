// Finds: the people to choose from on a page of the platform: one page of those that a search finds.
import type { State } from '../state/state.ts'
import { personCard } from '../ui/cards.ts'
import type { PersonCard } from '../ui/views.ts'

const peoplePerPage = 20

/** What a page asks for. */
export interface PeopleQuery {
  search: string
  page: number
}

export interface PeoplePage extends PeopleQuery {
  people: PersonCard[]
  pages: number
  total: number
}

/** From the texts of an address. What cannot be a page is the first one. */
export const readPeopleQuery = (search = '', page = '1'): PeopleQuery => ({
  search: search.slice(0, 100),
  page: /^[1-9]\d{0,6}$/.test(page) ? Number(page) : 1,
})

/** @param appId by whose open_id the people are named */
export function findPeople(state: State, appId: string, { search, page }: PeopleQuery): PeoplePage {
  const offset = (page - 1) * peoplePerPage
  const { total, indexes } = state.organisation.search(search, offset, peoplePerPage)
  const people = indexes.flatMap((index) => state.organisation.person(index, appId) ?? []).map(personCard)
  return { people, search, page, pages: Math.max(1, Math.ceil(total / peoplePerPage)), total }
}
