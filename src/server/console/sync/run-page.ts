// Serves: the page of one run: its progress while somebody is at work, and its report.

import { html } from 'hono/html'
import type { RunChange, RunReport } from '../../../directory/index.ts'
import type { AppContext } from '../../context.ts'
import { type Administrator, requireAdministrator } from '../administrator.ts'
import { consolePage, type Markup, type Piece, tokenField } from '../frame.ts'
import { badge, count, empty, facts, pager, table, time } from '../parts.ts'
import { words } from '../texts.ts'
import { fieldNames } from './fields.ts'
import { base, canGoOn, type FoundRun, findRun, runAddress, type Standing, standingOf } from './find.ts'
import { missingPermissions, standingCard, warnings } from './outcome.ts'
import { countKinds, type ProgressView, progressView } from './progress-view.ts'
import { entityLink, standingBadges, targetText } from './run-parts.ts'
import { syncWords } from './texts.ts'

const limit = 50

/** A number that the script keeps true while the run goes on. */
const live = ({ shown }: ProgressView, name: string): Markup =>
  html`<span data-live="${name}">${shown[name] ?? ''}</span>`

function countsTable(c: AppContext, view: ProgressView): Markup {
  const text = words(c, syncWords)
  return table(
    text.counts,
    [text.of, ...countKinds.map((kind) => text[kind])],
    (['people', 'departments'] as const).map((of) => [
      text[of],
      ...countKinds.map((kind) => live(view, `${of}.${kind}`)),
    ]),
  )
}

/** Without a value it says that it goes on, and not how far. */
const bar = (label: string, share: number | null): Markup =>
  html`<progress aria-label="${label}" max="1" data-live-share${share === null ? '' : html` value="${share.toFixed(3)}"`}></progress>`

function progressCard(c: AppContext, report: RunReport, view: ProgressView): Markup {
  const text = words(c, syncWords)
  const address = runAddress(report.id)
  return html`<section class="card progress" data-follow="${address}/progress">
<h2>${text.progress}</h2>
${bar(text.progressLabel, view.share)}
${facts([
  [text.left, live(view, 'left')],
  [text.pendingCalls, live(view, 'pending')],
])}
<p class="unseen" role="status" data-spoken></p>
<p class="hint" data-lost hidden>${text.lostConnection} <a href="${address}">${text.reloadLink}</a></p>
<p class="hint" data-only-without-script>${text.reload} <a href="${address}">${text.reloadLink}</a></p>
</section>`
}

function reportCard(c: AppContext, { instance, report }: FoundRun, standing: Standing, view: ProgressView) {
  const text = words(c, syncWords)
  return html`<section class="card"><h2>${text.report}</h2>${facts([
    [text.state, standingBadges(c, standing, report)],
    [text.app, html`<span class="foreign">${instance.name}</span> <code>${instance.app.appId}</code>`],
    [text.target, targetText(c, report)],
    [text.begun, time(c, report.startedAt)],
    ...(report.finishedAt === null ? [] : [[text.finished, time(c, report.finishedAt)] as const]),
    [text.took, live(view, 'worked')],
    [text.calls, live(view, 'calls')],
    [text.limited, live(view, 'limited')],
    ...(report.resumed === 0
      ? []
      : [[text.resumed, text.times(count(c, report.resumed))] as [string, Piece]]),
    [text.id, html`<code>${report.id}</code>`],
  ])}</section>`
}

function changeDetail(c: AppContext, { fields, reason }: RunChange): string {
  const text = words(c, syncWords)
  return reason === null ? fieldNames(c, fields) : text[`reason_${reason}`]
}

const changeKinds = { created: 'good', restored: 'good', updated: 'plain', removed: 'bad' } as const

async function differences(c: AppContext, { instance, directory, report }: FoundRun): Promise<Markup> {
  const text = words(c, syncWords)
  const cursor = c.req.query('cursor')
  const { items, next } = await directory.changes(report.id, { limit, cursor })
  const list =
    items.length === 0
      ? empty(text.differencesEmpty, text.differencesEmptyText)
      : html`${table(
          text.differences,
          [text.kind, text.name, text.id, text.change, text.detail],
          items.map((one) => [
            text[`kind_${one.of}`],
            entityLink(c, instance.name, one.of, one),
            html`<code>${one.id}</code>`,
            badge(changeKinds[one.change], text[`change_${one.change}`]),
            changeDetail(c, one),
          ]),
        )}${pager(c, runAddress(report.id), new URLSearchParams(), { cursor, next })}`
  return html`<h2>${text.differences}</h2>${list}`
}

const button = (administrator: Administrator, address: string, label: string, kind = ''): Markup =>
  html`<form method="post" action="${address}">${tokenField(administrator)}<button type="submit" class="button ${kind}">${label}</button></form>`

/** What can be done about a run: stop it, or go on with it. */
function actions(c: AppContext, administrator: Administrator, found: FoundRun, standing: Standing): Piece {
  const text = words(c, syncWords)
  const { report } = found
  const address = runAddress(report.id)
  const all = html`<a class="button" href="${base}?instance=${encodeURIComponent(found.instance.name)}">${text.backToRuns}</a>`
  if (standing === 'running') {
    const isOurs = c.get('services').syncs.report(report.id) !== undefined
    return html`${all}${isOurs ? button(administrator, `${address}/stop`, text.stop, 'danger') : ''}`
  }
  if (canGoOn(c, report, standing))
    return html`${all}${button(administrator, `${address}/continue`, text.goOn, 'primary')}`
  return all
}

const notices = { started: 'done_begun', stopped: 'done_stopped', confirmed: 'done_confirmed' } as const

function noticeOf(c: AppContext): { kind: 'done'; text: string } | undefined {
  const text = words(c, syncWords)
  const done = c.req.query('done')
  if (done === 'started' || done === 'stopped' || done === 'confirmed') {
    return { kind: 'done', text: text[notices[done]] }
  }
  return undefined
}

/** @param wrong what has been refused just now */
export async function runPage(
  c: AppContext,
  administrator: Administrator,
  found: FoundRun,
  wrong?: string,
): Promise<Markup> {
  const text = words(c, syncWords)
  const { instance, report } = found
  const standing = await standingOf(c, found)
  const view = progressView(c, report)
  const isRunning = standing === 'running'
  const isOurs = c.get('services').syncs.report(report.id) !== undefined
  return consolePage(c, administrator, {
    section: 'sync',
    title: text.run,
    actions: actions(c, administrator, found, standing),
    notice: wrong === undefined ? noticeOf(c) : { kind: 'wrong', text: wrong },
    main: html`${isRunning ? progressCard(c, report, view) : standingCard(c, standing, report)}
${isRunning ? html`<p class="secondary">${isOurs ? text.stopHint : text.elsewhere}</p>` : ''}
${reportCard(c, found, standing, view)}
${countsTable(c, view)}
${warnings(c, report)}
${missingPermissions(c, instance, report)}
${isRunning ? '' : await differences(c, found)}`,
  })
}

export async function showRun(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  return c.html(await runPage(c, administrator, await findRun(c)))
}
