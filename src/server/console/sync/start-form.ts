// Reads: which run an administrator wants, and finds the department or person that is named.

import { html } from 'hono/html'
import * as z from 'zod'
import type { SyncTarget } from '../../../directory/index.ts'
import type { AppContext } from '../../context.ts'
import type { Directory } from '../../directory.ts'
import { isBlank } from '../../directory-door.ts'
import type { Administrator } from '../administrator.ts'
import { type Markup, type Piece, tokenField } from '../frame.ts'
import { words } from '../texts.ts'
import { base } from './find.ts'
import { syncWords } from './texts.ts'

export const kinds = ['all', 'department', 'person'] as const

export const startShape = z.strictObject({
  instance: z.string().max(64),
  kind: z.enum(kinds).default('all'),
  which: z.string().max(256).default(''),
  full: z.literal('yes').optional(),
  dryRun: z.literal('yes').optional(),
})

export type StartFields = z.output<typeof startShape>

export interface StartView {
  fields: Omit<StartFields, 'instance'>
  problem?: Piece | undefined
}

export const emptyStart: StartView = { fields: { kind: 'all', which: '' } }

const forms = { department: /^od-[\w-]{1,120}$/, person: /^ou_[\w-]{1,120}$/ }

/** Names alone are short; an id is never looked up. */
const mostNamed = 6

interface Named {
  id: string
  name?: string | undefined
}

/** Whoever has exactly this name; else all who are found. */
async function named(directory: Directory, kind: 'department' | 'person', name: string): Promise<Named[]> {
  const { users, departments } = await directory.search(name, { limit: mostNamed, namesOnly: true })
  const found: Named[] = kind === 'person' ? users : departments
  const exact = found.filter((one) => one.name === name)
  return exact.length > 0 ? exact : found
}

/** The target, or what is wrong with what was typed. */
export async function readTarget(
  c: AppContext,
  directory: Directory,
  { kind, which }: Pick<StartFields, 'kind' | 'which'>,
): Promise<{ target: SyncTarget } | { problem: Piece }> {
  const text = words(c, syncWords)
  if (kind === 'all') return { target: { kind } }
  const typed = which.trim()
  if (isBlank(typed)) return { problem: text.problem_missing }
  if (forms[kind].test(typed)) return { target: { kind, id: typed } }
  if (/^(?:od-|ou_)/.test(typed)) return { problem: text[`problem_${kind}`] }
  const found = /\p{Cc}/u.test(typed) || typed.length > 128 ? [] : await named(directory, kind, typed)
  const [first, ...others] = found
  if (first === undefined) return { problem: text.problem_none }
  if (others.length === 0) return { target: { kind, id: first.id } }
  return {
    problem: html`${text.problem_many} ${found.map((one) => html`<span class="foreign">${one.name ?? ''}</span> <code>${one.id}</code> `)}`,
  }
}

export function startForm(
  c: AppContext,
  administrator: Administrator,
  instance: string,
  view: StartView,
): Markup {
  const text = words(c, syncWords)
  const { fields, problem } = view
  const described = problem === undefined ? 'which-hint' : 'which-problem which-hint'
  const check = (name: 'full' | 'dryRun') =>
    html`<p class="check"><input type="checkbox" id="${name}" name="${name}" value="yes"${fields[name] === 'yes' ? html` checked` : ''}><label for="${name}">${text[name]}</label></p>`
  return html`<form method="post" action="${base}" class="fields card" novalidate>
<h2>${text.start}</h2>
${tokenField(administrator)}
<input type="hidden" name="instance" value="${instance}">
<fieldset class="plain"><legend class="label">${text.what}</legend>
${kinds.map(
  (kind) =>
    html`<p class="check"><input type="radio" id="kind-${kind}" name="kind" value="${kind}"${fields.kind === kind ? html` checked` : ''}><label for="kind-${kind}">${text[kind]}</label></p>`,
)}
</fieldset>
<div>
<label for="which">${text.which}</label>
<input type="text" id="which" name="which" value="${fields.which}" maxlength="256" autocomplete="off" spellcheck="false" aria-describedby="${described}"${
    problem === undefined ? '' : html` aria-invalid="true" class="invalid"`
  }>
${problem === undefined ? '' : html`<p class="problem" id="which-problem">${problem}</p>`}
<p class="hint" id="which-hint">${text.whichHint}</p>
</div>
${check('dryRun')}
${check('full')}
<div class="actions"><button type="submit" class="button primary">${text.startButton}</button></div>
</form>`
}
