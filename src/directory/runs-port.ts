// Declares: what the runs of the synchronisation write, and what is kept of them.

import type { DepartmentRead, PersonRead } from '../feishu/index.ts'
import type { Lease } from './leases-port.ts'
import type { DirectoryKey, Listing, RemovalReason } from './model.ts'
import type { RunChange, RunReport, SyncTarget } from './report.ts'

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

/** Keeps the runs and their checkpoints. */
export interface DirectoryRuns {
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
   * `keep` stay, and whatever can be continued or confirmed, and the newest that {@link DirectoryRuns.lastWholeAt} tells.
   */
  deleteOldRuns(key: DirectoryKey, keep: number, endedBefore: number): Promise<number>
}
