// Declares: how a directory is read.

import type { PersonState } from '../feishu/index.ts'
import type { DirectoryDepartment, DirectoryKey, DirectoryPerson, Listing } from './model.ts'

export interface KnownState {
  state: PersonState | null
  removed: boolean
  readAt: number
}

/** Listings and counts leave removed ones out unless they are wanted; whoever is asked for by id is given. */
export interface DirectoryReading {
  person(key: DirectoryKey, id: string): Promise<DirectoryPerson | undefined>
  people(key: DirectoryKey, query: PeopleQuery): Promise<Listing<DirectoryPerson>>
  department(key: DirectoryKey, id: string): Promise<DirectoryDepartment | undefined>
  departments(key: DirectoryKey, query: DepartmentsQuery): Promise<Listing<DirectoryDepartment>>
  /** The departments above, from the nearest to the topmost, the root left out. */
  ancestors(key: DirectoryKey, id: string): Promise<DirectoryDepartment[]>
  count(key: DirectoryKey): Promise<{ people: number; departments: number }>
  /**
   * States of those of these people who are in the directory, removed ones included. `readAt`: what was asked for before
   * (epoch milliseconds) is older than what is known. With `runId` what this run has read of them counts too, also where
   * it changed nothing.
   */
  states(key: DirectoryKey, ids: readonly string[], runId?: string): Promise<Map<string, KnownState>>
  /**
   * Whether it is the directory of this organisation: somebody of it who has signed in is in it, or was. The platform
   * lists nobody of another, while a sign-in or an event proves only that the app admits an organisation.
   */
  holdsTenant(key: DirectoryKey, tenantKey: string): Promise<boolean>
}

export interface PeopleQuery {
  /** Direct members of this department; `0` is the root. */
  departmentId?: string
  /** With those of the departments below it. Default false. */
  below?: boolean
  /** Part of a name, e-mail, employee number or user_id; case does not matter. */
  search?: string
  /**
   * Search in names and nicknames alone. For whoever may not see the rest: what is found would tell it, one letter at a
   * time. Default false.
   */
  namesOnly?: boolean
  state?: PersonState
  /** Removed ones too. Default false. */
  removed?: boolean
  cursor?: string
  limit: number
}

export interface DepartmentsQuery {
  /** Those directly below it in the tree, by their order; `0` is the root. */
  parentId?: string
  /** Part of a name in any language. */
  search?: string
  removed?: boolean
  cursor?: string
  limit: number
}
