// Makes: directories for the tests of their stores.

import type { DirectoryKey, DirectoryPerson, Listing } from '../../directory/model.ts'
import type { DirectoryStore, Lease, PageOfRun } from '../../directory/ports.ts'
import type { RunReport } from '../../directory/report.ts'

/** A store under test; `second` reaches the same data by a connection of its own. */
export interface DirectoryStoreUnderTest {
  store: DirectoryStore
  second: DirectoryStore
  close(): Promise<void>
}

export type MakeDirectoryStore = () => Promise<DirectoryStoreUnderTest>

export const key: DirectoryKey = { brand: 'feishu', appId: 'cli_1' }
export const lease: Lease = { key, purpose: 'sync', owner: 'me' }

const none = { read: 0, created: 0, updated: 0, restored: 0, removed: 0 }

/** Begins at 1,000. */
export const report = (id: string, changes: Partial<RunReport> = {}): RunReport => ({
  id,
  target: { kind: 'all' },
  dryRun: false,
  state: 'running',
  startedAt: 1_000,
  finishedAt: null,
  workedMs: 0,
  calls: 0,
  rateLimited: 0,
  resumed: 0,
  people: none,
  departments: none,
  pending: { departments: 0, calls: 0 },
  missingPermissions: [],
  warnings: [],
  removals: null,
  error: null,
  ...changes,
})

/** Asked for and written at `at`; it ends the task `people D`. */
export const page = (at: number, changes: Partial<PageOfRun> = {}): PageOfRun => ({
  task: { kind: 'people', target: 'D' },
  next: null,
  newTasks: [],
  people: [],
  departments: [],
  listedIn: null,
  readAt: at,
  now: at,
  tally: { calls: 1, rateLimited: 0, workedMs: 0, told: { person: [], department: [] } },
  ...changes,
})

/** A whole run of everything that brings these pages. */
export async function importAll(
  store: DirectoryStore,
  id: string,
  at: number,
  ...pages: Partial<PageOfRun>[]
): Promise<void> {
  const run = report(id, { startedAt: at })
  await store.beginRun(lease, run, [])
  for (const changes of pages) await store.writePage(lease, id, page(at, changes))
  await store.finishRun(lease, { ...run, state: 'completed', finishedAt: at })
}

/** Lets departments stand below others: `{ B: 'A' }` puts B below A. Returns how many do. */
export async function place(
  store: DirectoryStore,
  tree: Record<string, string>,
  now: number,
  by = lease,
): Promise<number> {
  const known = new Map((await store.parents(key)).map(({ id, ...before }) => [id, before]))
  const nowhere = { parentId: null, treeParentId: '0' }
  const changes = Object.entries(tree).map(([id, treeParentId]) => ({
    ...{ id, treeParentId, before: known.get(id) ?? nowhere },
  }))
  return store.setTreeParents(by, changes, now)
}

/** Every item of a listing, read page by page. */
export async function walk<T>(
  read: (query: { cursor?: string; limit: number }) => Promise<Listing<T>>,
  limit = 2,
): Promise<T[]> {
  const all: T[] = []
  let cursor: string | undefined
  do {
    const { items, next } = await read({ limit, ...(cursor === undefined ? {} : { cursor }) })
    all.push(...items)
    cursor = next ?? undefined
  } while (cursor !== undefined)
  return all
}

/** `D*:3` for the primary department `D` with order 3. */
export const placesOf = (person: DirectoryPerson | undefined): string[] =>
  (person?.departments ?? []).map(
    ({ departmentId, isPrimary, order }) => `${departmentId}${isPrimary ? '*' : ''}:${order}`,
  )
