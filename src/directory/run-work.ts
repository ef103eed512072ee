// Declares: what every part of a run works with. Writes: what was read, with what it cost.
import type { Clock } from '../feishu/index.ts'
import { isKnownFromLater } from './known-from.ts'
import type { HeldLease } from './lease.ts'
import type { ListPage } from './lists.ts'
import { emptyPage } from './lists.ts'
import type { DirectoryKey } from './model.ts'
import type { NewTask } from './plan.ts'
import type { Platform } from './platform.ts'
import type { DirectoryStore, KnownState } from './ports.ts'
import type { Progress } from './progress.ts'
import type { LeftPerson } from './sync-options.ts'
import type { Unwritten } from './unwritten.ts'

/** A run under way. */
export interface RunWork {
  key: DirectoryKey
  runId: string
  dryRun: boolean
  held: HeldLease
  store: DirectoryStore
  platform: Platform
  progress: Progress
  clock: Clock
  unwritten: Unwritten
  limits: { concurrency: number; removalGuard: number; maxPagesPerList: number }
  onLeft(people: readonly LeftPerson[]): Promise<void>
  /** Stops all calls under way: the run has failed. */
  stop(error: unknown): void
}

/** Tells of those who are frozen and were not so before; what somebody else has read later is not undone. */
async function tellFrozen(
  { key, runId, store, clock, onLeft }: RunWork,
  { people, readAt }: ListPage,
): Promise<void> {
  const frozen = people.filter(({ state }) => state === 'frozen').map(({ id }) => id)
  if (frozen.length === 0) return
  const known = await store.states(key, frozen, runId)
  const now = clock()
  const isNews = (before: KnownState | undefined) =>
    before === undefined || (before.state !== 'frozen' && !isKnownFromLater(before.readAt, readAt, now))
  const fresh = frozen.filter((id) => isNews(known.get(id)))
  if (fresh.length > 0) await onLeft(fresh.map((id) => ({ id, state: 'frozen' })))
}

/** Writes a page of a task; `newTasks` and the place to go on are written with it or not at all. */
export async function writePage(
  work: RunWork,
  task: NewTask,
  page: ListPage,
  newTasks: readonly NewTask[] = [],
  pages = 1,
): Promise<void> {
  const { store, held, progress } = work
  await held.keep()
  if (!work.dryRun) await tellFrozen(work, page)
  progress.read(page)
  const { people, departments, listedIn, next, readAt } = page
  const result = await store.writePage(held.lease, work.runId, {
    task: { kind: task.kind, target: task.target },
    next: next === null ? null : { pageToken: next, pages },
    newTasks,
    people,
    departments,
    listedIn,
    readAt,
    now: work.clock(),
    tally: progress.take(),
  })
  progress.wrote(result)
}

/** Writes what was found outside of any list, or nothing but what it has cost. */
export const writeFound = (work: RunWork, found: ListPage = emptyPage, newTasks: readonly NewTask[] = []) =>
  writePage(work, { kind: 'persons', target: '' }, found, newTasks)
