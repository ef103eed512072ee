// Declares: what the application of events works with.
import type { Clock } from '../../feishu/index.ts'
import type { DirectoryKey } from '../model.ts'
import type { Platform } from '../platform.ts'
import type { DirectoryStore, Lease } from '../ports.ts'
import type { LeftPerson } from '../sync-options.ts'

/** One pass through the events that are due. */
export interface EventWork {
  key: DirectoryKey
  store: Pick<
    DirectoryStore,
    'person' | 'department' | 'writeOne' | 'removeOne' | 'parents' | 'setTreeParents'
  >
  platform: Pick<Platform, 'people' | 'person' | 'departments' | 'department'>
  lease: Lease
  clock: Clock
  signal: AbortSignal
  /** When this person left by the last event that says so, by the platform's time; null when none does. */
  leftAt(id: string): Promise<number | null>
  /** When this person came, in the same way. */
  cameAt(id: string): Promise<number | null>
  /** Keeps the lease. */
  keep(): Promise<void>
  onLeft(people: readonly LeftPerson[]): Promise<void>
  onMembers(ids: readonly string[]): Promise<void>
}
