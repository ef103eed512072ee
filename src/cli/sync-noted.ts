// Notes: that a synchronisation was begun, or why it was not.

import type { AuditEntry, AuditFindings } from '../server/audit-entry.ts'
import type { RunReport } from '../server/directory-types.ts'
import type { OpenLarkspur } from '../server/larkspur.ts'
import { firstApp } from './instance-name.ts'
import type { SyncCommand, SyncFlags } from './sync-request.ts'

/** As the console writes it. */
function entryOf(command: SyncCommand, { instance: target = firstApp }: SyncFlags): AuditEntry {
  if (command.kind === 'confirm') {
    return { action: 'sync.confirm', target, details: { run: command.runId } }
  }
  const { target: what, dryRun, full } = command
  const details = { what: what.kind, ...('id' in what ? { id: what.id } : {}), dryRun, full }
  return { action: 'sync.start', target, details }
}

function foundOf({ kind }: SyncCommand, { id, removals }: RunReport): AuditFindings {
  if (kind === 'sync') return { details: { run: id } }
  return removals === null ? {} : { details: { people: removals.people, departments: removals.departments } }
}

/** Runs to the end. It is noted as soon as the run has begun: a process may be killed before its end. */
export async function notedRun(
  { asCommand }: Pick<OpenLarkspur, 'asCommand'>,
  { command, flags }: { command: SyncCommand; flags: SyncFlags },
  perform: (onReport: (report: RunReport) => void) => Promise<RunReport>,
): Promise<RunReport> {
  const begun = Promise.withResolvers<RunReport>()
  const run = perform((report) => {
    // Also a run that was refused before it began leaves a report.
    if (report.state !== 'failed') begun.resolve(report)
  })
  run.then(begun.resolve, begun.reject)
  const note = asCommand(
    entryOf(command, flags),
    () => begun.promise,
    (report) => foundOf(command, report),
  )
  // The database is closed once this ends.
  const [ended, noted] = await Promise.allSettled([run, note])
  if (ended.status === 'rejected') throw ended.reason
  if (noted.status === 'rejected') throw noted.reason
  return ended.value
}
