// Serves: the synchronisation of an app: how it stands, the form that starts a run, and the runs so far.

import { html } from 'hono/html'
import type { RunReport, RunState } from '../../../directory/index.ts'
import type { AppContext } from '../../context.ts'
import type { Directory } from '../../directory.ts'
import { publicWords } from '../../errors.ts'
import type { Instance } from '../../instance.ts'
import { type Administrator, requireAdministrator } from '../administrator.ts'
import { chart } from '../chart.ts'
import { consolePage, type Markup, type Piece } from '../frame.ts'
import { badge, count, duration, empty, facts, pager, table, time } from '../parts.ts'
import { words } from '../texts.ts'
import type { Refusal } from './background.ts'
import { base, chosenInstance, runAddress, runAtWork } from './find.ts'
import { changesText, standingBadges, targetText } from './run-parts.ts'
import { emptyStart, type StartView, startForm } from './start-form.ts'
import { syncWords } from './texts.ts'

const limit = 50
/** Among so many the last whole run is looked for, and those of the charts. */
const recent = 200
const bars = 30

const states = ['running', 'waiting', 'completed', 'failed', 'superseded'] as const satisfies RunState[]

const stateOf = (c: AppContext) => states.find((one) => one === c.req.query('state'))

/** A choice among apps; nothing where there is one. */
export function instanceChoice(c: AppContext, path: string, chosen: Instance): Markup | string {
  const text = words(c, syncWords)
  const { all } = c.get('services').instances
  if (all.length < 2) return ''
  return html`<form method="get" action="${path}" class="filters"><div><label for="instance">${text.app}</label>
<select id="instance" name="instance">${all.map(
    ({ name, app }) =>
      html`<option value="${name}"${name === chosen.name ? html` selected` : ''}>${name} · ${app.appId}</option>`,
  )}</select></div><div class="actions"><button type="submit" class="button">${text.show}</button></div></form>`
}

const isWhole = ({ target, state, dryRun }: RunReport) =>
  target.kind === 'all' && state === 'completed' && !dryRun

function nowText(c: AppContext, atWork: RunReport | null, waiting: RunReport | undefined): Markup {
  const text = words(c, syncWords)
  const link = (run: RunReport, label: string) => html`<a href="${runAddress(run.id)}">${label}</a>`
  if (atWork !== null) return html`${badge('plain', text.runningNow)} ${link(atWork, text.watch)}`
  if (waiting !== undefined) return html`${badge('warn', text.waitingNow)} ${link(waiting, text.decide)}`
  return badge('good', text.idle)
}

function standing(c: AppContext, atWork: RunReport | null, newest: readonly RunReport[]): Markup {
  const text = words(c, syncWords)
  const { settings, clock } = c.get('services')
  const whole = newest.find(isWhole)
  const { schedule } = settings.directory
  const waiting = newest.find(({ state }) => state === 'waiting')
  const lines: [string, Piece][] = [
    [text.stateNow, nowText(c, atWork, waiting)],
    [
      text.lastWhole,
      whole === undefined
        ? text.lastWholeNone
        : html`${time(c, whole.finishedAt)} · <a href="${runAddress(whole.id)}">${text.report}</a>`,
    ],
    ...(whole === undefined
      ? []
      : ([
          [text.people, count(c, whole.people.read)],
          [text.departments, count(c, whole.departments.read)],
        ] as [string, Piece][])),
    [text.nextScheduled, schedule === null ? text.notScheduled : time(c, schedule.next(clock()))],
  ]
  return html`<section class="card"><h2>${text.standing}</h2>${facts(lines)}</section>`
}

function charts(c: AppContext, newest: readonly RunReport[]): Markup | string {
  const text = words(c, syncWords)
  const whole = newest.filter(isWhole).slice(0, bars).reverse()
  if (whole.length < 2) return ''
  const labels = { when: text.chartWhen, numbers: text.chartNumbers }
  const of = (title: string, name: string, value: (run: RunReport) => number, total?: string) =>
    chart(
      c,
      title,
      [name],
      whole.map((run) => ({ at: run.startedAt, values: [value(run)] })),
      { ...labels, total },
    )
  return html`<div class="charts">${of(text.chartPeople, text.people, ({ people }) => people.read)}${of(
    text.chartCalls,
    text.calls,
    ({ calls }) => calls,
    text.chartTotal,
  )}</div>`
}

function stateFilter(c: AppContext, instance: Instance): Markup {
  const text = words(c, syncWords)
  const chosen = stateOf(c)
  const name = (state: RunState) => (state === 'running' ? text.runningOrInterrupted : text[state])
  return html`<form method="get" action="${base}" class="filters"><input type="hidden" name="instance" value="${instance.name}">
<div><label for="state">${text.state}</label><select id="state" name="state"><option value="">${text.anyState}</option>${states.map(
    (state) =>
      html`<option value="${state}"${state === chosen ? html` selected` : ''}>${name(state)}</option>`,
  )}</select></div><div class="actions"><button type="submit" class="button">${text.show}</button></div></form>`
}

async function history(c: AppContext, instance: Instance, directory: Directory, atWork: RunReport | null) {
  const text = words(c, syncWords)
  const state = stateOf(c)
  const cursor = c.req.query('cursor')
  const { items, next } = await directory.runs({ limit, state, cursor })
  const query = new URLSearchParams({ instance: instance.name, ...(state === undefined ? {} : { state }) })
  if (items.length === 0 && cursor === undefined) {
    return state === undefined
      ? empty(text.emptyTitle, text.emptyText)
      : html`${stateFilter(c, instance)}${empty(text.emptyFilter, '')}`
  }
  return html`${stateFilter(c, instance)}${table(
    text.history,
    [text.begun, text.state, text.target, text.people, text.departments, text.changes, text.calls, text.took],
    items.map((run) => [
      html`<a href="${runAddress(run.id)}">${time(c, run.startedAt)}</a>`,
      standingBadges(c, run.state === 'running' && run.id !== atWork?.id ? 'interrupted' : run.state, run),
      html`<span>${targetText(c, run)}</span>`,
      count(c, run.people.read),
      count(c, run.departments.read),
      changesText(c, run),
      count(c, run.calls),
      duration(c, run.workedMs),
    ]),
  )}${pager(c, base, query, { cursor, next })}`
}

/** A run of which nothing is kept, and whose beginner was told that it had been started. */
function refusedView(c: AppContext, { at, error }: Refusal): Markup {
  const { message, hint } = publicWords(c, error.code)
  return html`<p class="notice wrong">${words(c, syncWords).refusedLate} ${time(c, at)} · ${message} ${hint} <code>${error.code}</code></p>`
}

/** @param view what was typed into the form that starts a run, and what is wrong with it */
export async function overviewPage(
  c: AppContext,
  administrator: Administrator,
  instance: Instance,
  view: StartView & { wrong?: string | undefined } = emptyStart,
): Promise<Markup> {
  const text = words(c, syncWords)
  const { directories, syncs } = c.get('services')
  const directory = directories.of(instance.name)
  const atWork = await runAtWork(c, directory)
  const { items: newest } = await directory.runs({ limit: recent })
  const isStarted = c.req.query('done') === 'started'
  const refusal = syncs.refusal(instance.name)
  const notice =
    view.wrong !== undefined
      ? ({ kind: 'wrong', text: view.wrong } as const)
      : isStarted && refusal === undefined
        ? ({ kind: 'done', text: text.done_started } as const)
        : undefined
  return consolePage(c, administrator, {
    section: 'sync',
    title: text.title,
    notice,
    main: html`<p class="secondary lead">${text.intro}</p>
${instanceChoice(c, base, instance)}
${refusal === undefined ? '' : refusedView(c, refusal)}
${standing(c, atWork, newest)}
${atWork === null ? startForm(c, administrator, instance.name, view) : html`<p class="card">${text.busy} <a href="${runAddress(atWork.id)}">${text.watch}</a></p>`}
${charts(c, newest)}
<h2>${text.history}</h2>
${await history(c, instance, directory, atWork)}`,
  })
}

export async function showOverview(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  return c.html(await overviewPage(c, administrator, await chosenInstance(c)))
}
