// Serves: whom and what a waiting run would remove, and the form that lets it.

import { html } from 'hono/html'
import * as z from 'zod'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { AppContext } from '../../context.ts'
import { publicWords } from '../../errors.ts'
import { type Administrator, readWrite, requireAdministrator } from '../administrator.ts'
import { consolePage, type Markup, tokenField } from '../frame.ts'
import { count, empty, pager, table } from '../parts.ts'
import { words } from '../texts.ts'
import { type FoundRun, findRun, runAddress } from './find.ts'
import { entityLink } from './run-parts.ts'
import { confirmRun } from './start.ts'
import { syncWords } from './texts.ts'

const limit = 50

interface Typed {
  value: string
  problem: boolean
}

const totalOf = ({ report: { removals } }: FoundRun): number =>
  removals === null ? 0 : removals.people + removals.departments

function form(c: AppContext, administrator: Administrator, found: FoundRun, typed: Typed): Markup {
  const text = words(c, syncWords)
  const total = count(c, totalOf(found))
  return html`<form method="post" action="${runAddress(found.report.id)}/removals" class="fields card" id="confirm" novalidate>
<h2>${text.confirmTitle}</h2>
<p>${text.confirmText}</p>
${tokenField(administrator)}
<div><label for="number">${text.confirmLabel(total)}</label>
<input type="text" id="number" name="number" inputmode="numeric" autocomplete="off" maxlength="16" value="${typed.value}"${
    typed.problem ? html` aria-invalid="true" aria-describedby="number-problem" class="invalid"` : ''
  }>
${typed.problem ? html`<p class="problem" id="number-problem">${text.confirmProblem(total)}</p>` : ''}</div>
<div class="actions"><button type="submit" class="button danger">${text.confirm}</button>
<a class="button" href="${runAddress(found.report.id)}">${text.removalsBack}</a></div>
</form>`
}

async function list(c: AppContext, { instance, directory, report }: FoundRun): Promise<Markup> {
  const text = words(c, syncWords)
  const { people = 0, departments = 0 } = report.removals ?? {}
  const given = c.req.query('of')
  const of = given === 'department' || (given !== 'person' && people === 0) ? 'department' : 'person'
  const cursor = c.req.query('cursor')
  const { items, next } = await directory.missing(report.id, of, { limit, cursor })
  const path = `${runAddress(report.id)}/removals`
  const tab = (kind: 'person' | 'department', label: string, many: number) =>
    html`<a class="button small" href="${path}?of=${kind}"${kind === of ? html` aria-current="true"` : ''}>${label} ${count(c, many)}</a>`
  return html`<h2>${text.removalsList}</h2>
<div class="actions choices">${tab('person', text.people, people)}${tab('department', text.departments, departments)}</div>
${
  items.length === 0
    ? empty(text.removalsEmpty, text.removalsEmptyText)
    : html`${table(
        text.removalsList,
        [text.name, text.id],
        items.map((one) => [entityLink(c, instance.name, of, one), html`<code>${one.id}</code>`]),
      )}${pager(c, path, new URLSearchParams({ of }), { cursor, next })}`
}`
}

async function page(
  c: AppContext,
  administrator: Administrator,
  found: FoundRun,
  typed: Typed = { value: '', problem: false },
  refused?: string,
): Promise<Markup> {
  const text = words(c, syncWords)
  const { removals, state } = found.report
  const isWaiting = state === 'waiting' && removals !== null
  const wrong = refused ?? (isWaiting ? (typed.problem ? text.wrong : undefined) : text.notWaiting)
  const numbers = removals ?? { people: 0, ofPeople: 0, departments: 0, ofDepartments: 0 }
  const [a = '', b = '', d = '', e = ''] = [
    numbers.people,
    numbers.ofPeople,
    numbers.departments,
    numbers.ofDepartments,
  ].map((one) => count(c, one))
  return consolePage(c, administrator, {
    section: 'sync',
    title: text.removals,
    actions: html`<a class="button" href="${runAddress(found.report.id)}">${text.removalsBack}</a>`,
    notice: wrong === undefined ? undefined : { kind: 'wrong', text: wrong },
    main: isWaiting
      ? html`<p>${text.guardText(a, b, d, e)} ${text.guardCause} <a href="#confirm">${text.toConfirm}</a></p>
${await list(c, found)}
${form(c, administrator, found, typed)}`
      : html``,
  })
}

export async function showRemovals(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  return c.html(await page(c, administrator, await findRun(c)))
}

/** A number as people type it: separators and full-width digits do not matter. */
export const typedNumber = (text: string): number => {
  const digits = text.normalize('NFKC').replace(/[\s,.'’_]/g, '')
  return /^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN
}

export async function confirmRemovals(c: AppContext): Promise<Response> {
  const { administrator, fields } = await readWrite(
    c,
    z.strictObject({ number: z.string().max(16).default('') }),
  )
  const found = await findRun(c)
  if (found.report.state !== 'waiting') return c.html(await page(c, administrator, found), 409)
  if (typedNumber(fields.number) !== totalOf(found)) {
    return c.html(await page(c, administrator, found, { value: fields.number, problem: true }), 400)
  }
  try {
    return await confirmRun(c, administrator, found)
  } catch (error) {
    if (!(error instanceof LarkspurError) || !['sync_running', 'request_invalid'].includes(error.code)) {
      throw error
    }
    const { message, hint } = publicWords(c, error.code)
    const typed = { value: fields.number, problem: false }
    return c.html(await page(c, administrator, found, typed, `${message} ${hint}`), 409)
  }
}
