// Serves: the list of sign-in methods.

import { html } from 'hono/html'
import type { AppContext } from '../../context.ts'
import type { ElementStatus } from '../../elements-types.ts'
import { requireAdministrator } from '../administrator.ts'
import { consolePage, type Markup } from '../frame.ts'
import { badge, copyField, empty, table } from '../parts.ts'
import { words } from '../texts.ts'
import { addressOf, base, currentList } from './find.ts'
import { type MethodWords, methodWords } from './texts.ts'

const kinds = { active: 'good', disabled: 'plain', invalid: 'bad', overridden: 'plain' } as const

export const stateBadge = (c: AppContext, { state }: Pick<ElementStatus, 'state'>): Markup =>
  badge(kinds[state], words(c, methodWords)[state])

export function problemList(c: AppContext, { problems }: Pick<ElementStatus, 'problems'>): Markup | string {
  if (problems.length === 0) return ''
  return html`<ul class="problems">${problems.map(
    (problem) =>
      html`<li>${problem.at === '' ? '' : html`<code>${problem.at}</code> `}${problem[c.get('language')]}</li>`,
  )}</ul>`
}

const sourceText = (text: MethodWords, { source, place }: ElementStatus): Markup =>
  html`${text[source]}${place === '' ? '' : html`<br><code class="secondary">${place}</code>`}`

export const appText = (text: MethodWords, { app }: Pick<ElementStatus, 'app'>): Markup | string =>
  app === null ? text.unknown : html`${text[app.brand]}<br><code>${app.appId}</code>`

function instances(c: AppContext, all: readonly ElementStatus[]): Markup {
  const text = words(c, methodWords)
  if (all.length === 0)
    return empty(
      text.emptyTitle,
      html`${text.emptyText}<br><a class="button primary" href="${base}/new">${text.create}</a>`,
    )
  return table(
    text.instances,
    [text.name, text.state, text.app, text.source, text.redirectUriToRegister],
    all.map((one) => [
      one.state === 'overridden'
        ? html`<span class="foreign">${one.title}</span><br><code>${one.name}</code>`
        : html`<a class="foreign strong" href="${addressOf(one)}">${one.title}</a><br><code>${one.name}</code>`,
      html`<div>${stateBadge(c, one)}${problemList(c, one)}</div>`,
      html`<span>${appText(text, one)}</span>`,
      html`<span>${sourceText(text, one)}</span>`,
      one.redirectUri === null || one.state === 'overridden'
        ? text.none
        : copyField(c, {
            id: `redirect-${one.fullName}`,
            label: `${text.redirectUri} ${one.name}`,
            value: one.redirectUri,
          }),
    ]),
  )
}

function types(c: AppContext, all: readonly ElementStatus[]): Markup {
  const text = words(c, methodWords)
  return html`<h2>${text.types}</h2><p class="secondary">${text.typesIntro}</p>${table(
    text.types,
    [text.fullName, text.kind, text.type, text.source, text.state],
    all.map((one) => [
      html`<span><span class="foreign">${one.title}</span><br><code>${one.fullName}</code></span>`,
      one.kind === 'meta' ? text.meta : text.typeKind,
      one.type === '' ? text.none : html`<code>${one.type}</code>`,
      html`<span>${sourceText(text, one)}</span>`,
      html`<div>${stateBadge(c, one)}${problemList(c, one)}</div>`,
    ]),
  )}`
}

export async function listMethods(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const text = words(c, methodWords)
  const all = await currentList(c)
  const isDeleted = new URL(c.req.url).searchParams.get('done') === 'deleted'
  return c.html(
    await consolePage(c, administrator, {
      section: 'methods',
      title: text.title,
      actions: html`<a class="button primary" href="${base}/new">${text.create}</a>`,
      notice: isDeleted ? { kind: 'done', text: text.done_deleted } : undefined,
      main: html`<p class="secondary lead">${text.intro}</p>
${instances(
  c,
  all.filter(({ kind }) => kind === 'instance'),
)}
${types(
  c,
  all.filter(({ kind }) => kind !== 'instance'),
)}`,
    }),
  )
}
