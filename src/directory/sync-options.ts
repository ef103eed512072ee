// Declares: what the synchronisation of a directory needs, offers and tells.
import type { CallContext, FeishuApp, Pacer } from '../feishu/index.ts'
import type { AppTokens } from '../tokens/index.ts'
import type { DirectoryKey } from './model.ts'
import type { DirectoryStore } from './ports.ts'
import type { RunReport, SyncTarget } from './report.ts'

/**
 * Somebody who may not use anything any more, or of whom that has to be asked. `frozen`, `resigned`, `exited`: the
 * platform says so. `gone`: it knows the person no longer. `out_of_range`: the app may not see the person any more,
 * which says nothing about whether they have left.
 */
export interface LeftPerson {
  /** open_id */
  id: string
  state: 'frozen' | 'resigned' | 'exited' | 'gone' | 'out_of_range'
}

/** Numbers that bound a synchronisation. */
export interface DirectorySyncLimits {
  /** Lists that are read at the same time. Default 10. */
  concurrency?: number
  /**
   * Share (0 to 1) of the people, or of the departments, of the directory that a run may remove without being asked;
   * fewer than five are always let through. Default 0.1. With 1 nothing is ever asked.
   */
  removalGuard?: number
  /** Pages of one list; more are taken for a list without an end. Default 20,000. */
  maxPagesPerList?: number
}

export interface DirectorySyncOptions {
  key: DirectoryKey
  app: FeishuApp
  /** `clock` and `sleep` belong together: the rate limits are kept by them. */
  context: CallContext
  tokens: AppTokens
  store: DirectoryStore
  /**
   * Told of people before what it tells of is written, so that an interruption makes it be told again: it has to be
   * idempotent. When it fails, the run fails. Never called in a dry run.
   */
  onLeft(people: readonly LeftPerson[]): Promise<void>
  options?: DirectorySyncLimits
}

export interface SyncRequest {
  /** Default: everything that the app may see. */
  target?: SyncTarget
  /** Finds the differences and writes none of them. Default false. */
  dryRun?: boolean
  /** Begins afresh, also when an interrupted run could be continued. Default false. */
  full?: boolean
  /** Interrupts the run: it fails with `aborted` and can be continued. */
  signal?: AbortSignal | undefined
  /** Called after each page and at each change of state, at the end too. Each report is a copy. */
  onProgress?(report: RunReport): void
}

/** Reads an organisation from the platform into the store; one run at a time for each app, over all processes. */
export interface DirectorySync {
  /**
   * Continues the interrupted run of this target (one of the last 24 hours), or begins one. Resolves with a report that
   * is `completed`, or `waiting` when more would be removed than the guard lets through.
   *
   * @throws {LarkspurError} `sync_running` (another one is at work), `sync_lost` (another process took over), `aborted`,
   * `person_not_found` or `department_not_found` for a target that neither the platform nor the directory knows, and
   * those of the platform. After a run has begun, any other failure is also in its report, whose state is `failed`.
   */
  sync(request?: SyncRequest): Promise<RunReport>
  /**
   * Lets a waiting run remove what it listed.
   *
   * @throws {LarkspurError} `run_not_found`, `request_invalid` when the run does not wait, and those of `sync`.
   */
  confirm(runId: string, request?: Pick<SyncRequest, 'signal' | 'onProgress'>): Promise<RunReport>
  /** Keeps the app's rate limits; every other caller of the contact API shares it. */
  readonly pacer: Pacer
  /** Interrupts what is under way and waits for it; calls from now on fail with `aborted`. */
  close(): Promise<void>
}
