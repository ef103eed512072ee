// Chooses: the app whose people a page of the console shows.

import { html } from 'hono/html'
import type { AppContext } from '../../context.ts'
import type { Directory } from '../../directory.ts'
import type { Markup } from '../frame.ts'
import { words } from '../texts.ts'
import { peopleWords } from './texts.ts'

export interface Chosen {
  name: string
  directory: Directory
}

/**
 * The app of the parameter `instance`, else the first one.
 * @throws LarkspurError `request_invalid` for an unknown one
 */
export async function chosenInstance(
  c: AppContext,
  given = new URL(c.req.url).searchParams.get('instance'),
): Promise<Chosen> {
  const { instances, directories } = c.get('services')
  const { name } = await instances.known(given === null || given === '' ? undefined : given)
  return { name, directory: directories.of(name) }
}

/** The address with what was given of the query; the first app goes without saying. */
export function addressWith(
  c: AppContext,
  path: string,
  query: Record<string, string | null | undefined>,
): string {
  const main = c.get('services').instances.main.name
  const given = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === null || value === '' || (key === 'instance' && value === main)
      ? []
      : [[key, value]],
  )
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}

/** An app as people call it. */
export function titleOf(c: AppContext, name: string): string {
  const found = c
    .get('services')
    .elements.list()
    .find((one) => one.kind === 'instance' && one.name === name && one.state !== 'overridden')
  return found === undefined || found.title === name ? name : `${found.title} · ${name}`
}

/** The field of a form in which the app is chosen; nothing where there is only one. */
export function instanceField(c: AppContext, chosen: string): Markup | string {
  const { all } = c.get('services').instances
  if (all.length < 2) return ''
  return html`<div><label for="instance">${words(c, peopleWords).app}</label>
<select id="instance" name="instance">${all.map(
    ({ name }) =>
      html`<option value="${name}"${name === chosen ? html` selected` : ''}>${titleOf(c, name)}</option>`,
  )}</select></div>`
}
