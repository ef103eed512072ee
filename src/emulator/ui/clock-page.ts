// Draws: the emulator's clock and the faults that wait for their request.
import { allPages, operations } from '../operations/catalogue.ts'
import type { Emulator, Fault } from '../types.ts'
import type { PageContext } from './context.ts'
import { type Fragment, html } from './html.ts'
import { consolePage, emptyState } from './layout.ts'

interface ClockPage {
  emulator: Emulator
  context: PageContext
  running: boolean
  /** Why the last form was refused. */
  problem?: string
}

export function clockPage({ emulator, context, running, problem }: ClockPage): string {
  const { text } = context
  const now = new Date(emulator.clock.now()).toISOString()
  const post = (action: string, content: Fragment): Fragment =>
    html`<form class="row" method="post" action="${context.href(`/_emulator/clock/${action}`)}">${content}</form>`
  const jump = (by: string, label: string): Fragment =>
    html`<button class="button" type="submit" name="by" value="${by}">${label}</button>`
  const body = html`<h1>${text.clock}</h1>
<p class="lead">${text.clockLead}</p>
${problem ? html`<p class="notice bad" role="alert">${text.notSaved} ${problem}</p>` : ''}
<section class="card" aria-labelledby="clock-title"><h2 id="clock-title">${text.clockTitle}</h2>
  <p class="now"><span class="visually-hidden">${text.now}</span><time datetime="${now}">${now.slice(0, 10)} ${now.slice(11, 19)}</time> <span>UTC</span> <span class="badge ${running ? 'badge-running' : 'badge-frozen'}">${running ? text.running : text.stopped}</span></p>
  <div class="stack">
    ${post(
      'advance',
      html`<span class="row-label">${text.advance}</span>${jump('30m', text.halfHour)}${jump('2h', text.twoHours)}${jump('7d', text.sevenDays)}`,
    )}
    ${post(
      'advance',
      html`<label class="row-label" for="by">${text.by}</label><input id="by" name="by" required placeholder="90s" size="8" autocomplete="off" aria-describedby="by-hint"><button class="button" type="submit">${text.advance}</button><span class="hint" id="by-hint">${text.byHint}</span>`,
    )}
    <div class="row">
    ${post('freeze', html`<button class="button" type="submit">${text.freeze}</button>`)}
    ${post('resume', html`<button class="button" type="submit">${text.resume}</button>`)}
    <a class="button quiet" href="${context.href('/_emulator/clock')}">${text.refresh}</a>
    </div>
  </div>
</section>
<section class="card" aria-labelledby="faults-title">
  <div class="card-head"><h2 id="faults-title">${text.faults}</h2>
    ${emulator.faults.list().length > 0 ? post('clear-faults', html`<button class="button quiet" type="submit">${text.clearFaults}</button>`) : ''}</div>
  <p class="hint">${text.faultsLead}</p>
  ${faultList(context, emulator.faults.list())}
  ${faultForm(context)}
</section>`
  return consolePage(context, { title: text.clock, body })
}

function faultList({ text }: PageContext, faults: readonly Fault[]): Fragment {
  if (faults.length === 0) return emptyState(text.noFaultsTitle, text.noFaultsLead)
  return html`<ul class="faults">${faults.map((fault) => {
    const { kind, ...details } = fault.effect
    const values = Object.values(details).map((value) =>
      typeof value === 'object' ? JSON.stringify(value) : value,
    )
    return html`<li><code>${fault.operation}</code> <span>${text.faultKinds[kind]} ${values.join(' ')}</span>
  <span class="hint">× ${fault.times ?? 1} · ${text.faultPhases[fault.phase ?? 'before']}</span></li>`
  })}</ul>`
}

function faultForm({ text, href }: PageContext): Fragment {
  const names = ['*', ...[...operations, ...allPages].map(({ name }) => name)]
  return html`<details class="more"><summary>${text.addFault}</summary>
<form class="fields" method="post" action="${href('/_emulator/clock/faults')}">
  <div><label for="fault-operation">${text.operation}</label>
    <input id="fault-operation" name="operation" required list="operations" autocomplete="off">
    <datalist id="operations">${[...new Set(names)].sort().map((name) => html`<option value="${name}"></option>`)}</datalist></div>
  <div><label for="fault-kind">${text.faultKind}</label>
    <select id="fault-kind" name="kind">${Object.entries(text.faultKinds).map(([kind, label]) => html`<option value="${kind}">${label}</option>`)}</select></div>
  <div><label for="fault-value">${text.faultValue}</label><input id="fault-value" name="value" autocomplete="off"></div>
  <div><label for="fault-times">${text.faultTimes}</label><input id="fault-times" name="times" type="number" min="1" max="1000" value="1"></div>
  <div><label for="fault-phase">${text.faultPhase}</label>
    <select id="fault-phase" name="phase">${Object.entries(text.faultPhases).map(([phase, label]) => html`<option value="${phase}">${label}</option>`)}</select></div>
  <button class="button" type="submit">${text.add}</button>
</form></details>`
}
