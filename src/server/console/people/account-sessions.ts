// Shows: the sessions of an account; ends them.

import { html } from 'hono/html'
import * as z from 'zod'
import { changedOrNot } from '../../audit-entry.ts'
import type { AppContext } from '../../context.ts'
import { type Administrator, readWrite } from '../administrator.ts'
import { audited } from '../audited.ts'
import { type Markup, tokenField } from '../frame.ts'
import { table, time } from '../parts.ts'
import { words } from '../texts.ts'
import { type Account, findAccount, labelOf } from './find-account.ts'
import { titleOf } from './instance.ts'
import { accountAddress } from './tabs.ts'
import { peopleWords } from './texts.ts'

const mostListed = 200

export async function sessionsCard(
  c: AppContext,
  administrator: Administrator,
  account: Account,
): Promise<Markup> {
  const text = words(c, peopleWords)
  const sessions = await c.get('services').sessions.listOf(account.id)
  const address = `${accountAddress(account.id)}/sessions`
  const isOwn = account.id === administrator.user.id
  if (sessions.length === 0) return html`<h2>${text.sessions}</h2><p class="secondary">${text.noSessions}</p>`
  const identityOf = (id: string): string => {
    const instance = account.identities.find((one) => one.id === id)?.instance
    return instance === undefined || instance === null ? text.unconfiguredInstance : titleOf(c, instance)
  }
  return html`<h2>${text.sessions}</h2>
${table(
  text.sessionsCaption,
  [text.session, text.identity, text.started, text.lastSeen, text.ends, text.action],
  sessions.map((one) => [
    html`<code>${one.handle}</code>`,
    identityOf(one.identityId),
    html`<span>${time(c, one.createdAt)}</span>`,
    html`<span>${time(c, one.lastSeenAt)}</span>`,
    html`<span>${time(c, one.expiresAt)}</span>`,
    html`<form method="post" action="${address}" data-confirm="${text.endOneAsk}">${tokenField(administrator)}<input type="hidden" name="handle" value="${one.handle}"><button type="submit" class="button small">${text.endOne}<span class="unseen"> ${one.handle}</span></button></form>`,
  ]),
)}
${sessions.length < mostListed ? '' : html`<p class="secondary">${text.mostSessions}</p>`}
<form method="post" action="${address}/all" data-confirm="${isOwn ? text.endOwnAsk : text.endAllAsk}">${tokenField(administrator)}<button type="submit" class="button danger">${text.endAll}</button></form>`
}

const shape = z.looseObject({ handle: z.string().regex(/^[0-9a-f]{16}$/) })

export async function endSession(c: AppContext): Promise<Response> {
  const { administrator, fields } = await readWrite(c, shape)
  const { handle } = fields
  const account = await findAccount(c)
  const { sessions } = c.get('services')
  const entry = {
    action: 'sessions.end' as const,
    target: account.id,
    details: { session: handle, name: labelOf(c, account) },
  }
  const end = () => sessions.endOne(account.id, handle)
  const isEnded = await audited(c, administrator, entry, end, changedOrNot)
  return c.redirect(`${accountAddress(account.id)}?done=${isEnded ? 'session' : 'noSession'}`, 303)
}

export async function endSessions(c: AppContext): Promise<Response> {
  const { administrator } = await readWrite(c, z.looseObject({}))
  const account = await findAccount(c)
  const { sessions } = c.get('services')
  const entry = {
    action: 'sessions.end_all' as const,
    target: account.id,
    details: { name: labelOf(c, account) },
  }
  const end = () => sessions.endAllOf(account.id)
  await audited(c, administrator, entry, end, (ended) => ({ details: { sessions: ended } }))
  return c.redirect(`${accountAddress(account.id)}?done=sessions`, 303)
}
