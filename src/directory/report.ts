// Declares: what a run of the synchronisation was asked to do, and what it reports.

import type { ErrorCode } from '../errors/catalogue.ts'
import type { RemovalReason } from './model.ts'

/**
 * What is read anew. `range`: nothing but what lies in these departments is checked for having left the app's contact
 * range.
 */
export type SyncTarget =
  | { kind: 'all' }
  | { kind: 'department'; id: string }
  | { kind: 'person'; id: string }
  | { kind: 'range'; departmentIds: string[]; personIds: string[] }

/**
 * `running` with nobody at work is an interrupted run; it and a `failed` one are continued by the next run of the same
 * target. `waiting`: more would be removed than the guard lets through, and somebody has to confirm.
 * `superseded`: a later run began afresh.
 */
export type RunState = 'running' | 'waiting' | 'completed' | 'failed' | 'superseded'

export interface Counts {
  /** Answers of the platform that held one; somebody in two departments counts once. */
  read: number
  created: number
  updated: number
  /** Were removed and are there again. */
  restored: number
  removed: number
}

/** A permission that the app lacks, and what it would tell. Known values of these fields were kept. */
export interface MissingPermission {
  /** Any one of them would do, the narrowest first. */
  permissions: string[]
  /** Names of `DirectoryPerson` or `DirectoryDepartment`. */
  fields: string[]
  of: 'person' | 'department'
}

/** What was odd and did not stop the run. */
export type SyncWarning =
  /** Departments whose parents lead back to themselves; they stand under the root. */
  | { kind: 'cycle'; departmentIds: string[] }
  /** Departments whose parent the app cannot see; they stand under the root. The first 20, and how many in all. */
  | { kind: 'orphan'; departmentIds: string[]; count: number }
  /** People who are in the app's range by a user group only cannot be listed. */
  | { kind: 'groups_not_read'; count: number }
  /** The app sees nobody and no department: its contact range is empty, or not released. */
  | { kind: 'empty_range' }

/** What a run would remove, and out of how many. */
export interface Removals {
  people: number
  departments: number
  ofPeople: number
  ofDepartments: number
  /** Whether somebody has agreed; only `confirm` makes it true. */
  confirmed: boolean
}

export interface RunReport {
  id: string
  target: SyncTarget
  dryRun: boolean
  state: RunState
  /** Epoch milliseconds. */
  startedAt: number
  finishedAt: number | null
  /** Milliseconds at work, interruptions not counted. */
  workedMs: number
  /** Calls to the platform that were answered with data or a refusal. */
  calls: number
  /** Of these, how many met the rate limit. */
  rateLimited: number
  /** Times that it was continued after an interruption. */
  resumed: number
  people: Counts
  departments: Counts
  /** Departments that are found and whose people are not read yet; an estimate of the calls to come. */
  pending: { departments: number; calls: number }
  missingPermissions: MissingPermission[]
  warnings: SyncWarning[]
  /**
   * Set when `waiting`: what confirming would remove. Stays until a confirmed run has removed it. Of a dry run: what the
   * real one would wait for, so that nothing is removed unasked.
   */
  removals: Removals | null
  /**
   * Set when `failed`. `early`: before anything could be read, as with a wrong secret; such a run is never continued.
   */
  error: { code: ErrorCode; message: string; early?: true } | null
}

/** One difference that a run found. Those of the very first import are only counted. */
export interface RunChange {
  of: 'person' | 'department'
  id: string
  /** For people to read; '' when unknown. */
  name: string
  change: 'created' | 'updated' | 'restored' | 'removed'
  /** What was updated: names of fields, `departments` included. Never values. */
  fields: string[]
  reason: RemovalReason | null
}
