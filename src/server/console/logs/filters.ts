// Reads and shows: the filters above a list.

import { html } from 'hono/html'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { AppContext } from '../../context.ts'
import { optionalParameter } from '../../parameters.ts'
import type { Markup, Piece } from '../frame.ts'

/** The address's own parameters; one that is empty was left empty in the form. */
export function givenParameter(query: URLSearchParams, name: string): string | undefined {
  const value = optionalParameter(query, name)
  if (value === undefined || value === '') return undefined
  if (value.length <= 256) return value
  throw new LarkspurError('request_invalid', { message: `The parameter ${name} is too long.` })
}

/** @throws LarkspurError `request_invalid` for what the form does not offer */
export function chosenParameter<T extends string>(
  query: URLSearchParams,
  name: string,
  choices: readonly T[],
): T | undefined {
  const given = givenParameter(query, name)
  const chosen = choices.find((choice) => choice === given)
  if (given === chosen) return chosen
  throw new LarkspurError('request_invalid', { message: `The parameter ${name} takes none but its choices.` })
}

export const queryOf = (c: AppContext): URLSearchParams => new URL(c.req.url).searchParams

/** The filters alone, without the place in the list. */
export function filtersOf(query: URLSearchParams): URLSearchParams {
  const own = new URLSearchParams(query)
  own.delete('cursor')
  for (const [name, value] of [...own]) if (value === '') own.delete(name)
  return own
}

/** Those of the address's parameters that a reader of the audit log is to know; anybody can add others to a link. */
export const namedIn = (query: URLSearchParams, names: readonly string[]): Record<string, string> =>
  Object.fromEntries([...filtersOf(query)].filter(([name]) => names.includes(name)))

export const withQuery = (path: string, query: URLSearchParams): string =>
  query.size === 0 ? path : `${path}?${query}`

export interface Choice {
  value: string
  text: string
}

export function choiceField(
  name: string,
  label: string,
  choices: readonly Choice[],
  chosen: string | undefined,
): Markup {
  return html`<div><label for="${name}">${label}</label><select id="${name}" name="${name}">
${choices.map(({ value, text }) => html`<option value="${value}"${value === (chosen ?? '') ? html` selected` : ''}>${text}</option>`)}
</select></div>`
}

export function textField(name: string, label: string, value: string | undefined, hint = ''): Markup {
  return html`<div><label for="${name}">${label}</label><input type="text" id="${name}" name="${name}" value="${value ?? ''}" maxlength="256" autocomplete="off"${hint === '' ? '' : html` placeholder="${hint}"`}></div>`
}

/** A form that asks for the same page with other filters. */
export const filterForm = (path: string, fields: Piece, labels: { apply: string; reset: string }): Markup =>
  html`<form class="filters" method="get" action="${path}" role="search">
${fields}
<div class="actions"><button type="submit" class="button primary">${labels.apply}</button><a class="button" href="${path}">${labels.reset}</a></div>
</form>`
