// Declares: what the directory keeps, and the stores that keep it.

import type { DepartmentRead, PersonRead, PersonState } from '../feishu/index.ts'
import type { DirectoryDepartment, DirectoryKey, DirectoryPerson, Listing, RemovalReason } from './model.ts'
import type { RunChange, RunReport, SyncTarget } from './report.ts'

/** Proof of being the one who works on a directory; see {@link DirectoryStore.acquireLease}. */
export interface Lease {
  key: DirectoryKey
  /** What is being done: one sync, and beside it one application of events. */
  purpose: 'sync' | 'events'
  /** Random name of the holder. */
  owner: string
}

/** A list of the platform that has to be read. Its place in it is the checkpoint. */
export interface SyncTask {
  /** `tree`: all departments below one; `people`: direct members of one; `departments`: these themselves. */
  kind: 'tree' | 'people' | 'departments' | 'persons'
  /** A department's id; for `departments` and `persons` ids separated by spaces, at most 50. */
  target: string
  /** Where to go on; null = from the beginning. */
  pageToken: string | null
  /** Pages that were read. */
  pages: number
}

/** What one answer of the platform brings. Written as a whole or not at all. */
export interface PageOfRun {
  /** The task that it belongs to, after this page; null = this ends it. */
  task: Pick<SyncTask, 'kind' | 'target'>
  next: { pageToken: string; pages: number } | null
  newTasks: readonly Pick<SyncTask, 'kind' | 'target'>[]
  people: readonly PersonRead[]
  departments: readonly DepartmentRead[]
  /** The department in whose list `people` stand: their membership when the platform tells no `departmentIds`. */
  listedIn: string | null
  /** When it was asked for, epoch milliseconds: what was written later is newer and stays. */
  readAt: number
  now: number
  /** Since the page before; added to the report. */
  tally: Tally
}

/** What the reading of a page cost, and which fields it told of at least one. */
export interface Tally {
  calls: number
  rateLimited: number
  workedMs: number
  told: Told
}

/** Names of fields that the platform has told. */
export interface Told {
  person: readonly string[]
  department: readonly string[]
}

/** What a page changed. */
export interface PageResult {
  people: { read: number; created: number; updated: number; restored: number }
  departments: { read: number; created: number; updated: number; restored: number }
}

/** Something of the run's target that is in the directory and that the run has not met. */
export interface Missing {
  id: string
  name: string
}

export type EntityKind = 'person' | 'department'

export interface KnownState {
  state: PersonState | null
  removed: boolean
  readAt: number
}

/** Nothing can have been read later than now; clocks of the processes that share a directory differ by no more. */
export const clocksDifferMs = 5 * 60_000

/**
 * Whether what is known was asked for later than what was read at `readAt`. A time that has not come yet is of a clock
 * that was wrong once, and says nothing: nothing would ever be newer.
 */
export const isKnownFromLater = (knownAt: number, readAt: number, now: number): boolean =>
  knownAt > readAt && knownAt <= now + clocksDifferMs

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
export interface DirectoryStore {
  // Reading. Listings and counts leave removed ones out unless they are wanted; whoever is asked for by id is given.
  person(key: DirectoryKey, id: string): Promise<DirectoryPerson | undefined>
  people(key: DirectoryKey, query: PeopleQuery): Promise<Listing<DirectoryPerson>>
  department(key: DirectoryKey, id: string): Promise<DirectoryDepartment | undefined>
  departments(key: DirectoryKey, query: DepartmentsQuery): Promise<Listing<DirectoryDepartment>>
  /** The departments above, from the nearest to the topmost, the root left out. */
  ancestors(key: DirectoryKey, id: string): Promise<DirectoryDepartment[]>
  count(key: DirectoryKey): Promise<{ people: number; departments: number }>
  /**
   * States of those of these people who are in the directory, removed ones included. `readAt`: what was asked for before
   * (epoch milliseconds) is older than what is known. With `runId` what this run has read of them counts too, also where
   * it changed nothing.
   */
  states(key: DirectoryKey, ids: readonly string[], runId?: string): Promise<Map<string, KnownState>>
  /**
   * Whether it is the directory of this organisation: somebody of it who has signed in is in it, or was. The platform
   * lists nobody of another, while a sign-in or an event proves only that the app admits an organisation.
   */
  holdsTenant(key: DirectoryKey, tenantKey: string): Promise<boolean>

  // Leases.
  /** Takes the lease when nobody holds it, or the holder's time is over. */
  acquireLease(lease: Lease, now: number, until: number): Promise<boolean>
  /** False when it is somebody else's by now. */
  renewLease(lease: Lease, until: number): Promise<boolean>
  releaseLease(lease: Lease): Promise<void>
  /** True while somebody holds it. */
  isLeased(key: DirectoryKey, purpose: Lease['purpose'], now: number): Promise<boolean>

  // Runs.
  /**
   * Begins a run with its first tasks; unfinished ones of this target become `superseded`, and none that has failed is
   * continued. One that has failed already changes nothing of others. For `department` and `range` targets what lies below the departments by the tree as it is now, and these people, become what may be removed.
   */
  beginRun(lease: Lease, run: RunReport, tasks: readonly Pick<SyncTask, 'kind' | 'target'>[]): Promise<void>
  run(key: DirectoryKey, id: string): Promise<RunReport | undefined>
  /** Newest first. */
  runs(
    key: DirectoryKey,
    query: { cursor?: string; limit: number; state?: RunReport['state'] },
  ): Promise<Listing<RunReport>>
  /** When everything was last synchronised, epoch milliseconds; null = never. Dry runs and parts do not count. */
  lastWholeAt(key: DirectoryKey): Promise<number | null>
  /** The newest run of this target that can be continued: begun, not ended, and nothing that supersedes it since. */
  unfinishedRun(key: DirectoryKey, target: SyncTarget, dryRun: boolean): Promise<RunReport | undefined>
  /** Replaces what pages do not keep: state, times, pending, permissions, warnings, removals, error, `resumed`. */
  saveRun(lease: Lease, run: RunReport): Promise<void>
  /** Tasks that are not done, in the order in which they were added. */
  tasks(key: DirectoryKey, runId: string, limit: number): Promise<SyncTask[]>
  countTasks(key: DirectoryKey, runId: string): Promise<number>
  /** What all pages of the run have told. */
  told(key: DirectoryKey, runId: string): Promise<Told>
  /**
   * Writes a page: creates, updates only what differs, restores what was removed; keeps known values of absent fields;
   * notes everybody as met; remembers the changes; moves the task on. Whoever the run has met already is
   * written again only by an answer that was asked for later, and counted once.
   * In a dry run nothing but the notes is written.
   */
  writePage(lease: Lease, runId: string, page: PageOfRun): Promise<PageResult>
  /** Starts a list again from its beginning: its page token is no longer good. */
  restartTask(lease: Lease, runId: string, task: Pick<SyncTask, 'kind' | 'target'>): Promise<void>
  /**
   * What the target holds and the run has not met: the candidates for removal. Whoever was read since the run began, as
   * an event makes it, is none.
   */
  countMissing(key: DirectoryKey, runId: string): Promise<{ people: number; departments: number }>
  missing(
    key: DirectoryKey,
    runId: string,
    of: EntityKind,
    query: { cursor?: string; limit: number },
  ): Promise<Listing<Missing>>
  /**
   * Removes softly, and notes the changes; whoever is removed already, or was read by an event since the run began, stays
   * as they are. In a dry run only notes. Returns how many went.
   */
  remove(
    lease: Lease,
    runId: string,
    of: EntityKind,
    ids: readonly string[],
    reason: RemovalReason,
    now: number,
  ): Promise<number>
  /** Ends the run's notes and tasks, and memberships that the platform listed no more; keeps its report and changes. */
  finishRun(lease: Lease, run: RunReport): Promise<void>
  changes(
    key: DirectoryKey,
    runId: string,
    query: { cursor?: string; limit: number },
  ): Promise<Listing<RunChange>>
  /** Deletes the changes of all but the newest `keep` runs, a slice at a time. */
  forgetChanges(key: DirectoryKey, keep: number): Promise<number>
  /**
   * Deletes runs that ended before `endedBefore`, epoch milliseconds, a slice at a time; returns how many. The newest
   * `keep` stay, and whatever can be continued or confirmed, and the newest that {@link DirectoryStore.lastWholeAt} tells.
   */
  deleteOldRuns(key: DirectoryKey, keep: number, endedBefore: number): Promise<number>

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

export interface PeopleQuery {
  /** Direct members of this department; `0` is the root. */
  departmentId?: string
  /** With those of the departments below it. Default false. */
  below?: boolean
  /** Part of a name, e-mail, employee number or user_id; case does not matter. */
  search?: string
  /**
   * Search in names and nicknames alone. For whoever may not see the rest: what is found would tell it, one letter at a
   * time. Default false.
   */
  namesOnly?: boolean
  state?: PersonState
  /** Removed ones too. Default false. */
  removed?: boolean
  cursor?: string
  limit: number
}

export interface DepartmentsQuery {
  /** Those directly below it in the tree, by their order; `0` is the root. */
  parentId?: string
  /** Part of a name in any language. */
  search?: string
  removed?: boolean
  cursor?: string
  limit: number
}

/** An event that was accepted. Nothing of its content is kept but what it is about. */
export interface InboxEvent {
  key: DirectoryKey
  eventId: string
  type: string
  tenantKey: string
  /** Epoch milliseconds, by the platform. */
  createdAt: number
  receivedAt: number
  subject: EventSubject
}

export type EventSubject =
  | { kind: 'person'; id: string }
  | { kind: 'department'; id: string }
  | {
      kind: 'scope'
      added: { departmentIds: string[]; personIds: string[]; groups: number }
      removed: { departmentIds: string[]; personIds: string[]; groups: number }
    }

export interface StoredEvent extends InboxEvent {
  /** Rises with every event that was accepted. */
  sequence: number
  state: 'waiting' | 'done' | 'failed'
  tries: number
  /** Not before; epoch milliseconds. */
  nextTryAt: number
  error: string | null
  appliedAt: number | null
}

/** Keeps events from their acceptance until they are applied, and their ids so that none counts twice. */
export interface EventInbox {
  /** False when this event id of the app is there already. Durable when it resolves. */
  accept(event: InboxEvent): Promise<boolean>
  /** What has become of the event of this id; undefined when it is not there. */
  stateOf(key: DirectoryKey, eventId: string): Promise<StoredEvent['state'] | undefined>
  /** When something of this type last happened to this subject, by the platform; null when no such event is there. */
  lastHappenedAt(key: DirectoryKey, type: string, subject: EventSubject): Promise<number | null>
  /** Those that wait and are due, in order of acceptance. */
  due(key: DirectoryKey, now: number, limit: number): Promise<StoredEvent[]>
  /** When the next one is due; null when none waits. */
  nextDue(key: DirectoryKey): Promise<number | null>
  settle(key: DirectoryKey, sequences: readonly number[], now: number): Promise<void>
  /** Counts a try that failed; `nextTryAt` null = no more tries. */
  defer(
    key: DirectoryKey,
    sequences: readonly number[],
    error: string,
    nextTryAt: number | null,
  ): Promise<void>
  /** Newest first. */
  list(
    key: DirectoryKey,
    query: { cursor?: string; limit: number; state?: StoredEvent['state'] },
  ): Promise<Listing<StoredEvent>>
  /** Deletes settled ones that were received before; returns how many. */
  deleteSettled(receivedBefore: number): Promise<number>
  /** Returns the tenant that was noted first: this one, or the one that an earlier event came from. */
  noteTenant(key: DirectoryKey, tenantKey: string): Promise<string>
}
