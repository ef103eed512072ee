// Serves: the page of an account.

import { html } from 'hono/html'
import type { AppContext } from '../../context.ts'
import { type Administrator, requireAdministrator } from '../administrator.ts'
import { consolePage, type Markup, type Piece } from '../frame.ts'
import { badge, empty, facts, pager, table, time } from '../parts.ts'
import { words } from '../texts.ts'
import { identitiesCard } from './account-identities.ts'
import { rolesCard } from './account-roles.ts'
import { sessionsCard } from './account-sessions.ts'
import { expectedTable } from './expected.ts'
import { type Account, findAccount, labelOf } from './find-account.ts'
import { titleOf } from './instance.ts'
import { accountAddress, base, expectAddress } from './tabs.ts'
import { peopleWords } from './texts.ts'

const notices = [
  'session',
  'noSession',
  'sessions',
  'granted',
  'held',
  'revoked',
  'notHeld',
  'unbound',
  'unboundHere',
  'unboundAlone',
  'expected',
  'withdrawn',
  'forgotten',
] as const

const recent = 10

async function signInsCard(c: AppContext, { id }: Account): Promise<Markup> {
  const text = words(c, peopleWords)
  const { items } = await c.get('services').logs.signIns.list({ userId: id }, { limit: recent })
  const rows = items.map((one): Piece[] => [
    html`<span>${time(c, one.at)}</span>`,
    titleOf(c, one.instance),
    text[one.flow],
    one.outcome === 'ok' ? badge('good', text.ok) : html`${badge('bad', one.outcome)}`,
  ])
  return html`<h2>${text.signIns}</h2>${
    rows.length === 0
      ? html`<p class="secondary">${text.noSignIns}</p>`
      : html`${table(text.signInsCaption, [text.at, text.app, text.flow, text.outcome], rows)}
<p><a href="/console/sign-ins?${new URLSearchParams({ days: '90', user: id })}">${text.allSignIns}</a></p>`
  }`
}

function expectedCard(c: AppContext, administrator: Administrator, account: Account): Markup | string {
  const { id, expected, nextExpected } = account
  if (expected.length === 0) return ''
  const text = words(c, peopleWords)
  return html`<h2>${text.expectedTitle}</h2><p class="secondary">${text.expectedIntro}</p>${expectedTable(c, administrator, expected, 'account')}${pager(c, accountAddress(id), new URLSearchParams(), { cursor: c.req.query('cursor'), next: nextExpected })}`
}

/** @param refusal why what was asked for was not done */
export async function accountPage(
  c: AppContext,
  administrator: Administrator,
  account: Account,
  refusal?: { text: string; status: number },
): Promise<Response> {
  const text = words(c, peopleWords)
  const query = new URL(c.req.url).searchParams
  const done = notices.find((one) => one === query.get('done'))
  const isOwn = account.id === administrator.user.id
  const notice =
    refusal !== undefined
      ? ({ kind: 'wrong', text: refusal.text } as const)
      : done === undefined
        ? undefined
        : ({ kind: 'done', text: text[`done_${done}`] } as const)
  const identities =
    account.identities.length === 0
      ? empty(text.noIdentities, '')
      : await identitiesCard(c, administrator, account)
  return c.html(
    await consolePage(c, administrator, {
      section: 'people',
      title: labelOf(c, account),
      notice,
      main: html`<p class="crumbs"><a href="${base}/accounts">${text.tabAccounts}</a></p>
<section class="card">${facts([[text.accountId, html`<code>${account.id}</code>`]])}${isOwn ? html`<p class="hint">${text.ownAccount}</p>` : ''}</section>
${await rolesCard(c, administrator, account)}
<h2>${text.identities}</h2>
${identities}
<p><a class="button" href="${expectAddress(c, { account: account.id })}">${text.addIdentity}</a></p>
${expectedCard(c, administrator, account)}
${await sessionsCard(c, administrator, account)}
${await signInsCard(c, account)}`,
    }),
    (refusal?.status ?? 200) as 200,
  )
}

export async function showAccount(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  return accountPage(c, administrator, await findAccount(c))
}
