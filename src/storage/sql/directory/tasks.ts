// Stores: the lists of the platform that a run still has to read.

import type { Kysely } from 'kysely'
import type { DirectoryStore, PageOfRun, SyncTask } from '../../../directory/ports.ts'
import type { Tables } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { expectRun } from './find-run.ts'
import { chunksOf } from './key-columns.ts'
import { assertLease } from './leases.ts'

type Tasks = Pick<DirectoryStore, 'tasks' | 'countTasks' | 'restartTask'>
type TaskName = Pick<SyncTask, 'kind' | 'target'>

export function createTasks(db: Kysely<Tables>): Tasks {
  return {
    async tasks(key, runId, limit) {
      const { id } = await expectRun(db, key, runId)
      const rows = await db
        .selectFrom('directory_tasks')
        .selectAll()
        .where('run_id', '=', id)
        .where('done', '=', 0)
        .orderBy('number')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        kind: row.kind as SyncTask['kind'],
        target: row.target,
        pageToken: row.page_token,
        pages: row.pages,
      }))
    },

    async countTasks(key, runId) {
      const { id } = await expectRun(db, key, runId)
      const row = await db
        .selectFrom('directory_tasks')
        .select((of) => of.fn.countAll<number>().as('count'))
        .where('run_id', '=', id)
        .where('done', '=', 0)
        .executeTakeFirstOrThrow()
      return Number(row.count)
    },

    restartTask: (lease, runId, task) =>
      inTransaction(db, async (connection) => {
        await assertLease(connection, lease)
        const { id } = await expectRun(connection, lease.key, runId)
        await updateTask(connection, id, task, { page_token: null, pages: 0 })
      }),
  }
}

/** Those that the run has or had already are not added again. */
export async function addTasks(db: Kysely<Tables>, runId: string, tasks: readonly TaskName[]): Promise<void> {
  if (tasks.length === 0) return
  const last = await db
    .selectFrom('directory_tasks')
    .select((of) => of.fn.max<number | null>('number').as('number'))
    .where('run_id', '=', runId)
    .executeTakeFirst()
  const first = (last?.number ?? 0) + 1
  const rows = tasks.map(({ kind, target }, n) => ({
    run_id: runId,
    number: first + n,
    kind,
    target,
    page_token: null,
    pages: 0,
    done: 0,
  }))
  for (const some of chunksOf(rows)) {
    await db
      .insertInto('directory_tasks')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/** Moves a task on to its next page, or ends it. */
export async function moveTask(db: Kysely<Tables>, runId: string, page: PageOfRun): Promise<void> {
  const { task, next } = page
  const columns =
    next === null ? { page_token: null, done: 1 } : { page_token: next.pageToken, pages: next.pages }
  await updateTask(db, runId, task, columns)
}

async function updateTask(
  db: Kysely<Tables>,
  runId: string,
  task: TaskName,
  columns: { page_token: string | null; pages?: number; done?: number },
): Promise<void> {
  await db
    .updateTable('directory_tasks')
    .set(columns)
    .where((where) => where.and({ run_id: runId, kind: task.kind, target: task.target }))
    .where('done', '=', 0)
    .execute()
}
