// Arranges: departments into a tree that always ends at the root, whatever their parents say.
import { rootId } from './model.ts'
import type { TreeChange } from './ports.ts'
import type { SyncWarning } from './report.ts'

/** A department, what it says of its parent, and where it stands now. */
export interface Placed {
  id: string
  /** null = the platform does not tell. */
  parentId: string | null
  treeParentId: string
}

export interface Arrangement {
  /** Those that have to stand elsewhere than now. */
  changes: TreeChange[]
  warnings: SyncWarning[]
}

/** A warning is read by people: so many ids of a kind, and so many cycles. */
const shown = 20

const top = -1
const orphan = -2

/** For each department the place of its parent among them, `top` or `orphan`. */
function parentsOf(departments: readonly Placed[]): Int32Array {
  const places = new Map(departments.map(({ id }, place) => [id, place]))
  return Int32Array.from(departments, ({ parentId }) =>
    parentId === null || parentId === rootId ? top : (places.get(parentId) ?? orphan),
  )
}

/** Follows the parents of each once; a walk that comes back to itself has found a cycle. Takes time linear in all. */
function findCycles(parents: Int32Array): number[][] {
  const cycles: number[][] = []
  // 0 = not seen; otherwise one more than the place where the walk that saw it began.
  const seenBy = new Int32Array(parents.length)
  for (let start = 0; start < parents.length; start += 1) {
    let at = start
    while (at >= 0 && seenBy[at] === 0) {
      seenBy[at] = start + 1
      at = parents[at] ?? top
    }
    if (at < 0 || seenBy[at] !== start + 1) continue
    const cycle = [at]
    for (let next = parents[at] ?? top; next !== at; next = parents[next] ?? top) cycle.push(next)
    cycles.push(cycle)
  }
  return cycles
}

/**
 * Everybody stands under their parent, but under the root when that is not told, not among them, or when the parents
 * lead back to the department. All members of a cycle go under the root, so that no order of reading decides.
 *
 * @param roots departments whose parents are not expected to be seen: they are no orphans
 */
export function arrangeTree(
  departments: readonly Placed[],
  roots: ReadonlySet<string> = new Set(),
): Arrangement {
  const parents = parentsOf(departments)
  const cycles = findCycles(parents)
  const idAt = (place: number) => departments[place]?.id ?? rootId
  const circular = new Set(cycles.flat())
  const orphans = departments.flatMap(({ id }, place) =>
    parents[place] === orphan && !roots.has(id) ? [id] : [],
  )
  const changes = departments.flatMap(({ id, ...before }, place) => {
    const parent = parents[place] ?? top
    const treeParentId = parent < 0 || circular.has(place) ? rootId : idAt(parent)
    return treeParentId === before.treeParentId ? [] : [{ id, treeParentId, before }]
  })
  const named = cycles.map((cycle) => cycle.map(idAt).sort())
  named.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  const warnings: SyncWarning[] = named
    .slice(0, shown)
    .map((ids) => ({ kind: 'cycle', departmentIds: ids.slice(0, shown) }))
  if (orphans.length > 0) {
    warnings.push({
      kind: 'orphan',
      departmentIds: orphans.sort().slice(0, shown),
      count: orphans.length,
    })
  }
  return { changes, warnings }
}
