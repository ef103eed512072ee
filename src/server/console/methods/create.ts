// Serves: the page that makes a sign-in method.

import { html } from 'hono/html'
import type { AppContext } from '../../context.ts'
import type { Diagnosis } from '../../elements-types.ts'
import { type Administrator, readWrite, requireAdministrator } from '../administrator.ts'
import { audited } from '../audited.ts'
import { consolePage } from '../frame.ts'
import { words } from '../texts.ts'
import { diagnosisView } from './diagnosis.ts'
import { addressOf, base, currentList } from './find.ts'
import { methodForm } from './form.ts'
import { formShape, inputOf, newValues, type PlainValues, type Problems, plainValues } from './form-values.ts'
import { guide } from './guide.ts'
import { mistakesIn } from './refused.ts'
import { targetOf, testAfterChange, testInput } from './run-test.ts'
import { methodWords } from './texts.ts'

interface View {
  values: PlainValues
  problems: Problems
  /** What is said above the form. */
  wrong?: string
  diagnosis?: Diagnosis
  lostSecret?: boolean
}

async function page(c: AppContext, administrator: Administrator, view: View, status: 200 | 400) {
  const text = words(c, methodWords)
  const types = (await currentList(c)).filter(({ kind, state }) => kind === 'type' && state === 'active')
  const buttons = html`<button type="submit" class="button primary" name="do" value="create">${text.createIt}</button>
<button type="submit" class="button" name="do" value="test" data-in-place>${text.testFirst}</button>
<a class="button" href="${base}">${text.cancel}</a>`
  const main = html`${view.diagnosis === undefined ? '' : diagnosisView(c, view.diagnosis)}
<div class="beside">${methodForm(c, administrator, { ...view, types }, `${base}/new`, buttons)}
${guide(c)}</div>`
  return c.html(
    await consolePage(c, administrator, {
      section: 'methods',
      title: text.newTitle,
      main,
      notice: view.wrong === undefined ? undefined : { kind: 'wrong', text: view.wrong },
    }),
    status,
  )
}

/** An emulator's or a private deployment's own host is most likely that of the next app, too. */
function usualHost(c: AppContext): string {
  const { app, jssdkUrl } = c.get('services').settings.main
  return jssdkUrl.startsWith(`${app.hosts.open}/`) ? app.hosts.open : ''
}

export async function newMethod(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  return page(c, administrator, { values: newValues(usualHost(c)), problems: {} }, 200)
}

export async function createMethod(c: AppContext): Promise<Response> {
  const { administrator, fields } = await readWrite(c, formShape)
  const text = words(c, methodWords)
  const { elements } = c.get('services')
  const values = plainValues(fields)
  const input = inputOf(fields)
  // Nothing is saved unless it is said.
  const isTest = fields.do !== 'create'
  const lostSecret = input.appSecret !== ''
  try {
    if (isTest) {
      const diagnosis = await testInput(c, administrator, input)
      return await page(c, administrator, { values, problems: {}, diagnosis, lostSecret }, 200)
    }
    const target = targetOf(input)
    const details = { fields: Object.keys(input).toSorted().join(', ') }
    const made = await audited(c, administrator, { action: 'element.create', target, details }, () =>
      elements.create(input),
    )
    await testAfterChange(c, administrator, made)
    return c.redirect(`${addressOf(made)}?done=created`, 303)
  } catch (error) {
    const mistakes = mistakesIn(c, error, isTest ? text.untested : text.notSaved)
    // Where no title is typed it is the name's mistake.
    if (values.title === '') delete mistakes.problems.title
    return page(c, administrator, { values, ...mistakes, lostSecret }, 400)
  }
}
