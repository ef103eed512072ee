// Translates: between reports of runs and the rows that keep them.

import type { DirectoryKey } from '../../../directory/model.ts'
import type { Told } from '../../../directory/ports.ts'
import type { RunReport } from '../../../directory/report.ts'
import { canonicalJson } from './canonical.ts'
import { keyColumns } from './key-columns.ts'
import type { RunRow } from './tables.ts'

/** The target of a run of everything, as its row has it. */
export const everything = canonicalJson({ kind: 'all' })

/**
 * Values of `has_notes`. Only a run whose notes are kept can be continued. `none` also of one that was refused before it
 * began; `useless`: everything was read since, and they wait to be deleted.
 */
export const notes = { none: 0, kept: 1, useless: 2 } as const

/** What the pages of a run add up to; `saveRun` leaves it alone. */
export interface RunTally
  extends Pick<RunReport, 'people' | 'departments' | 'calls' | 'rateLimited' | 'workedMs'> {
  told: Told
}

/** What is in no column of its own and `saveRun` replaces. */
type Remarks = Pick<
  RunReport,
  'resumed' | 'pending' | 'missingPermissions' | 'warnings' | 'removals' | 'error'
>

export function newRunRow(key: DirectoryKey, run: RunReport, number: number, firstImport: boolean): RunRow {
  const { people, departments, calls, rateLimited, workedMs } = run
  const told = { person: [], department: [] }
  const tally: RunTally = { people, departments, calls, rateLimited, workedMs, told }
  return {
    ...keyColumns(key),
    id: run.id,
    number,
    target: canonicalJson(run.target),
    dry_run: run.dryRun ? 1 : 0,
    first_import: firstImport ? 1 : 0,
    tally: JSON.stringify(tally),
    has_notes: run.state === 'running' ? notes.kept : notes.none,
    ...savedColumns(run),
  }
}

/** The columns that `saveRun` writes. */
export function savedColumns(run: RunReport) {
  const { resumed, pending, missingPermissions, warnings, removals, error } = run
  const remarks: Remarks = { resumed, pending, missingPermissions, warnings, removals, error }
  return {
    state: run.state,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    report: JSON.stringify(remarks),
  }
}

export const tallyOf = (row: Pick<RunRow, 'tally'>): RunTally => JSON.parse(row.tally) as RunTally

export function toReport(row: RunRow): RunReport {
  const { told: _, ...tally } = tallyOf(row)
  return {
    id: row.id,
    target: JSON.parse(row.target) as RunReport['target'],
    dryRun: row.dry_run === 1,
    state: row.state as RunReport['state'],
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    ...tally,
    ...(JSON.parse(row.report) as Remarks),
  }
}
