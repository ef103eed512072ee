// Reads: all lists of a run, side by side, until none is left.
import { runPool } from './pool.ts'
import type { SyncTask } from './ports.ts'
import { type FirstPages, readList, taskName } from './read-list.ts'
import type { RunWork } from './run-work.ts'

/** Fails as the first list that cannot be read; what was read stays, and can be continued. */
export async function readLists(work: RunWork, first: FirstPages = new Map()): Promise<void> {
  const { key, runId, store, progress } = work
  let waiting = 0
  let lists = 0
  let pages = 0
  function estimate() {
    // As many pages for each list as those that were read had on average.
    const perList = lists === 0 ? 1 : Math.max(1, pages / lists)
    progress.note({ pending: { departments: waiting, calls: Math.round(waiting * perList) } })
  }
  await runPool<SyncTask>({
    concurrency: work.limits.concurrency,
    name: taskName,
    async source(limit) {
      waiting = await store.countTasks(key, runId)
      estimate()
      return store.tasks(key, runId, limit)
    },
    work: (task, more) =>
      readList(work, task, first, (page, newTasks) => {
        pages += 1
        waiting += newTasks.length
        if (page.next === null) {
          lists += 1
          waiting = Math.max(0, waiting - 1)
        }
        estimate()
        // The store adds lists of departments that are told to be empty and are not known to be.
        if (page.departments.length > 0) more()
      }),
    stop: work.stop,
  })
  progress.note({ pending: { departments: 0, calls: 0 } })
}
