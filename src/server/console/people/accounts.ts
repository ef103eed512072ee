// Serves: who has signed in, who has a role, and who is expected.

import { html } from 'hono/html'
import { isIdentifier } from '../../../feishu/index.ts'
import type { Role } from '../../../sign-in/index.ts'
import type { Identity, WantedPerson } from '../../accounts.ts'
import type { AppContext } from '../../context.ts'
import { type Administrator, requireAdministrator } from '../administrator.ts'
import { consolePage, type Markup } from '../frame.ts'
import { badge, empty, pager, table, time } from '../parts.ts'
import { words } from '../texts.ts'
import { expectedTable } from './expected.ts'
import { chosenInstance, instanceField, titleOf } from './instance.ts'
import { nameOf } from './names.ts'
import { readSearch } from './search.ts'
import { accountAddress, base, expectAddress, tabs } from './tabs.ts'
import { peopleWords } from './texts.ts'

const kinds = ['name', 'openId', 'unionId', 'userId'] as const
type Kind = (typeof kinds)[number]

export const roles = ['administrator', 'directory_reader'] as const satisfies readonly Role[]

const pageSize = 50

const notices = ['cancelled', 'gone'] as const

interface Typed {
  kind: Kind
  text: string
}

function finder(c: AppContext, chosen: string, { kind, text: typed }: Typed, problem?: string): Markup {
  const text = words(c, peopleWords)
  const label = (one: Kind) => (one === 'name' ? text.byName : text[one])
  return html`<form method="get" action="${base}/accounts" class="filters" role="search">
${instanceField(c, chosen)}
<div><label for="by">${text.findBy}</label><select id="by" name="by">${kinds.map(
    (one) => html`<option value="${one}"${one === kind ? html` selected` : ''}>${label(one)}</option>`,
  )}</select></div>
<div class="wide"><label for="text">${text.text}</label><input type="search" id="text" name="text" value="${typed}" maxlength="256" autocapitalize="off" spellcheck="false"${
    problem === undefined ? '' : html` class="invalid" aria-invalid="true" aria-describedby="text-problem"`
  }>${problem === undefined ? '' : html`<p class="problem" id="text-problem">${problem}</p>`}</div>
<div class="actions"><button type="submit" class="button primary">${text.findButton}</button></div>
</form>`
}

const blockedBadge = (c: AppContext, { blocked }: Pick<Identity, 'blocked'>): Markup => {
  const text = words(c, peopleWords)
  return blocked === null ? badge('good', text.mayUse) : badge('bad', text[blocked])
}

async function found(c: AppContext, chosen: string, { kind, text: typed }: Typed): Promise<Markup> {
  const text = words(c, peopleWords)
  const { accounts } = c.get('services')
  const wanted: WantedPerson = { instance: chosen, [kind]: typed }
  const people = await accounts.find(wanted)
  if (people.length === 0) return empty(text.nobodyFound, text.nobodyFoundText)
  return html`${table(
    text.foundCaption,
    [text.name, text.state, text.ids, text.lastSignIn],
    people.map((one) => [
      html`<a class="foreign" href="${accountAddress(one.account)}">${nameOf(c, one)}</a>`,
      blockedBadge(c, one),
      html`<span><code>${one.openId}</code><br><code class="secondary">${one.tenantKey}</code></span>`,
      html`<span>${time(c, one.lastSignInAt)}</span>`,
    ]),
  )}${people.length < 100 ? '' : html`<p class="secondary">${text.foundMost}</p>`}`
}

/** At most a page of each role: who has a role is written down by hand. */
async function holders(c: AppContext): Promise<Markup> {
  const text = words(c, peopleWords)
  const { accounts } = c.get('services')
  const rows = await Promise.all(
    roles.map(async (role) => {
      const ids = (await accounts.holders(role)).slice(0, pageSize)
      return Promise.all(ids.map(async (id) => ({ role, id, identities: await accounts.identities(id) })))
    }),
  )
  const all = rows.flat()
  if (all.length === 0) return empty(text.noHolders, text.noHoldersText)
  return table(
    text.holdersCaption,
    [text.role, text.account, text.app, text.lastSignIn],
    all.map(({ role, id, identities: [first] }) => [
      text[role],
      html`<a class="foreign" href="${accountAddress(id)}">${first === undefined ? text.expectedAccount : nameOf(c, first)}</a>`,
      first === undefined
        ? html`<span class="secondary">–</span>`
        : first.instance === null
          ? text.noApp
          : titleOf(c, first.instance),
      html`<span>${time(c, first?.lastSignInAt ?? null)}</span>`,
    ]),
  )
}

async function expectedPart(c: AppContext, administrator: Administrator, chosen: string): Promise<Markup> {
  const text = words(c, peopleWords)
  const query = new URL(c.req.url).searchParams
  const cursor = query.get('cursor') ?? undefined
  const { accounts } = c.get('services')
  const page = await accounts.listExpected({ instance: chosen, cursor, limit: pageSize })
  if (page.items.length === 0)
    return empty(
      text.nobodyExpected,
      html`${text.nobodyExpectedText}<br><a class="button" href="${expectAddress(c, { instance: chosen })}">${text.newcomer}</a>`,
    )
  return html`${expectedTable(c, administrator, page.items, 'list')}${pager(c, `${base}/accounts`, query, {
    cursor,
    next: page.next,
  })}`
}

export async function listAccounts(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const text = words(c, peopleWords)
  const query = new URL(c.req.url).searchParams
  const { name: chosen } = await chosenInstance(c)
  const kind = kinds.find((one) => one === query.get('by')) ?? 'name'
  const typed = { kind, text: query.get('text') ?? '' }
  const search = readSearch(typed.text)
  const isWrong = kind === 'name' ? search.isWrong : search.text !== undefined && !isIdentifier(search.text)
  const problem = isWrong ? (kind === 'name' ? text.searchWrong : text.findWrong) : undefined
  const done = notices.find((one) => one === query.get('done'))
  return c.html(
    await consolePage(c, administrator, {
      section: 'people',
      title: text.title,
      notice: done === undefined ? undefined : { kind: 'done', text: text[`done_${done}`] },
      actions: html`<a class="button" href="${expectAddress(c, { instance: chosen })}">${text.newcomer}</a>`,
      main: html`${tabs(c, 'tabAccounts', chosen)}
<p class="secondary lead">${text.accountsIntro}</p>
<h2>${text.find}</h2>
${finder(c, chosen, typed, problem)}
${isWrong || search.text === undefined ? '' : await found(c, chosen, { kind, text: search.text })}
<h2>${text.holders}</h2>
${await holders(c)}
<h2>${text.expectedTitle}</h2>
<p class="secondary">${text.expectedIntro}</p>
${await expectedPart(c, administrator, chosen)}`,
    }),
    isWrong ? 400 : 200,
  )
}
