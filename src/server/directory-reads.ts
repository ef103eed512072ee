// Reads: one app's directory and its history, for the code of an app.

import {
  type DirectoryDepartment,
  type DirectoryKey,
  type DirectoryPerson,
  type DirectoryStore,
  type EntityKind,
  type EventInbox,
  type Listing,
  type Missing,
  type RunChange,
  type RunReport,
  rootId,
  type StoredEvent,
} from '../directory/index.ts'
import type { ErrorCode } from '../errors/catalogue.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { PersonState } from '../feishu/index.ts'
import { checkedDirectoryId, checkedEntityKind, checkedQuery, checkedSearch } from './directory-door.ts'

/** One page of a list: `cursor` is the `next` of the page before; `limit` 1 to 200, default 50. */
export interface PageQuery {
  cursor?: string | undefined
  limit?: number | undefined
}

export interface UsersQuery extends PageQuery {
  /** Direct members of this department (open_department_id); `0` is the root. */
  departmentId?: string | undefined
  /** With those of the departments below it. Default false. */
  below?: boolean | undefined
  /** Part of a name, e-mail, employee number or user_id; case does not matter. */
  search?: string | undefined
  /** Searches names alone: for readers who may not find people by what they may not see. Default false. */
  namesOnly?: boolean | undefined
  state?: PersonState | undefined
  /** Those who were removed, too. Default false. */
  removed?: boolean | undefined
}

export interface DepartmentsQuery extends PageQuery {
  /** Those directly below it in the tree; `0` is the root. */
  parentId?: string | undefined
  /** Part of a name in any language. */
  search?: string | undefined
  /** Those that were removed, too. Default false. */
  removed?: boolean | undefined
}

/**
 * What is known of the organisation, without a call to the platform. Every method throws `request_invalid` for what is
 * no query, and `storage_unavailable`.
 */
export interface DirectoryReads {
  /** By name, or by their order within a department. */
  users(query?: UsersQuery): Promise<Listing<DirectoryPerson>>
  departments(query?: DepartmentsQuery): Promise<Listing<DirectoryDepartment>>
  /**
   * By open_id; also somebody who was removed (`removedAt`).
   * @throws LarkspurError `person_not_found`
   */
  user(id: string): Promise<DirectoryPerson>
  /**
   * By open_department_id; also one that was removed (`removedAt`).
   * @throws LarkspurError `department_not_found`
   */
  department(id: string): Promise<DirectoryDepartment>
  /**
   * From the topmost department down to this one; nothing for the root.
   * @throws LarkspurError `department_not_found`
   */
  path(id: string): Promise<DirectoryDepartment[]>
  /** The first `limit` people (default 50) and departments whose names, or what else is searched, hold the text. */
  search(
    text: string,
    options?: { limit?: number | undefined; namesOnly?: boolean | undefined },
  ): Promise<{ users: DirectoryPerson[]; departments: DirectoryDepartment[] }>
  /** How many there are, those that were removed left out. */
  count(): Promise<{ people: number; departments: number }>
  /** Runs of the synchronisation, the newest first. */
  runs(query?: PageQuery & { state?: RunReport['state'] | undefined }): Promise<Listing<RunReport>>
  /** @throws LarkspurError `run_not_found` */
  run(id: string): Promise<RunReport>
  /** What a run changed; kept for the newest 30 runs. @throws LarkspurError `run_not_found` */
  changes(runId: string, query?: PageQuery): Promise<Listing<RunChange>>
  /** What a waiting run would remove; nothing of any other run. @throws LarkspurError `run_not_found` */
  missing(runId: string, of: EntityKind, query?: PageQuery): Promise<Listing<Missing>>
  /** Events that were accepted, the newest first; kept for 30 days. */
  events(query?: PageQuery & { state?: StoredEvent['state'] | undefined }): Promise<Listing<StoredEvent>>
}

function known<T>(found: T | undefined, code: ErrorCode): T {
  if (found === undefined) throw new LarkspurError(code)
  return found
}

export function createDirectoryReads(
  key: DirectoryKey,
  store: DirectoryStore,
  inbox: Pick<EventInbox, 'list'>,
): DirectoryReads {
  const run = async (id: string) => known(await store.run(key, checkedDirectoryId(id)), 'run_not_found')
  const department = async (id: string) =>
    known(await store.department(key, checkedDirectoryId(id)), 'department_not_found')
  return {
    users: async (query) => store.people(key, checkedQuery('users', query)),
    departments: async (query) => store.departments(key, checkedQuery('departments', query)),
    user: async (id) => known(await store.person(key, checkedDirectoryId(id)), 'person_not_found'),
    department,
    async path(id) {
      if (id === rootId) return []
      const last = await department(id)
      return [...(await store.ancestors(key, id)).reverse(), last]
    },
    async search(text, options) {
      const { limit, ...rest } = checkedQuery('search', options)
      const search = checkedSearch(text)
      const [users, departments] = await Promise.all([
        store.people(key, { search, limit, ...rest }),
        store.departments(key, { search, limit }),
      ])
      return { users: users.items, departments: departments.items }
    },
    count: () => store.count(key),
    runs: async (query) => store.runs(key, checkedQuery('runs', query)),
    run,
    async changes(runId, query) {
      const { id } = await run(runId)
      return store.changes(key, id, checkedQuery('page', query))
    },
    async missing(runId, of, query) {
      const kind = checkedEntityKind(of)
      const page = checkedQuery('page', query)
      const { id, state } = await run(runId)
      // Of any other run the notes are gone or not complete: everybody would seem to be missing.
      return state === 'waiting' ? store.missing(key, id, kind, page) : { items: [], next: null }
    },
    events: async (query) => inbox.list(key, checkedQuery('events', query)),
  }
}
