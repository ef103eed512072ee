// Serves: the tree of departments, and the search in it.

import { html } from 'hono/html'
import { type DirectoryDepartment, type Listing, rootId } from '../../../directory/model.ts'
import type { AppContext } from '../../context.ts'
import { requireAdministrator } from '../administrator.ts'
import { consolePage, type Markup, type Piece } from '../frame.ts'
import { badge, empty, pager, table } from '../parts.ts'
import { addressWith, type Chosen, chosenInstance, instanceField } from '../people/instance.ts'
import { departmentLink } from '../people/names.ts'
import { readSearch } from '../people/search.ts'
import { words } from '../texts.ts'
import { pageSize } from './level.ts'
import { departmentWords } from './texts.ts'
import { base, treeView } from './tree.ts'

interface Wanted {
  search: string
  removed: boolean
}

function filters(c: AppContext, chosen: string, { search, removed }: Wanted, isWrong: boolean): Markup {
  const text = words(c, departmentWords)
  return html`<form method="get" action="${base}" class="filters" role="search">
${instanceField(c, chosen)}
<div class="wide"><label for="search">${text.search}</label><input type="search" id="search" name="search" value="${search}" maxlength="128"${
    isWrong ? html` class="invalid" aria-invalid="true" aria-describedby="search-problem"` : ''
  }>${isWrong ? html`<p class="problem" id="search-problem">${text.searchWrong}</p>` : ''}</div>
<p class="check"><input type="checkbox" id="removed" name="removed" value="yes"${removed ? html` checked` : ''}><label for="removed">${text.removedToo}</label></p>
<div class="actions"><button type="submit" class="button primary">${text.searchButton}</button></div>
</form>`
}

export const pathLinks = (c: AppContext, instance: string, path: readonly DirectoryDepartment[]): Piece =>
  path.map((one, at) => html`${at === 0 ? '' : ' / '}${departmentLink(c, instance, one)}`)

async function results(
  c: AppContext,
  { name, directory }: Chosen,
  found: Listing<DirectoryDepartment>,
): Promise<Markup> {
  const text = words(c, departmentWords)
  const query = new URL(c.req.url).searchParams
  const back = html`<p><a class="button" href="${addressWith(c, base, { instance: name })}">${text.toTree}</a></p>`
  if (found.items.length === 0) return html`${empty(text.nobodyTitle, text.nobodyText)}${back}`
  const rows = await Promise.all(
    found.items.map(async (one): Promise<Piece[]> => {
      const path = (await directory.path(one.id)).slice(0, -1)
      return [
        departmentLink(c, name, one),
        path.length === 0 ? text.root : html`<span>${pathLinks(c, name, path)}</span>`,
        one.removedAt === null ? badge('good', text.there) : badge('bad', text.removed),
      ]
    }),
  )
  const cursor = query.get('cursor') ?? undefined
  return html`${table(text.foundCaption, [text.name, text.path, text.state], rows)}${pager(c, base, query, { cursor, next: found.next })}${back}`
}

async function tree(c: AppContext, chosen: Chosen): Promise<Markup> {
  const text = words(c, departmentWords)
  const query = new URL(c.req.url).searchParams
  const open = query.get('open') || rootId
  const view = await treeView(c, chosen, open, query.get('cursor') ?? undefined)
  if (view !== undefined) return view
  return empty(
    text.emptyTitle,
    html`${text.emptyText}<br><a class="button primary" href="${addressWith(c, '/console/sync', { instance: chosen.name })}">${text.toSync}</a>`,
  )
}

export async function listDepartments(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const text = words(c, departmentWords)
  const query = new URL(c.req.url).searchParams
  const chosen = await chosenInstance(c)
  const search = readSearch(query.get('search'))
  const removed = query.get('removed') === 'yes'
  const isSearch = search.text !== undefined || removed
  const content = search.isWrong
    ? ''
    : isSearch
      ? await results(
          c,
          chosen,
          await chosen.directory.departments({
            search: search.text,
            removed,
            cursor: query.get('cursor') ?? undefined,
            limit: pageSize,
          }),
        )
      : await tree(c, chosen)
  return c.html(
    await consolePage(c, administrator, {
      section: 'departments',
      title: text.title,
      main: html`<p class="secondary lead">${text.intro}</p>
${filters(c, chosen.name, { search: query.get('search') ?? '', removed }, search.isWrong)}
${content}`,
    }),
    search.isWrong ? 400 : 200,
  )
}
