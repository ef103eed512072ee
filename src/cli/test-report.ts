// Makes: reports of runs, for tests.

import type { RunReport } from '../server/directory-types.ts'

const counts = { read: 0, created: 0, updated: 0, restored: 0, removed: 0 }

/** A completed run of everything that changed nothing, but for what is given. */
export function testReport(given: Partial<RunReport> = {}): RunReport {
  return {
    id: 'run-1',
    target: { kind: 'all' },
    dryRun: false,
    state: 'completed',
    startedAt: new Date(2026, 0, 2, 3, 4).getTime(),
    finishedAt: new Date(2026, 0, 2, 3, 12).getTime(),
    workedMs: 432_000,
    calls: 7_012,
    rateLimited: 0,
    resumed: 0,
    people: { ...counts, read: 100_000 },
    departments: { ...counts, read: 5_000 },
    pending: { departments: 0, calls: 0 },
    missingPermissions: [],
    warnings: [],
    removals: null,
    error: null,
    ...given,
  }
}
