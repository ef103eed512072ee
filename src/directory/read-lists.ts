// Reads: all lists of a run to their ends, each page written before the next is asked for.
import { createHash } from 'node:crypto'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { type ListPage, readPage } from './lists.ts'
import { type NewTask, tasksOf } from './plan.ts'
import { runPool } from './pool.ts'
import type { SyncTask } from './ports.ts'
import { type RunWork, writePage } from './run-work.ts'

/** A token that is no longer good makes the list begin anew, but not for ever. */
const mostRestarts = 3

const endless = (kind: SyncTask['kind'], why: string) =>
  new LarkspurError('platform_response_invalid', {
    message: `A list of the platform (${kind}) ${why}.`,
  })

const isStaleToken = (error: unknown) => error instanceof LarkspurError && error.code === 'page_token_invalid'

/** 22 characters for each token, however long it is. */
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64').slice(0, 22)

/** A first page that was read already, to find out what the app may see. */
export type FirstPages = Map<string, ListPage>

export const taskName = ({ kind, target }: NewTask): string => `${kind} ${target}`

async function readList(
  work: RunWork,
  task: SyncTask,
  first: FirstPages,
  wrote: (page: ListPage, newTasks: readonly NewTask[]) => void,
) {
  let { pageToken, pages } = task
  let restarts = 0
  const seen = new Set<string>()
  for (;;) {
    let page: ListPage | undefined
    try {
      page = pageToken === null ? first.get(taskName(task)) : undefined
      first.delete(taskName(task))
      page ??= await readPage(work.platform, task, pageToken)
    } catch (error) {
      if (!isStaleToken(error) || pageToken === null || restarts >= mostRestarts) throw error
      restarts += 1
      await work.held.keep()
      await work.store.restartTask(work.held.lease, work.runId, task)
      pageToken = null
      pages = 0
      seen.clear()
      continue
    }
    pages += 1
    if (page.next !== null) {
      const token = hashOf(page.next)
      if (seen.has(token)) throw endless(task.kind, 'leads back to a page that was read')
      if (pages >= work.limits.maxPagesPerList) throw endless(task.kind, 'does not end')
      seen.add(token)
    }
    const newTasks = tasksOf(task.kind, page.departments)
    await writePage(work, task, page, newTasks, pages)
    wrote(page, newTasks)
    if (page.next === null) return
    pageToken = page.next
  }
}

/** Reads until no list is left. Fails as the first that cannot be read; what was read stays, and can be continued. */
export async function readLists(work: RunWork, first: FirstPages = new Map()): Promise<void> {
  const { key, runId, store, progress } = work
  let waiting = await store.countTasks(key, runId)
  let lists = 0
  let pages = 0
  const estimate = () => {
    const left = Math.max(0, waiting)
    const perList = lists === 0 ? 1 : Math.max(1, pages / lists)
    progress.note({ pending: { departments: left, calls: Math.round(left * perList) } })
  }
  estimate()
  await runPool<SyncTask>({
    concurrency: work.limits.concurrency,
    name: taskName,
    async source(limit) {
      waiting = await store.countTasks(key, runId)
      return store.tasks(key, runId, limit)
    },
    work: (task, more) =>
      readList(work, task, first, (page, newTasks) => {
        pages += 1
        waiting += newTasks.length
        if (page.next === null) {
          lists += 1
          waiting -= 1
        }
        estimate()
        if (newTasks.length > 0) more()
      }),
    stop: work.stop,
  })
  progress.note({ pending: { departments: 0, calls: 0 } })
}
