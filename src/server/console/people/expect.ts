// Serves: the form that lets somebody in beforehand: into a new account, or a further identity into one that is there.

import { html } from 'hono/html'
import * as z from 'zod'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import { isIdentifier, isPlatformIdentifier } from '../../../feishu/index.ts'
import type { AppContext } from '../../context.ts'
import { type Administrator, readWrite, requireAdministrator } from '../administrator.ts'
import { audited } from '../audited.ts'
import { consolePage, type Markup, type Piece, tokenField } from '../frame.ts'
import { words } from '../texts.ts'
import { findAccount, labelOf } from './find-account.ts'
import { addressWith, chosenInstance, instanceField } from './instance.ts'
import { accountAddress, base } from './tabs.ts'
import { type PeopleWords, peopleWords } from './texts.ts'

const kinds = ['openId', 'unionId', 'userId'] as const

const given = z.string().max(512).default('')

const shape = z.looseObject({
  instance: given,
  kind: z.enum(kinds),
  subject: given,
  tenantKey: given,
  account: given,
})
type Fields = Pick<z.output<typeof shape>, 'instance' | 'kind' | 'subject' | 'tenantKey' | 'account'>

type Problems = Partial<Record<'subject' | 'tenantKey', string>>

function field(
  name: 'subject' | 'tenantKey',
  label: string,
  value: string,
  hint: Piece | undefined,
  problem: string | undefined,
): Markup {
  const ids = [
    ...(problem === undefined ? [] : [`${name}-problem`]),
    ...(hint === undefined ? [] : [`${name}-hint`]),
  ]
  return html`<div><label for="${name}">${label}</label>
<input type="text" id="${name}" name="${name}" value="${value}" maxlength="256" autocomplete="off" autocapitalize="off" spellcheck="false"${
    problem === undefined ? '' : html` class="invalid" aria-invalid="true"`
  }${ids.length === 0 ? '' : html` aria-describedby="${ids.join(' ')}"`}>
${problem === undefined ? '' : html`<p class="problem" id="${name}-problem">${problem}</p>`}
${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}</div>`
}

async function page(
  c: AppContext,
  administrator: Administrator,
  fields: Fields,
  problems: Problems = {},
): Promise<Response> {
  const text = words(c, peopleWords)
  const { name: chosen } = await chosenInstance(c, fields.instance)
  const account = fields.account === '' ? undefined : await findAccount(c, fields.account)
  const isWrong = Object.keys(problems).length > 0
  const back =
    account === undefined
      ? addressWith(c, `${base}/accounts`, { instance: chosen })
      : accountAddress(account.id)
  return c.html(
    await consolePage(c, administrator, {
      section: 'people',
      title: account === undefined ? text.expectTitle : `${text.bindTitle}: ${labelOf(c, account)}`,
      notice: isWrong ? { kind: 'wrong', text: text.notSaved } : undefined,
      main: html`<p class="secondary lead">${account === undefined ? text.expectIntro : text.bindIntro}</p>
${account === undefined ? '' : html`<p class="notice plain">${text.bindWarning}</p>`}
<form method="post" action="${base}/expect" class="fields card" novalidate>${tokenField(administrator)}
<input type="hidden" name="account" value="${fields.account}">
${instanceField(c, chosen)}
<div><label for="kind">${text.kind}</label><select id="kind" name="kind">${kinds.map(
        (kind) =>
          html`<option value="${kind}"${kind === fields.kind ? html` selected` : ''}>${text[`${kind}Hint`]}</option>`,
      )}</select></div>
${field('subject', text.subject, fields.subject, undefined, problems.subject)}
${field('tenantKey', text.tenantKey, fields.tenantKey, text.tenantHint, problems.tenantKey)}
<div class="actions"><button type="submit" class="button primary">${text.expectButton}</button>
<a class="button" href="${back}">${text.cancel}</a></div></form>`,
    }),
    isWrong ? 400 : 200,
  )
}

export async function askWhom(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const query = new URL(c.req.url).searchParams
  return page(c, administrator, {
    instance: query.get('instance') ?? '',
    kind: 'openId',
    subject: query.get('openId') ?? '',
    tenantKey: '',
    account: query.get('account') ?? '',
  })
}

/** By the rules by which the accounts refuse it, each beside its field. */
function problemsOf(text: PeopleWords, { kind, subject, tenantKey }: Fields): Problems {
  const isSubject = kind === 'userId' ? isIdentifier : isPlatformIdentifier
  const subjectProblem =
    subject === '' ? text.subjectMissing : isSubject(subject) ? undefined : text.subjectWrong
  const tenantProblem =
    tenantKey === ''
      ? kind === 'userId'
        ? text.tenantMissing
        : undefined
      : isPlatformIdentifier(tenantKey)
        ? undefined
        : text.tenantWrong
  return {
    ...(subjectProblem === undefined ? {} : { subject: subjectProblem }),
    ...(tenantProblem === undefined ? {} : { tenantKey: tenantProblem }),
  }
}

export async function expectSomebody(c: AppContext): Promise<Response> {
  const { administrator, fields: typed } = await readWrite(c, shape)
  const text = words(c, peopleWords)
  const { accounts } = c.get('services')
  const fields = { ...typed, subject: typed.subject.trim(), tenantKey: typed.tenantKey.trim() }
  const problems = problemsOf(text, fields)
  if (Object.keys(problems).length > 0) return page(c, administrator, fields, problems)
  const { name: instance } = await chosenInstance(c, fields.instance)
  const { kind, subject, tenantKey } = fields
  const account = fields.account === '' ? undefined : (await findAccount(c, fields.account)).id
  const entry = {
    action: 'identity.expect' as const,
    target: account ?? subject,
    details: { instance, kind, subject, tenantKey: tenantKey === '' ? null : tenantKey },
  }
  try {
    const { userId } = await audited(
      c,
      administrator,
      entry,
      () =>
        accounts.expect({
          instance,
          [kind]: subject,
          ...(tenantKey === '' ? {} : { tenantKey }),
          ...(account === undefined ? {} : { account }),
        }),
      (made) => ({ target: made.userId }),
    )
    return c.redirect(`${accountAddress(userId)}?done=expected`, 303)
  } catch (error) {
    if (!(error instanceof LarkspurError) || error.code !== 'identity_taken') throw error
    return page(c, administrator, fields, { subject: text.taken })
  }
}
