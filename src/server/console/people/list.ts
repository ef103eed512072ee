// Serves: the people of a directory.

import { html } from 'hono/html'
import type { DirectoryDepartment, DirectoryPerson, Listing } from '../../../directory/model.ts'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { AppContext } from '../../context.ts'
import type { Directory } from '../../directory.ts'
import type { UsersQuery } from '../../directory-reads.ts'
import { requireAdministrator } from '../administrator.ts'
import { consolePage, type Markup, type Piece } from '../frame.ts'
import { empty, pager, table, time } from '../parts.ts'
import { words } from '../texts.ts'
import { addressWith, type Chosen, chosenInstance, instanceField } from './instance.ts'
import { type KnownAccount, knownAccounts } from './known-accounts.ts'
import { departmentLink, personBadge, personLink } from './names.ts'
import { readSearch } from './search.ts'
import { accountAddress, base, expectAddress, tabs } from './tabs.ts'
import { peopleWords } from './texts.ts'

const states = ['active', 'frozen', 'unjoined', 'unactivated', 'resigned', 'exited'] as const

const pageSize = 50

interface Wanted {
  search: string
  state: string
  removed: boolean
}

function filters(c: AppContext, chosen: string, wanted: Wanted, isWrong: boolean): Markup {
  const text = words(c, peopleWords)
  return html`<form method="get" action="${base}" class="filters" role="search">
${instanceField(c, chosen)}
<div class="wide"><label for="search">${text.search}</label><input type="search" id="search" name="search" value="${wanted.search}" maxlength="128"${
    isWrong ? html` class="invalid" aria-invalid="true" aria-describedby="search-problem"` : ''
  }>${isWrong ? html`<p class="problem" id="search-problem">${text.searchWrong}</p>` : ''}</div>
<div><label for="state">${text.state}</label><select id="state" name="state"><option value="">${text.anyState}</option>${states.map(
    (state) =>
      html`<option value="${state}"${state === wanted.state ? html` selected` : ''}>${text[state]}</option>`,
  )}</select></div>
<p class="check"><input type="checkbox" id="removed" name="removed" value="yes"${wanted.removed ? html` checked` : ''}><label for="removed">${text.removedToo}</label></p>
<div class="actions"><button type="submit" class="button primary">${text.show}</button></div>
</form>`
}

/** The primary departments of a page of people, each read once. */
async function primaryDepartments(
  directory: Directory,
  people: readonly DirectoryPerson[],
): Promise<Map<string, DirectoryDepartment>> {
  const ids = new Set(
    people.flatMap(({ departments }) => departments.slice(0, 1).map((one) => one.departmentId)),
  )
  ids.delete('0')
  const found = await Promise.all(
    [...ids].map((id) => directory.department(id).catch((error: unknown) => unlessGone(error))),
  )
  return new Map(found.flatMap((one) => (one === undefined ? [] : [[one.id, one]])))
}

/** A person may be in a department that the app cannot see. */
export function unlessGone(error: unknown): undefined {
  const isGone =
    error instanceof LarkspurError && ['department_not_found', 'person_not_found'].includes(error.code)
  if (!isGone) throw error
}

function accountCell(
  c: AppContext,
  chosen: string,
  { id, removedAt }: DirectoryPerson,
  known: KnownAccount | undefined,
): Markup {
  const text = words(c, peopleWords)
  if (known !== undefined)
    return html`<span><a href="${accountAddress(known.account)}">${text.account}</a><br><span class="secondary small">${text.lastSignIn} ${time(c, known.lastSignInAt)}</span></span>`
  return html`<span><span class="secondary">${text.notSignedIn}</span>${
    removedAt === null
      ? html`<br><a class="small" href="${expectAddress(c, { instance: chosen, openId: id })}">${text.letIn}</a>`
      : ''
  }</span>`
}

/** A table of people with what is known of each; also for the members of a department. */
export async function peopleTable(
  c: AppContext,
  { name: chosen, directory }: Chosen,
  caption: string,
  people: readonly DirectoryPerson[],
): Promise<Markup> {
  const text = words(c, peopleWords)
  const [departments, known] = await Promise.all([
    primaryDepartments(directory, people),
    knownAccounts(
      c,
      chosen,
      people.map(({ id }) => id),
    ),
  ])
  const departmentCell = (person: DirectoryPerson): Piece => {
    const id = person.departments[0]?.departmentId
    if (id === undefined) return html`<span class="secondary">–</span>`
    if (id === '0') return text.wholeOrganisation
    return departmentLink(c, chosen, departments.get(id) ?? { id })
  }
  return table(
    caption,
    [text.name, text.state, text.contact, text.department, text.account],
    people.map((person) => [
      html`<span>${personLink(c, chosen, person)}${person.jobTitle ? html`<br><span class="secondary small foreign">${person.jobTitle}</span>` : ''}</span>`,
      personBadge(c, person),
      html`<span class="foreign">${person.email || person.enterpriseEmail || '–'}${person.employeeNo ? html`<br><span class="secondary small">${text.employeeNo} ${person.employeeNo}</span>` : ''}</span>`,
      departmentCell(person),
      accountCell(c, chosen, person, known.get(person.id)),
    ]),
  )
}

function nothing(c: AppContext, chosen: string, isFiltered: boolean): Markup {
  const text = words(c, peopleWords)
  if (isFiltered)
    return empty(
      text.nobodyTitle,
      html`${text.nobodyText}<br><a class="button" href="${addressWith(c, base, { instance: chosen })}">${text.all}</a>`,
    )
  return empty(
    text.emptyTitle,
    html`${text.emptyText}<br><a class="button primary" href="${addressWith(c, '/console/sync', { instance: chosen })}">${text.toSync}</a>`,
  )
}

export async function listPeople(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const text = words(c, peopleWords)
  const query = new URL(c.req.url).searchParams
  const chosen = await chosenInstance(c)
  const search = readSearch(query.get('search'))
  const state = query.get('state') ?? ''
  const removed = query.get('removed') === 'yes'
  const cursor = query.get('cursor') ?? undefined
  const asked: UsersQuery = {
    search: search.text,
    state: state === '' ? undefined : (state as UsersQuery['state']),
    removed,
    cursor,
    limit: pageSize,
  }
  const found: Listing<DirectoryPerson> = search.isWrong
    ? { items: [], next: null }
    : await chosen.directory.users(asked)
  const wanted = { search: query.get('search') ?? '', state, removed }
  const isFiltered = search.text !== undefined || state !== '' || cursor !== undefined
  const list =
    found.items.length === 0
      ? nothing(c, chosen.name, isFiltered)
      : html`${await peopleTable(c, chosen, text.listCaption, found.items)}${pager(c, base, query, { cursor, next: found.next })}`
  return c.html(
    await consolePage(c, administrator, {
      section: 'people',
      title: text.title,
      actions: html`<a class="button" href="${expectAddress(c, { instance: chosen.name })}">${text.newcomer}</a>`,
      main: html`${tabs(c, 'tabDirectory', chosen.name)}
<p class="secondary lead">${text.intro}</p>
${filters(c, chosen.name, wanted, search.isWrong)}
${search.isWrong ? '' : list}`,
    }),
    search.isWrong ? 400 : 200,
  )
}
