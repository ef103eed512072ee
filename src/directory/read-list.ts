// Reads: one list to its end, each page written before the next is asked for.
import type { ErrorCode } from '../errors/catalogue.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { createEndGuard } from './end-guard.ts'
import { type ListPage, readPage } from './lists.ts'
import { type NewTask, tasksOf } from './plan.ts'
import type { SyncTask } from './ports.ts'
import { type RunWork, writePage } from './run-work.ts'

/** A token that is no longer good makes the list begin anew, but not for ever. */
const mostRestarts = 3

/** A first page that was read already, to find out what the app may see. */
export type FirstPages = Map<string, ListPage>

export const taskName = ({ kind, target }: NewTask): string => `${kind} ${target}`

/** What happens after each page that was written. */
type Wrote = (page: ListPage, newTasks: readonly NewTask[]) => void

const has = (error: unknown, code: ErrorCode) => error instanceof LarkspurError && error.code === code

async function readToEnd(work: RunWork, task: SyncTask, first: FirstPages, wrote: Wrote): Promise<void> {
  const check = createEndGuard(task.kind, work.limits.maxPagesPerList)
  let { pageToken, pages } = task
  do {
    const known = pageToken === null ? first.get(taskName(task)) : undefined
    first.delete(taskName(task))
    await work.unwritten.room()
    const page = known ?? (await readPage(work.platform, task, pageToken))
    pages += 1
    check(page.next, pages)
    const newTasks = tasksOf(task.kind, page.departments)
    const done = pages
    await work.unwritten.during(() => writePage(work, task, page, newTasks, done))
    wrote(page, newTasks)
    pageToken = page.next
  } while (pageToken !== null)
}

/**
 * Goes on where the list was left. Whatever a list that makes no sense has said of where to go on is forgotten: it is
 * read from its beginning the next time.
 */
export async function readList(
  work: RunWork,
  task: SyncTask,
  first: FirstPages,
  wrote: Wrote,
): Promise<void> {
  let at = task
  for (let restarts = 0; ; restarts += 1) {
    try {
      return await readToEnd(work, at, first, wrote)
    } catch (error) {
      const stale = has(error, 'page_token_invalid')
      if (!stale && !has(error, 'platform_response_invalid')) throw error
      await work.held.keep()
      await work.store.restartTask(work.held.lease, work.runId, task)
      if (!stale || restarts >= mostRestarts) throw error
      at = { ...task, pageToken: null, pages: 0 }
    }
  }
}
