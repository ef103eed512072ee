// Declares: what keeps a directory, by composing what each part of the work needs. All ports are imported from here.

import type { DepartmentRead, PersonRead } from '../feishu/index.ts'
import type { DirectoryLeases, Lease } from './leases-port.ts'
import type { DirectoryKey, RemovalReason } from './model.ts'
import type { DirectoryReading } from './reading-port.ts'
import type { DirectoryRuns, EntityKind, PageResult } from './runs-port.ts'

export type { EventInbox, EventSubject, InboxEvent, StoredEvent } from './inbox-port.ts'
export type { Lease } from './leases-port.ts'
export type { DepartmentsQuery, KnownState, PeopleQuery } from './reading-port.ts'
export type { EntityKind, Missing, PageOfRun, PageResult, SyncTask, Tally, Told } from './runs-port.ts'

/** A department that has to stand elsewhere. */
export interface TreeChange {
  id: string
  treeParentId: string
  /** As they were when that was found out. One of which either is otherwise by now stays where it is. */
  before: { parentId: string | null; treeParentId: string }
}

/**
 * Keeps the directory, the runs and their checkpoints. Every method is atomic. Writes of a run need its lease, and fail
 * with `sync_lost` when another has taken it over; nothing is written then.
 */
export interface DirectoryStore extends DirectoryReading, DirectoryLeases, DirectoryRuns {
  // The tree.
  /** Of all departments that are not removed. Those that are new or back have `0` as treeParentId until it is set. */
  parents(key: DirectoryKey): Promise<{ id: string; parentId: string | null; treeParentId: string }[]>
  /** Returns how many of them stand where they have to. */
  setTreeParents(lease: Lease, changes: readonly TreeChange[], now: number): Promise<number>

  // Single ones, as events tell of them.
  /** Writes what was read at `readAt`, unless something newer is there. */
  writeOne(
    key: DirectoryKey,
    read: { people?: readonly PersonRead[]; departments?: readonly DepartmentRead[] },
    readAt: number,
    now: number,
  ): Promise<PageResult>
  removeOne(
    key: DirectoryKey,
    of: EntityKind,
    id: string,
    reason: RemovalReason,
    readAt: number,
    now: number,
  ): Promise<boolean>
}
