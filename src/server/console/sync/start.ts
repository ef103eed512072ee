// Starts: a run in the background, and continues, stops and confirms one.

import { html } from 'hono/html'
import * as z from 'zod'
import type { RunReport, SyncTarget } from '../../../directory/index.ts'
import type { ErrorCode } from '../../../errors/catalogue.ts'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { AppContext } from '../../context.ts'
import { publicWords } from '../../errors.ts'
import type { Instance } from '../../instance.ts'
import { type Administrator, readWrite } from '../administrator.ts'
import { audited } from '../audited.ts'
import type { Piece } from '../frame.ts'
import { words } from '../texts.ts'
import { base, chosenInstance, findRun, runAddress } from './find.ts'
import { overviewPage } from './overview.ts'
import { runPage } from './run-page.ts'
import { readTarget, type StartFields, startShape } from './start-form.ts'
import { syncWords } from './texts.ts'

const nothing = z.strictObject({})

/** What is told on the page itself, because somebody can do something about it there. */
const told: readonly ErrorCode[] = ['sync_running', 'sync_lost', 'aborted']

/** Mistakes of whoever typed the id; nothing of such a run is kept. */
const unknownTargets: readonly ErrorCode[] = ['person_not_found', 'department_not_found']

const sentence = (c: AppContext, code: ErrorCode): string => {
  const { message, hint } = publicWords(c, code)
  return `${message} ${hint}`
}

const targetDetails = (target: SyncTarget) => ('id' in target ? { id: target.id } : {})

function begin(
  c: AppContext,
  administrator: Administrator,
  instance: Instance,
  request: { target: SyncTarget; dryRun: boolean; full: boolean; continues?: string },
): Promise<RunReport | undefined> {
  const { directories, syncs } = c.get('services')
  const { target, dryRun, full, continues } = request
  const details = {
    what: target.kind,
    ...targetDetails(target),
    dryRun,
    full,
    ...(continues === undefined ? {} : { continues }),
  }
  return audited(c, administrator, { action: 'sync.start', target: instance.name, details }, () =>
    syncs.begin(instance.name, (hooks) =>
      directories.of(instance.name).sync({ target, dryRun, full, ...hooks }),
    ),
  )
}

/** To the run, or where it will appear. */
function onward(c: AppContext, instance: Instance, report: RunReport | undefined, done: string): Response {
  const address =
    report === undefined
      ? `${base}?${new URLSearchParams({ instance: instance.name, done: 'started' })}`
      : `${runAddress(report.id)}?done=${done}`
  return c.redirect(address, 303)
}

export async function startRun(c: AppContext): Promise<Response> {
  const { administrator, fields } = await readWrite(c, startShape)
  const instance = await chosenInstance(c, fields.instance)
  const again = async (status: 400 | 409 | 503, view: { problem?: Piece; wrong: string }) =>
    c.html(await overviewPage(c, administrator, instance, { fields, ...view }), status)
  const read = await readTarget(c, c.get('services').directories.of(instance.name), fields)
  const text = words(c, syncWords)
  if ('problem' in read) return again(400, { problem: read.problem, wrong: text.wrong })
  try {
    return onward(
      c,
      instance,
      await begin(c, administrator, instance, requestOf(read.target, fields)),
      'started',
    )
  } catch (error) {
    if (!(error instanceof LarkspurError)) throw error
    if (unknownTargets.includes(error.code) && read.target.kind !== 'all') {
      const problem = html`${text.problem_unknown} <code>${error.code}</code>`
      return again(400, { problem, wrong: text.wrong })
    }
    if (!told.includes(error.code)) throw error
    return again(error.code === 'aborted' ? 503 : 409, { wrong: sentence(c, error.code) })
  }
}

const requestOf = (target: SyncTarget, { dryRun, full }: StartFields) => ({
  target,
  dryRun: dryRun === 'yes',
  full: full === 'yes',
})

/** A later run of the same kind goes on where this one was. */
export async function continueRun(c: AppContext): Promise<Response> {
  const { administrator } = await readWrite(c, nothing)
  const found = await findRun(c)
  const { instance, report } = found
  const { target, dryRun, id } = report
  try {
    const begun = await begin(c, administrator, instance, { target, dryRun, full: false, continues: id })
    return onward(c, instance, begun, 'started')
  } catch (error) {
    if (!(error instanceof LarkspurError) || !told.includes(error.code)) throw error
    return c.html(await runPage(c, administrator, found, sentence(c, error.code)), 409)
  }
}

export async function stopRun(c: AppContext): Promise<Response> {
  const { administrator } = await readWrite(c, nothing)
  const found = await findRun(c)
  const { instance, report } = found
  const { syncs } = c.get('services')
  const entry = { action: 'sync.stop' as const, target: instance.name, details: { run: report.id } }
  if (syncs.report(report.id) === undefined) {
    return c.html(await runPage(c, administrator, found, words(c, syncWords).elsewhere), 409)
  }
  await audited(c, administrator, entry, () => syncs.stop(report.id))
  return c.redirect(`${runAddress(report.id)}?done=stopped`, 303)
}

/** Begins the removal that was confirmed. */
export async function confirmRun(
  c: AppContext,
  administrator: Administrator,
  { instance, report }: { instance: Instance; report: RunReport },
): Promise<Response> {
  const { directories, syncs } = c.get('services')
  const { people = 0, departments = 0 } = report.removals ?? {}
  const details = { run: report.id, people, departments }
  await audited(c, administrator, { action: 'sync.confirm', target: instance.name, details }, () =>
    syncs.begin(instance.name, (hooks) => directories.of(instance.name).confirm(report.id, hooks)),
  )
  return c.redirect(`${runAddress(report.id)}?done=confirmed`, 303)
}
