// Serves: the page of somebody in the directory.

import { html } from 'hono/html'
import type { DirectoryPerson } from '../../../directory/model.ts'
import type { AppContext } from '../../context.ts'
import { type Administrator, requireAdministrator } from '../administrator.ts'
import { consolePage, type Markup, type Piece, tokenField } from '../frame.ts'
import { badge, facts, time } from '../parts.ts'
import { words } from '../texts.ts'
import { type Chosen, chosenInstance, titleOf } from './instance.ts'
import { knownAccounts } from './known-accounts.ts'
import { unlessGone } from './list.ts'
import { departmentLink, nameOf, personBadge, personLink } from './names.ts'
import { accountAddress, base, expectAddress, personAddress } from './tabs.ts'
import { type PeopleWords, peopleWords } from './texts.ts'

/** So many departments of one person are shown with their paths. */
const mostDepartments = 20

const foreign = (value: string) => html`<span class="foreign">${value}</span>`

/** Of whom the directory may know nothing but the id. */
async function leaderLink(c: AppContext, { name, directory }: Chosen, id: string): Promise<Markup> {
  const leader = await directory.user(id).catch(unlessGone)
  return leader === undefined ? html`<code>${id}</code>` : personLink(c, name, leader)
}

function employeeType(text: PeopleWords, type: number): string {
  const words: Record<number, string> = {
    1: text.employeeType1,
    2: text.employeeType2,
    3: text.employeeType3,
    4: text.employeeType4,
    5: text.employeeType5,
  }
  return words[type] ?? String(type)
}

/** The platform puts the text of most kinds of attribute into `text`. */
function attributeText({ value }: { value: Record<string, unknown> }): string {
  return typeof value.text === 'string' ? value.text : JSON.stringify(value)
}

const plainFields = [
  'enName',
  'nickname',
  'email',
  'enterpriseEmail',
  'mobile',
  'employeeNo',
  'jobTitle',
  'city',
  'country',
  'workStation',
  'geo',
] as const satisfies readonly (keyof DirectoryPerson)[]

async function factRows(
  c: AppContext,
  chosen: Chosen,
  person: DirectoryPerson,
): Promise<(readonly [string, Piece])[]> {
  const text = words(c, peopleWords)
  const { gender, leaderId, removedAt } = person
  const dotted = (person.dottedLineLeaderIds ?? []).slice(0, 10)
  const when = <T>(value: T | undefined, row: (value: T) => readonly [string, Piece]) =>
    value === undefined || (value as unknown) === '' ? [] : [row(value)]
  return [
    [text.state, personBadge(c, person)],
    ...(removedAt === null
      ? []
      : [
          [
            text.removedSince,
            html`${time(c, removedAt)} ${person.removedReason === null ? '' : text[person.removedReason]}`,
          ] as const,
        ]),
    [text.openId, html`<code>${person.id}</code>`],
    ...when(person.unionId, (id) => [text.unionId, html`<code>${id}</code>`]),
    ...when(person.userId, (id) => [text.userId, html`<code>${id}</code>`]),
    ...plainFields.flatMap((name) => when(person[name], (value) => [text[name], foreign(value)])),
    ...(gender === undefined || gender === 'unknown' ? [] : [[text.gender, text[gender]] as const]),
    ...when(person.employeeType, (type) => [text.employeeType, employeeType(text, type)]),
    ...when(person.joinedAtSeconds, (seconds) => [text.joined, time(c, seconds * 1000)]),
    ...(person.isTenantManager === true ? [[text.isTenantManager, badge('warn', '✓')] as const] : []),
    ...(leaderId ? [[text.leader, await leaderLink(c, chosen, leaderId)] as const] : []),
    ...(dotted.length === 0
      ? []
      : [
          [
            text.dottedLineLeaders,
            await Promise.all(dotted.map(async (id) => html`<div>${await leaderLink(c, chosen, id)}</div>`)),
          ] as const,
        ]),
    ...(person.customAttributes ?? []).map(
      (one) => [one.id, foreign(attributeText(one))] as readonly [string, Piece],
    ),
    [text.updatedAt, time(c, person.updatedAt)],
  ]
}

async function departmentsCard(c: AppContext, chosen: Chosen, person: DirectoryPerson): Promise<Markup> {
  const text = words(c, peopleWords)
  const shown = person.departments.slice(0, mostDepartments)
  const paths = await Promise.all(
    shown.map(async ({ departmentId, isPrimary }) => ({
      departmentId,
      isPrimary,
      path: departmentId === '0' ? [] : await chosen.directory.path(departmentId).catch(unlessGone),
    })),
  )
  const place = ({ departmentId, path }: (typeof paths)[number]): Piece => {
    if (departmentId === '0') return text.wholeOrganisation
    if (path === undefined) return html`<code>${departmentId}</code>`
    return path.map((one, at) => html`${at === 0 ? '' : ' / '}${departmentLink(c, chosen.name, one)}`)
  }
  return html`<section class="card"><h2>${text.departments}</h2>
<ul class="plain">${paths.map(
    (one) => html`<li>${place(one)} ${one.isPrimary ? badge('plain', text.primary) : ''}</li>`,
  )}</ul>
${shown.length < person.departments.length ? html`<p class="secondary">${text.moreDepartments}</p>` : ''}</section>`
}

async function accountCard(c: AppContext, chosen: string, person: DirectoryPerson): Promise<Markup> {
  const text = words(c, peopleWords)
  const known = (await knownAccounts(c, chosen, [person.id])).get(person.id)
  const content =
    known === undefined
      ? html`<p>${text.notSignedIn} <a class="button small" href="${expectAddress(c, { instance: chosen, openId: person.id })}">${text.letIn}</a></p>`
      : html`<p>${text.hasAccount} <a class="foreign" href="${accountAddress(known.account)}">${nameOf(c, person)}</a><br><span class="secondary">${text.lastSignIn} ${time(c, known.lastSignInAt)}</span></p>`
  return html`<section class="card"><h2>${text.signInAccount}</h2>${content}</section>`
}

/** @param refusal why it could not be read anew */
export async function personPage(
  c: AppContext,
  administrator: Administrator,
  chosen: Chosen,
  id: string,
  refusal?: { text: string; status: number },
): Promise<Response> {
  const text = words(c, peopleWords)
  const person = await chosen.directory.user(id)
  const isRead = new URL(c.req.url).searchParams.get('done') === 'read'
  const notice =
    refusal !== undefined
      ? ({ kind: 'wrong', text: `${text.notRead} ${refusal.text}` } as const)
      : isRead
        ? ({ kind: 'done', text: text.done_read } as const)
        : undefined
  return c.html(
    await consolePage(c, administrator, {
      section: 'people',
      title: nameOf(c, person),
      notice,
      actions: html`<form method="post" action="${base}/directory/${encodeURIComponent(id)}/read">${tokenField(administrator)}
<input type="hidden" name="instance" value="${chosen.name}"><button type="submit" class="button">${text.readAnew}</button></form>`,
      main: html`<p class="crumbs"><a href="${base}">${text.title}</a> · ${titleOf(c, chosen.name)}</p>
<section class="card"><h2>${text.facts}</h2>${facts(await factRows(c, chosen, person))}<p class="hint">${text.notTold}</p></section>
${await departmentsCard(c, chosen, person)}
${await accountCard(c, chosen.name, person)}`,
    }),
    (refusal?.status ?? 200) as 200,
  )
}

export async function showPerson(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  return personPage(c, administrator, await chosenInstance(c), c.req.param('id') ?? '')
}

export const afterReading = (c: AppContext, chosen: Chosen, id: string): string => {
  const address = personAddress(c, id, chosen.name)
  return `${address}${address.includes('?') ? '&' : '?'}done=read`
}
