// Finds: the app and the run that an address of the console names, and whether somebody is at work on the run.

import type { RunReport } from '../../../directory/index.ts'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { AppContext } from '../../context.ts'
import type { Directory } from '../../directory.ts'
import type { Instance } from '../../instance.ts'

export const base = '/console/sync'

export const runAddress = (id: string): string => `${base}/runs/${encodeURIComponent(id)}`

export interface FoundRun {
  instance: Instance
  directory: Directory
  report: RunReport
}

/** The app of `?instance=`, else the first one; one that is switched off has a directory all the same. */
export function chosenInstance(c: AppContext, name = c.req.query('instance')): Promise<Instance> {
  return c.get('services').instances.known(name === '' ? undefined : name)
}

async function runOf(directory: Directory, id: string): Promise<RunReport | undefined> {
  try {
    return await directory.run(id)
  } catch (error) {
    if (error instanceof LarkspurError && error.code === 'run_not_found') return undefined
    throw error
  }
}

async function look(c: AppContext, id: string): Promise<FoundRun | undefined> {
  const { instances, directories, syncs } = c.get('services')
  for (const instance of instances.all) {
    const directory = directories.of(instance.name)
    const report = await runOf(directory, id)
    // What is under way here is known better than it is written.
    if (report !== undefined) return { instance, directory, report: syncs.report(id) ?? report }
  }
  return undefined
}

/**
 * The run of this address, of whichever app it is. Looks once for apps that another process has added.
 * @throws LarkspurError `run_not_found`
 */
export async function findRun(c: AppContext): Promise<FoundRun> {
  const id = c.req.param('id') ?? ''
  if (!/^[\w-]{1,128}$/.test(id)) throw new LarkspurError('run_not_found')
  const found = await look(c, id)
  if (found !== undefined) return found
  await c.get('services').elements.refresh()
  const later = await look(c, id)
  if (later === undefined) throw new LarkspurError('run_not_found')
  return later
}

/**
 * Which run of this app somebody is at work on; null when none. Of those that are not ended it is the newest, unless this
 * process knows better: the others go on with the next run, or never.
 */
export async function runAtWork(c: AppContext, directory: Directory): Promise<RunReport | null> {
  const { items } = await directory.runs({ state: 'running', limit: 20 })
  const { syncs } = c.get('services')
  const own = items.find(({ id }) => syncs.report(id) !== undefined)
  if (own !== undefined) return syncs.report(own.id) ?? own
  return (await directory.isSyncing()) ? (items[0] ?? null) : null
}

/** A run that says `running` with nobody at work was interrupted. */
export type Standing = RunReport['state'] | 'interrupted'

export async function standingOf(c: AppContext, { directory, report }: FoundRun): Promise<Standing> {
  const { syncs } = c.get('services')
  if (report.state !== 'running' || syncs.report(report.id) !== undefined) return report.state
  return (await runAtWork(c, directory))?.id === report.id ? 'running' : 'interrupted'
}

const resumableMs = 24 * 3_600_000

/** Whether a run of the same kind would go on where this one was. */
export function canGoOn(c: AppContext, report: RunReport, standing: Standing): boolean {
  const { clock } = c.get('services')
  if (report.target.kind === 'person' || clock() - report.startedAt >= resumableMs) return false
  return standing === 'interrupted' || (standing === 'failed' && report.error?.early !== true)
}
