// Tells: what is odd about the tree of departments, of what a run has read or, in a dry run, would have written.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { rootId } from './model.ts'
import type { SyncWarning } from './report.ts'
import type { RunWork } from './run-work.ts'
import { arrangeTree, type Placed } from './tree.ts'

/**
 * The departments that the app's range names: what is above them is out of it by intention. None when the platform does
 * not tell; that costs a warning too many, and no run.
 */
async function rangeRoots({ platform, limits }: RunWork): Promise<Set<string>> {
  const roots = new Set<string>()
  try {
    let pageToken: string | null = null
    for (let pages = 1; pages <= limits.maxPagesPerList; pages += 1) {
      const { value }: Awaited<ReturnType<typeof platform.scopes>> = await platform.scopes(pageToken)
      for (const id of value.departmentIds) roots.add(id)
      if (value.next === undefined) break
      pageToken = value.next
    }
  } catch (error) {
    if (!(error instanceof LarkspurError) || error.code === 'aborted') throw error
  }
  return roots
}

/** What the directory would hold: what it does, and over it what a dry run has read. */
async function departmentsOf({ store, key, dryRun, progress }: RunWork): Promise<Placed[]> {
  const stored = await store.parents(key)
  if (!dryRun) return stored
  const all = new Map<string, Placed>(stored.map((one) => [one.id, one]))
  for (const [id, parentId] of progress.parents()) {
    const known = all.get(id) ?? { id, parentId: null, treeParentId: rootId }
    all.set(id, parentId === undefined ? known : { ...known, parentId })
  }
  return [...all.values()]
}

export async function oddities(work: RunWork): Promise<SyncWarning[]> {
  const departments = await departmentsOf(work)
  const { warnings } = arrangeTree(departments)
  if (!warnings.some(({ kind }) => kind === 'orphan')) return warnings
  return arrangeTree(departments, await rangeRoots(work)).warnings
}
