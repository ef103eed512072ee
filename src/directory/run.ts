// Runs: a synchronisation from its lists to its end, whether it begins or goes on.
import { arrange } from './arrange.ts'
import { needsConfirmation } from './guard.ts'
import { oddities } from './oddities.ts'
import { missingPermissions } from './permissions.ts'
import type { FirstPages } from './read-list.ts'
import { readLists } from './read-lists.ts'
import { removeMissingPeople } from './removal.ts'
import { recheckDepartments, removeMissingDepartments } from './remove-departments.ts'
import type { RunReport, SyncWarning } from './report.ts'
import { type RunWork, writeFound } from './run-work.ts'

/** Of so many runs the changes are kept. */
const runsWithChanges = 30

/** Puts every department where it belongs; tells what was odd. A dry run only tells. */
async function arrangeAll(work: RunWork): Promise<SyncWarning[]> {
  const { key, store, held, clock, dryRun } = work
  if (dryRun) return oddities(work)
  const odd = await arrange({ key, store, lease: held.lease, clock, keep: () => held.keep() })
  return odd.some(({ kind }) => kind === 'orphan') ? oddities(work) : odd
}

/** What somebody has to confirm first; null when nothing. */
async function removalsToConfirm(work: RunWork): Promise<RunReport['removals']> {
  const { store, key, runId, limits, progress } = work
  const missing = await store.countMissing(key, runId)
  const present = await store.count(key)
  const { removals } = progress.report()
  const agreed = removals?.confirmed === true ? removals : null
  if (!needsConfirmation(missing, present, limits.removalGuard, agreed)) return null
  return { ...missing, ofPeople: present.people, ofDepartments: present.departments, confirmed: false }
}

const isGroupWarning = ({ kind }: SyncWarning) => kind === 'groups_not_read'

/** What is known when everything was read. */
async function conclude(work: RunWork, odd: readonly SyncWarning[]): Promise<void> {
  const { store, key, runId, progress } = work
  const { people, departments, warnings, target } = progress.report()
  const nothing = target.kind === 'all' && people.read === 0 && departments.read === 0
  progress.note({
    warnings: [
      ...(nothing ? [{ kind: 'empty_range' } as const] : []),
      ...warnings.filter(isGroupWarning),
      ...odd,
    ],
    missingPermissions: missingPermissions(await store.told(key, runId), {
      people: people.read,
      departments: departments.read,
    }),
  })
}

/** The report says so when the store does: a question that is lost must not look like one that was answered. */
async function wait({ held, store, progress }: RunWork, removals: RunReport['removals']): Promise<RunReport> {
  await held.keep()
  await store.saveRun(held.lease, { ...progress.report(), state: 'waiting', removals })
  return progress.set({ state: 'waiting', removals })
}

/** Until its end is written the report says `running`: that is what an interruption leaves behind. */
export async function finish(work: RunWork): Promise<RunReport> {
  const { store, held, key, runId, progress, clock } = work
  await held.keep()
  const removals = work.dryRun ? progress.report().removals : null
  const end = { state: 'completed', removals, error: null, finishedAt: clock() } as const
  await store.finishRun(held.lease, { ...progress.report(), ...end })
  while ((await store.forgetChanges(key, runsWithChanges)) > 0) await held.keep()
  // Whom the end has moved counts as well.
  const stored = await store.run(key, runId)
  return progress.end(stored ?? { ...progress.report(), ...end })
}

/**
 * Reads what is left to read; removes what was not met, if that is little or was confirmed; ends the run. Nothing is
 * removed unless every list was read to its end.
 */
export async function continueRun(work: RunWork, first?: FirstPages): Promise<RunReport> {
  for (;;) {
    await readLists(work, first)
    await conclude(work, await arrangeAll(work))
    const removals = await removalsToConfirm(work)
    if (removals !== null && !work.dryRun) return wait(work, removals)
    if (removals !== null) work.progress.note({ removals })
    if (!(await recheckDepartments(work))) break
  }
  await removeMissingPeople(work)
  await removeMissingDepartments(work)
  await conclude(work, await arrangeAll(work))
  await writeFound(work)
  return finish(work)
}
