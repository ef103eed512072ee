// Serves: the page of one sign-in method.

import { html } from 'hono/html'
import { signInPath } from '../../addresses.ts'
import type { AppContext } from '../../context.ts'
import type { Diagnosis, ElementStatus } from '../../elements-types.ts'
import { type Administrator, readWrite, requireAdministrator } from '../administrator.ts'
import { consolePage, type Markup, type Piece, tokenField } from '../frame.ts'
import { copyField, count, facts, time } from '../parts.ts'
import { words } from '../texts.ts'
import { lastTest } from './diagnoses.ts'
import { diagnosisView } from './diagnosis.ts'
import { filesView } from './files.ts'
import { addressOf, findMethod } from './find.ts'
import { tokenOnly, valuesOf } from './form-values.ts'
import { problemList, stateBadge } from './list.ts'
import { testMethod } from './run-test.ts'
import { methodWords } from './texts.ts'

const notices = ['created', 'saved', 'disabled', 'enabled'] as const

/** The database alone is ours to write. */
export const isWritable = ({ source }: Pick<ElementStatus, 'source'>): boolean => source === 'database'

function actions(c: AppContext, administrator: Administrator, method: ElementStatus): Markup {
  const text = words(c, methodWords)
  const address = addressOf(method)
  const post = (path: string, fields: Piece, label: string) =>
    html`<form method="post" action="${address}/${path}">${tokenField(administrator)}${fields}<button type="submit" class="button">${label}</button></form>`
  const test = method.app === null ? '' : post('test', '', text.test)
  if (!isWritable(method)) return html`${test}`
  const isOn = method.state !== 'disabled'
  return html`<a class="button primary" href="${address}/edit">${text.edit}</a>
${test}
${post('state', html`<input type="hidden" name="enabled" value="${isOn ? 'no' : 'yes'}">`, isOn ? text.disable : text.enable)}
<a class="button danger" href="${address}/delete">${text.remove}</a>`
}

function factsCard(c: AppContext, method: ElementStatus): Markup {
  const text = words(c, methodWords)
  const { scopes, tokenEndpoint } = valuesOf(method)
  const { app } = method
  return html`<section class="card"><h2>${text.facts}</h2>
${problemList(c, method)}
${facts([
  [text.state, stateBadge(c, method)],
  [text.fullName, html`<code>${method.fullName}</code>`],
  [text.type, html`<code>${method.type}</code>`],
  [
    text.source,
    html`${text[method.source]}${method.place === '' ? '' : html` <code>${method.place}</code>`}`,
  ],
  [text.brand, app === null ? text.unknown : html`${text[app.brand]} <code>${app.host}</code>`],
  [text.appId, app === null ? text.unknown : html`<code>${app.appId}</code>`],
  [text.scopes, scopes === '' ? text.noScopes : html`<code>${scopes}</code>`],
  [text.tokenEndpoint, html`<code>${tokenEndpoint}</code>`],
  ...(method.updatedAt === null ? [] : [[text.updatedAt, time(c, method.updatedAt)] as const]),
])}</section>`
}

/** Where the platform's console shows the app's security settings; only the public platforms' addresses are known. */
function securitySettings({ app }: ElementStatus): string | undefined {
  const isPublic = app?.host === 'https://open.feishu.cn' || app?.host === 'https://open.larksuite.com'
  return app !== null && isPublic ? `${app.host}/app/${encodeURIComponent(app.appId)}/safe` : undefined
}

function platformCard(c: AppContext, method: ElementStatus): Markup | string {
  const text = words(c, methodWords)
  const { origin } = c.get('services').settings
  const { redirectUri } = valuesOf(method)
  const settings = securitySettings(method)
  if (method.redirectUri === null) return ''
  const field = (id: string, label: string, value: string) =>
    copyField(c, { id, label, value, isLabelSeen: true })
  return html`<section class="card"><h2>${text.atThePlatform}</h2>
${field('redirect-uri', text.redirectUriToRegister, method.redirectUri)}
<p class="hint">${text.redirectHint}${settings === undefined ? '' : html` <a href="${settings}" rel="noreferrer" target="_blank">${text.openPlatform}</a>`}</p>
${redirectUri === '' ? '' : field('page-redirect-uri', text.pageRedirectUri, redirectUri)}
${
  method.takesEvents === true
    ? html`${field('events-address', text.eventsAddress, `${origin}/auth/events${method.name === 'default' ? '' : `/${method.name}`}`)}<p class="hint">${text.eventsHint}</p>`
    : ''
}</section>`
}

const week = 7 * 86_400_000

/** Of the last seven days. */
export async function recentSignIns(c: AppContext, { name }: Pick<ElementStatus, 'name'>) {
  const { logs, clock } = c.get('services')
  const until = clock()
  const slices = await logs.signIns.counts({ from: until - week, until, sliceMs: week, instance: name })
  return {
    ok: slices.reduce((sum, one) => sum + one.ok, 0),
    failed: slices.reduce((sum, one) => sum + one.failed, 0),
  }
}

async function signInsCard(c: AppContext, method: ElementStatus): Promise<Markup> {
  const text = words(c, methodWords)
  const { ok, failed } = await recentSignIns(c, method)
  const start = signInPath({ instance: method.name, returnTo: '/' })
  return html`<section class="card"><h2>${text.signInsOfWeek}</h2>
<p><span class="figure">${count(c, ok)}</span> ${text.succeeded} · <span class="figure">${count(c, failed)}</span> ${text.failed}
<a href="/console/sign-ins?instance=${encodeURIComponent(method.name)}">${text.seeSignIns}</a></p>
${method.state === 'active' ? html`<p><a class="button" href="${start}">${text.tryIt}</a></p><p class="hint">${text.tryHint}</p>` : ''}
</section>`
}

/** Whether this administrator has signed in with it. */
const isOwnMethod = ({ person }: Administrator, { app }: ElementStatus): boolean =>
  person.identity.appId === app?.appId && person.identity.brand === app.brand

async function page(
  c: AppContext,
  administrator: Administrator,
  method: ElementStatus,
  more: { diagnosis?: Markup | undefined; notice?: { kind: 'done' | 'wrong'; text: string } | undefined },
) {
  const text = words(c, methodWords)
  const readOnly = {
    settings: text.readOnlySettings,
    directory: text.readOnlyDirectory,
    built_in: '',
    database: '',
  }
  const where = readOnly[method.source]
  return consolePage(c, administrator, {
    section: 'methods',
    title: method.title,
    actions: actions(c, administrator, method),
    notice: more.notice,
    main: html`${where === '' ? '' : html`<p class="notice plain">${where}</p>`}
${isWritable(method) && method.state === 'active' && isOwnMethod(administrator, method) ? html`<p class="notice plain">${text.disableOwn}</p>` : ''}
${more.diagnosis ?? html`<p class="secondary small">${text.notTested}</p>`}
${platformCard(c, method)}
${await signInsCard(c, method)}
${factsCard(c, method)}
${filesView(c, method)}`,
  })
}

export async function showMethod(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const text = words(c, methodWords)
  const method = await findMethod(c)
  const done = notices.find((one) => one === new URL(c.req.url).searchParams.get('done'))
  const tested = lastTest(c.get('services').elements, method)
  return c.html(
    await page(c, administrator, method, {
      diagnosis: tested && diagnosisView(c, tested.diagnosis, tested.at),
      notice: done && { kind: 'done', text: text[`done_${done}`] },
    }),
  )
}

/** What was asked for would have shut every administrator out. */
export async function showRefused(c: AppContext, administrator: Administrator, method: ElementStatus) {
  const tested = lastTest(c.get('services').elements, method)
  const answer = await page(c, administrator, method, {
    diagnosis: tested && diagnosisView(c, tested.diagnosis, tested.at),
    notice: { kind: 'wrong', text: words(c, methodWords).lastWayIn },
  })
  return c.html(answer, 409)
}

/** Answers with the page itself: what was found is nowhere else, and asking again does no harm. */
export async function diagnoseMethod(c: AppContext): Promise<Response> {
  const { administrator } = await readWrite(c, tokenOnly)
  const method = await findMethod(c)
  const diagnosis: Diagnosis = await testMethod(c, administrator, method)
  return c.html(
    await page(c, administrator, method, {
      diagnosis: diagnosisView(c, diagnosis, c.get('services').clock()),
    }),
  )
}
