// Serves: the overview.

import { html } from 'hono/html'
import type { AppContext } from '../../context.ts'
import type { ElementStatus, FolderProblem } from '../../elements-types.ts'
import { requireAdministrator } from '../administrator.ts'
import { consolePage, type Markup, type Piece } from '../frame.ts'
import { lastDays } from '../logs/span.ts'
import { addressOf, currentList } from '../methods/find.ts'
import { badge, count } from '../parts.ts'
import { signInChart } from '../sign-ins/counts.ts'
import { words } from '../texts.ts'
import { instanceTable, viewInstances } from './instances.ts'
import { overviewWords } from './texts.ts'

const day = 86_400_000

const card = (title: string, value: Piece): Markup =>
  html`<div class="card"><div class="secondary">${title}</div><div class="figure">${value}</div></div>`

/** What needs somebody. An element that is overridden does what it is meant to. */
function problems(
  c: AppContext,
  elements: readonly ElementStatus[],
  folders: readonly FolderProblem[],
): Markup {
  const text = words(c, overviewWords)
  const bad = elements.filter(
    ({ state, problems: found }) => state === 'invalid' || (found.length > 0 && state !== 'overridden'),
  )
  if (bad.length + folders.length === 0) return html`<p>${badge('good', text.noProblems)}</p>`
  return html`<ul class="problem-list">${bad.map((element) => {
    const { problems: found, title, name, kind, state } = element
    const link = kind === 'instance' ? addressOf(element) : '/console/methods'
    return html`<li>${badge(state === 'invalid' ? 'bad' : 'warn', text[state])} <strong class="foreign">${title}</strong> <code>${name}</code>
<ul>${found.map((one) => html`<li>${one.at === '' ? '' : html`<code>${one.at}</code> `}${one[c.get('language')]}</li>`)}</ul>
<a href="${link}">${text.fix}<span class="unseen"> ${title}</span></a></li>`
  })}${folders.map(
    (one) =>
      html`<li>${badge('warn', text.folder)} <strong class="foreign">${one.application}</strong>
<ul><li>${one.at === '' ? '' : html`<code>${one.at}</code> `}${one[c.get('language')]}</li></ul></li>`,
  )}</ul>`
}

export async function showOverview(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const { ping, sessions, assets, clock, elements: allElements } = c.get('services')
  const text = words(c, overviewWords)
  await ping()
  const [elements, views, living] = await Promise.all([currentList(c), viewInstances(c), sessions.count()])
  const sum = (of: 'people' | 'departments') => views.reduce((total, view) => total + view[of], 0)
  return c.html(
    await consolePage(c, administrator, {
      section: 'overview',
      title: text.title,
      main: html`<div class="cards">
${card(text.database, badge('good', text.answers))}
${card(text.methods, html`<a href="/console/methods">${count(c, views.length)}</a>`)}
${card(text.people, html`<a href="/console/people">${count(c, sum('people'))}</a>`)}
${card(text.departments, html`<a href="/console/departments">${count(c, sum('departments'))}</a>`)}
${card(text.sessions, count(c, living))}
${card(text.version, assets.version)}
</div>
${await signInChart(c, lastDays(7, clock(), day), undefined, text.signIns)}
<p><a href="/console/sign-ins">${text.allSignIns}</a></p>
<h2>${text.perMethod}</h2>
${instanceTable(c, views, elements)}
<h2>${text.problems}</h2>
${problems(c, elements, allElements.problems())}`,
    }),
  )
}
