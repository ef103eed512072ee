// Shows: how the tokens of people stand.

import { html } from 'hono/html'
import type { UserTokenState } from '../../../tokens/index.ts'
import type { AppContext } from '../../context.ts'
import type { Instance } from '../../instance.ts'
import type { Markup } from '../frame.ts'
import { badge, duration, empty, table, time } from '../parts.ts'
import { words } from '../texts.ts'
import { tokenWords } from './texts.ts'

/** How long something lasts, in words; `over` when it does not. */
export function timeLeft(c: AppContext, until: number): Markup {
  const now = c.get('services').clock()
  const text = words(c, tokenWords)
  return now >= until ? badge('warn', text.over) : html`${duration(c, until - now)}`
}

function scopesOf(c: AppContext, pair: NonNullable<UserTokenState['pair']>): Markup {
  const text = words(c, tokenWords)
  if (pair.scopes.length > 0) return html`<code>${pair.scopes.join(' ')}</code>`
  const isTold = pair.generation !== 'v1' && pair.generation !== 'passport'
  return html`<span class="secondary">${isTold ? text.noScopes : text.unknownScopes}</span>`
}

function refreshOf(c: AppContext, { refreshable, refreshExpiresAt, lockedUntil }: UserTokenState): Markup {
  const text = words(c, tokenWords)
  const isRefreshing = lockedUntil !== null && c.get('services').clock() < lockedUntil
  const left = refreshExpiresAt === null ? text.untold : timeLeft(c, refreshExpiresAt)
  return html`<div>${refreshable ? left : html`<span class="secondary">${text.none}</span>`}${
    isRefreshing ? html` ${badge('plain', text.refreshing)}` : ''
  }</div>`
}

/** By the identity, as the platform told of it at the last sign-in. */
async function nameOf(c: AppContext, instance: Instance, { owner }: UserTokenState): Promise<Markup> {
  const { openId, tenantKey } = owner
  const found = await c.get('services').accounts.find({ openId, tenantKey, instance: instance.name })
  const name = found[0]?.name
  return html`<div>${
    name === undefined
      ? html`<span class="secondary">${words(c, tokenWords).unknownPerson}</span>`
      : html`<span class="foreign">${name}</span>`
  }<br><code>${openId}</code></div>`
}

export async function tokensOfPeople(
  c: AppContext,
  instance: Instance,
  items: readonly UserTokenState[],
): Promise<Markup> {
  const text = words(c, tokenWords)
  if (items.length === 0) return empty(text.emptyTitle, text.emptyText)
  const names = await Promise.all(items.map((one) => nameOf(c, instance, one)))
  const unreadable = badge('bad', text.unreadable)
  const rows = items.map((one, at) => {
    const { pair } = one
    if (pair === null) return [names[at] ?? '', '', unreadable, '', '']
    return [
      names[at] ?? '',
      scopesOf(c, pair),
      timeLeft(c, pair.expiresAt),
      refreshOf(c, one),
      time(c, pair.authorizedAt),
    ]
  })
  return table(text.list, [text.person, text.scopes, text.access, text.refresh, text.authorized], rows)
}
