// Serves: the page of a department.

import { html } from 'hono/html'
import type { DirectoryDepartment } from '../../../directory/model.ts'
import type { AppContext } from '../../context.ts'
import { requireAdministrator } from '../administrator.ts'
import { consolePage, type Markup, type Piece } from '../frame.ts'
import { badge, count, facts, pager, time } from '../parts.ts'
import { addressWith, type Chosen, chosenInstance, titleOf } from '../people/instance.ts'
import { peopleTable, unlessGone } from '../people/list.ts'
import { departmentAddress, departmentName, personLink } from '../people/names.ts'
import { words } from '../texts.ts'
import { pageSize, readLevel } from './level.ts'
import { pathLinks } from './list.ts'
import { departmentWords } from './texts.ts'
import { base } from './tree.ts'

/** So many leaders, and so many partners, are shown by name. */
const mostNames = 10

async function people(c: AppContext, { name, directory }: Chosen, ids: readonly string[]): Promise<Piece[]> {
  return Promise.all(
    ids.slice(0, mostNames).map(async (id) => {
      const person = await directory.user(id).catch(unlessGone)
      return person === undefined ? html`<code>${id}</code>` : personLink(c, name, person)
    }),
  )
}

async function leaderRows(
  c: AppContext,
  chosen: Chosen,
  department: DirectoryDepartment,
): Promise<(readonly [string, Piece])[]> {
  const text = words(c, departmentWords)
  const { leaders, leaderId, hrbpIds = [] } = department
  const told = leaders ?? (leaderId ? [{ personId: leaderId, kind: 'main' as const }] : [])
  const names = await people(
    c,
    chosen,
    told.map(({ personId }) => personId),
  )
  const hrbps = await people(c, chosen, hrbpIds)
  return [
    [
      text.leaders,
      names.length === 0
        ? text.noLeaders
        : names.map((name, at) => html`<div>${name} ${badge('plain', text[told[at]?.kind ?? 'main'])}</div>`),
    ],
    ...(hrbps.length === 0 ? [] : [[text.hrbps, hrbps.map((one) => html`<div>${one}</div>`)] as const]),
  ]
}

async function factsCard(c: AppContext, chosen: Chosen, department: DirectoryDepartment): Promise<Markup> {
  const text = words(c, departmentWords)
  const {
    id,
    customId,
    i18nName = {},
    memberCount,
    primaryMemberCount,
    removedAt,
    removedReason,
  } = department
  const names = Object.entries(i18nName).filter(([, name]) => name !== '')
  const isOrphan =
    department.parentId !== undefined && department.parentId !== department.treeParentId && removedAt === null
  return html`<section class="card"><h2>${text.facts}</h2>${facts([
    [text.state, removedAt === null ? badge('good', text.there) : badge('bad', text.removed)],
    ...(removedAt === null
      ? []
      : [
          [
            text.removedSince,
            html`${time(c, removedAt)} ${removedReason === null ? '' : text[removedReason]}`,
          ] as const,
        ]),
    [text.id, html`<code>${id}</code>`],
    ...(customId ? [[text.customId, html`<code>${customId}</code>`] as const] : []),
    ...(names.length === 0
      ? []
      : [
          [
            text.names,
            names.map(
              ([locale, name]) =>
                html`<div><code>${locale}</code> <span class="foreign">${name}</span></div>`,
            ),
          ] as const,
        ]),
    ...(memberCount === undefined ? [] : [[text.memberCount, count(c, memberCount)] as const]),
    ...(primaryMemberCount === undefined
      ? []
      : [[text.primaryMemberCount, count(c, primaryMemberCount)] as const]),
    ...(await leaderRows(c, chosen, department)),
    [text.updatedAt, time(c, department.updatedAt)],
  ])}${isOrphan ? html`<p class="hint">${text.orphan}</p>` : ''}</section>`
}

async function childrenCard(c: AppContext, chosen: Chosen, id: string): Promise<Markup> {
  const text = words(c, departmentWords)
  const { nodes, next } = await readLevel(c, chosen, id)
  const content =
    nodes.length === 0
      ? html`<p class="secondary">${text.noChildren}</p>`
      : html`<ul class="plain columns">${nodes.map(
          (node) =>
            html`<li><a class="foreign" href="${node.href}">${node.name}</a> <span class="secondary small">${node.people}</span></li>`,
        )}</ul>${
          next === null
            ? ''
            : html`<p><a href="${addressWith(c, base, { instance: chosen.name, open: id })}">${text.allChildren}</a></p>`
        }`
  return html`<section class="card"><h2>${text.children}</h2>${content}</section>`
}

async function membersPart(c: AppContext, chosen: Chosen, id: string): Promise<Markup> {
  const text = words(c, departmentWords)
  const query = new URL(c.req.url).searchParams
  const below = query.get('below') === 'yes'
  const cursor = query.get('cursor') ?? undefined
  const found = await chosen.directory.users({ departmentId: id, below, cursor, limit: pageSize })
  const path = departmentAddress(c, chosen.name, id).split('?')[0] ?? ''
  const view = (isBelow: boolean, label: string) =>
    html`<a href="${addressWith(c, path, { instance: chosen.name, below: isBelow ? 'yes' : null })}"${isBelow === below ? html` aria-current="true"` : ''}>${label}</a>`
  const list =
    found.items.length === 0
      ? html`<p class="secondary">${below ? text.noPeopleBelow : text.noPeople}</p>`
      : html`${await peopleTable(c, chosen, text.peopleCaption, found.items)}${pager(c, path, query, { cursor, next: found.next })}`
  return html`<h2>${text.people}</h2>
<nav class="tabs" aria-label="${text.range}">${view(false, text.direct)}${view(true, text.below)}</nav>${list}`
}

export async function showDepartment(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const text = words(c, departmentWords)
  const chosen = await chosenInstance(c)
  const id = c.req.param('id') ?? ''
  const path = await chosen.directory.path(id)
  const department = path.at(-1)
  const above = path.slice(0, -1)
  return c.html(
    await consolePage(c, administrator, {
      section: 'departments',
      title: department === undefined ? text.root : departmentName(department),
      actions: html`<a class="button" href="${addressWith(c, base, { instance: chosen.name, open: id })}">${text.openInTree}</a>`,
      main: html`<p class="crumbs"><a href="${addressWith(c, base, { instance: chosen.name })}">${text.title}</a> · ${titleOf(c, chosen.name)}${above.length === 0 ? '' : html` · ${pathLinks(c, chosen.name, above)}`}</p>
${department === undefined ? html`<p class="secondary">${text.rootHint}</p>` : await factsCard(c, chosen, department)}
${await childrenCard(c, chosen, id)}
${await membersPart(c, chosen, id)}`,
    }),
  )
}
