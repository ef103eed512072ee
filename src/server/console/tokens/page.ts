// Serves: the page of tokens.

import { html } from 'hono/html'
import type { AppContext } from '../../context.ts'
import { requireAdministrator } from '../administrator.ts'
import { consolePage } from '../frame.ts'
import { choiceField, filterForm, filtersOf, givenParameter, queryOf } from '../logs/filters.ts'
import { pager } from '../parts.ts'
import { words } from '../texts.ts'
import { tokensOfApp } from './app.ts'
import { tokensOfPeople } from './people.ts'
import { tokenWords } from './texts.ts'

export const tokensPath = '/console/tokens'

export async function showTokens(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const { instances } = c.get('services')
  const text = words(c, tokenWords)
  const query = queryOf(c)
  const instance = await instances.known(givenParameter(query, 'instance'))
  const cursor = givenParameter(query, 'cursor')
  const { items, next } = await instance.userTokens.states({ cursor, limit: 50 })
  const choices = instances.all.map(({ name, app }) => ({ value: name, text: `${name} (${app.appId})` }))
  return c.html(
    await consolePage(c, administrator, {
      section: 'tokens',
      title: text.title,
      main: html`<p class="secondary lead">${text.intro}</p>
${choices.length < 2 ? '' : filterForm(tokensPath, choiceField('instance', text.method, choices, instance.name), text)}
<h2>${text.ofApp}: <span class="foreign">${instance.name}</span></h2>
${await tokensOfApp(c, instance)}
<h2>${text.ofPeople}</h2>
${await tokensOfPeople(c, instance, items)}
${pager(c, tokensPath, filtersOf(query), { cursor, next })}`,
    }),
  )
}
