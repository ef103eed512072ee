// Serves: the page that asks before a sign-in method is deleted, and the deletion.

import { html } from 'hono/html'
import * as z from 'zod'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { AppContext } from '../../context.ts'
import type { ElementStatus } from '../../elements-types.ts'
import { type Administrator, readWrite, requireAdministrator } from '../administrator.ts'
import { audited } from '../audited.ts'
import { consolePage, tokenField } from '../frame.ts'
import { count } from '../parts.ts'
import { words } from '../texts.ts'
import { addressOf, base, findMethod } from './find.ts'
import { assertWayInLeft, isLastWayIn } from './last-way-in.ts'
import { isWritable, recentSignIns, showRefused } from './show.ts'
import { methodWords } from './texts.ts'

/** @throws LarkspurError `element_read_only` */
function assertDeletable(method: ElementStatus): void {
  if (!isWritable(method)) throw new LarkspurError('element_read_only')
}

async function page(c: AppContext, administrator: Administrator, method: ElementStatus, isMistyped: boolean) {
  const text = words(c, methodWords)
  const { identity } = administrator.person
  const isOwn = identity.appId === method.app?.appId && identity.brand === method.app.brand
  const { ok } = await recentSignIns(c, method)
  const consequences = [text.removeSignIns, text.removeSessions, text.removePeople, text.removeSecret]
  return c.html(
    await consolePage(c, administrator, {
      section: 'methods',
      title: `${text.removeTitle}: ${method.title}`,
      notice: isMistyped ? { kind: 'wrong', text: text.removeNotDone } : undefined,
      main: html`<section class="card"><h2>${text.removeWhat}</h2>
${isOwn ? html`<p class="notice wrong">${text.removeOwn}</p>` : ''}
<ul>${consequences.map((one) => html`<li>${one}</li>`)}</ul>
<p>${text.removeRecent} <strong>${count(c, ok)}</strong></p>
<p class="secondary">${text.removeInstead}</p></section>
<form method="post" action="${addressOf(method)}/delete" class="fields card">${tokenField(administrator)}
<div><label for="confirm">${text.removeConfirm} <code>${method.name}</code></label>
<input type="text" id="confirm" name="confirm" autocomplete="off" autocapitalize="off" spellcheck="false" required${
        isMistyped ? html` class="invalid" aria-invalid="true" aria-describedby="confirm-problem"` : ''
      }>
${isMistyped ? html`<p class="problem" id="confirm-problem">${text.removeMismatch}</p>` : ''}</div>
<div class="actions"><button type="submit" class="button danger">${text.removeIt}</button>
<a class="button" href="${addressOf(method)}">${text.cancel}</a></div></form>`,
    }),
    isMistyped ? 400 : 200,
  )
}

export async function askRemoval(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const method = await findMethod(c)
  assertDeletable(method)
  return page(c, administrator, method, false)
}

const shape = z.looseObject({ confirm: z.string().max(200).default('') })

export async function removeMethod(c: AppContext): Promise<Response> {
  const { administrator, fields } = await readWrite(c, shape)
  const method = await findMethod(c)
  // Of what cannot be deleted the attempt is noted, whatever was typed.
  if (isWritable(method) && fields.confirm.trim() !== method.name) {
    return page(c, administrator, method, true)
  }
  const services = c.get('services')
  const target = method.fullName
  try {
    await audited(c, administrator, { action: 'element.delete', target }, async () => {
      assertDeletable(method)
      await assertWayInLeft(services, method)
      await services.elements.remove(target)
    })
  } catch (error) {
    if (!isLastWayIn(error)) throw error
    return showRefused(c, administrator, method)
  }
  return c.redirect(`${base}?done=deleted`, 303)
}
