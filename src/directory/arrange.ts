// Arranges: the departments of the store, until each stands where it belongs.
import type { Clock } from '../feishu/index.ts'
import type { DirectoryKey } from './model.ts'
import type { DirectoryStore, Lease } from './ports.ts'
import type { SyncWarning } from './report.ts'
import { arrangeTree } from './tree.ts'

/** So many departments move in one write. */
const slice = 500
/** Another that moves departments all the time is not waited for: it arranges them itself. */
const mostTries = 10

/**
 * A synchronisation and events move departments side by side. What either has read is old as soon as the other writes:
 * then nothing is moved by it, and all are read again. Two halves of a cycle would be written otherwise.
 *
 * @returns what was odd
 */
export async function arrange(parts: {
  key: DirectoryKey
  store: Pick<DirectoryStore, 'parents' | 'setTreeParents'>
  lease: Lease
  clock: Clock
  keep(): Promise<void>
}): Promise<SyncWarning[]> {
  const { key, store, lease, clock, keep } = parts
  for (let tries = 1; ; tries += 1) {
    const { changes, warnings } = arrangeTree(await store.parents(key))
    let moved = 0
    for (let at = 0; at < changes.length; at += slice) {
      await keep()
      moved += await store.setTreeParents(lease, changes.slice(at, at + slice), clock())
    }
    if (moved === changes.length || tries === mostTries) return warnings
  }
}
