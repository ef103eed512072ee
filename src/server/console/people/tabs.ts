// Links: the views of people with each other.

import { html } from 'hono/html'
import type { AppContext } from '../../context.ts'
import type { Markup } from '../frame.ts'
import { words } from '../texts.ts'
import { addressWith } from './instance.ts'
import { peopleWords } from './texts.ts'

export const base = '/console/people'

export function tabs(c: AppContext, current: 'tabDirectory' | 'tabAccounts', instance: string): Markup {
  const text = words(c, peopleWords)
  const views = [
    ['tabDirectory', base],
    ['tabAccounts', `${base}/accounts`],
  ] as const
  return html`<nav class="tabs" aria-label="${text.tabs}">${views.map(
    ([name, path]) =>
      html`<a href="${addressWith(c, path, { instance })}"${name === current ? html` aria-current="page"` : ''}>${text[name]}</a>`,
  )}</nav>`
}

export const accountAddress = (account: string): string => `${base}/${encodeURIComponent(account)}`

export const personAddress = (c: AppContext, openId: string, instance: string): string =>
  addressWith(c, `${base}/directory/${encodeURIComponent(openId)}`, { instance })

/** Where somebody is let in beforehand. */
export const expectAddress = (
  c: AppContext,
  query: { instance?: string; openId?: string; account?: string },
): string => addressWith(c, `${base}/expect`, query)
