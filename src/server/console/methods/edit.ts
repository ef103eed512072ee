// Serves: the form that changes a sign-in method, and what happens when two people change it at one time.

import { html } from 'hono/html'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { AppContext } from '../../context.ts'
import type { ElementChanges, ElementStatus } from '../../elements-types.ts'
import { type Administrator, readWrite, requireAdministrator } from '../administrator.ts'
import { audited } from '../audited.ts'
import { consolePage, type Markup } from '../frame.ts'
import { table } from '../parts.ts'
import { words } from '../texts.ts'
import { carryOver } from './diagnoses.ts'
import { addressOf, currentList, findMethod } from './find.ts'
import { methodForm } from './form.ts'
import {
  changesOf,
  formShape,
  namesOf,
  type PlainValues,
  type Problems,
  plainFields,
  plainValues,
  valuesOf,
} from './form-values.ts'
import { assertWayInLeft, isLastWayIn } from './last-way-in.ts'
import { mistakesIn } from './refused.ts'
import { testAfterChange } from './run-test.ts'
import { isWritable, showRefused } from './show.ts'
import { methodWords } from './texts.ts'
import { whereSecretsGo } from './where-secrets-go.ts'

interface View {
  values: PlainValues
  problems: Problems
  /** `updatedAt` of what the reader has in front of them. */
  seen: number | null
  wrong?: string
  lostSecret?: boolean
  conflict?: Markup
}

async function page(
  c: AppContext,
  administrator: Administrator,
  kept: ElementStatus,
  view: View,
  status: 200 | 400 | 409,
) {
  const text = words(c, methodWords)
  const types = (await currentList(c)).filter(({ kind, state }) => kind === 'type' && state === 'active')
  const address = addressOf(kept)
  const save = view.conflict === undefined ? text.save : text.saveAllTheSame
  const buttons = html`<button type="submit" class="button primary">${save}</button>
<a class="button" href="${address}">${text.cancel}</a>`
  const form = methodForm(c, administrator, { ...view, types, kept }, `${address}/edit`, buttons)
  return c.html(
    await consolePage(c, administrator, {
      section: 'methods',
      title: `${text.editTitle}: ${kept.title}`,
      main: html`${view.conflict ?? ''}${form}`,
      notice: view.wrong === undefined ? undefined : { kind: 'wrong', text: view.wrong },
    }),
    status,
  )
}

/** @throws LarkspurError `element_read_only` */
function assertWritable(method: ElementStatus): void {
  if (!isWritable(method)) throw new LarkspurError('element_read_only')
}

export async function editMethod(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const kept = await findMethod(c)
  assertWritable(kept)
  const view = { values: valuesOf(kept), problems: {}, seen: kept.updatedAt }
  return page(c, administrator, kept, view, 200)
}

/** What is kept beside what was typed; of secrets nothing is said. */
function differences(c: AppContext, kept: ElementStatus, typed: PlainValues): Markup {
  const text = words(c, methodWords)
  const before = valuesOf(kept)
  const rows = plainFields
    .filter((name) => name !== 'name' && before[name] !== typed[name])
    .map((name) => [text[`field_${name}`], before[name] || text.none, typed[name] || text.none])
  return html`<section class="card"><p>${text.conflictText}</p>
${rows.length === 0 ? html`<p>${text.conflictSame}</p>` : table(text.conflictText, [text.conflictField, text.conflictKept, text.conflictTyped], rows)}
<p><a class="button" href="${addressOf(kept)}/edit">${text.seeKept}</a></p></section>`
}

/** Whether its people may be those of another app afterwards. */
const leavesApp = (changes: ElementChanges) =>
  (['appId', 'brand', 'host'] as const).some((name) => name in changes)

/** Whether what a test says may be another answer than before. */
const concernsPlatform = (changes: ElementChanges) =>
  (['appId', 'appSecret', 'brand', 'host', 'tokenEndpoint', 'scopes'] as const).some(
    (name) => name in changes,
  )

export async function saveMethod(c: AppContext): Promise<Response> {
  const { administrator, fields } = await readWrite(c, formShape)
  const text = words(c, methodWords)
  const services = c.get('services')
  const { elements } = services
  const kept = await findMethod(c)
  const target = kept.fullName
  const values = { ...plainValues(fields), name: kept.name }
  const seen = fields.seen ?? 0
  const changes = changesOf(fields, kept)
  const details: Record<string, string> = { fields: namesOf(changes) }
  const lostSecret = fields.appSecret !== ''
  try {
    const saved = await audited(c, administrator, { action: 'element.update', target, details }, async () => {
      // Noted, too: somebody has tried.
      assertWritable(kept)
      if (leavesApp(changes)) await assertWayInLeft(services, kept)
      const now = await elements.update(target, changes, seen)
      Object.assign(details, whereSecretsGo(kept, now))
      return now
    })
    if (concernsPlatform(changes)) await testAfterChange(c, administrator, saved)
    else carryOver(elements, kept, saved)
    return c.redirect(`${addressOf(saved)}?done=saved`, 303)
  } catch (error) {
    if (error instanceof LarkspurError && error.code === 'element_changed') {
      const now = await findMethod(c)
      const conflict = differences(c, now, values)
      const view = { values, problems: {}, seen: now.updatedAt, wrong: text.conflict, conflict, lostSecret }
      return page(c, administrator, now, view, 409)
    }
    if (!isWritable(kept)) throw error
    if (isLastWayIn(error)) return showRefused(c, administrator, kept)
    const mistakes = mistakesIn(c, error, text.notSaved)
    return page(c, administrator, kept, { values, ...mistakes, seen, lostSecret }, 400)
  }
}
