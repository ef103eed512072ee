// Stores: the directory, its runs and leases, by composing what keeps each part.

import type { Kysely } from 'kysely'
import type { DirectoryStore } from '../../../directory/ports.ts'
import type { Tables } from '../schema.ts'
import { createChanges } from './changes.ts'
import { createLeases } from './leases.ts'
import { createMissing } from './missing.ts'
import { createOldRuns } from './old-runs.ts'
import { createPages } from './pages.ts'
import { createDepartmentReads } from './read-departments.ts'
import { createPeopleReads } from './read-people.ts'
import { createRemovals } from './remove.ts'
import { createRuns } from './runs.ts'
import { createSingles } from './singles.ts'
import { createTasks } from './tasks.ts'
import { createTree } from './tree.ts'

export function createDirectoryStore(db: Kysely<Tables>): DirectoryStore {
  return {
    ...createLeases(db),
    ...createRuns(db),
    ...createOldRuns(db),
    ...createTasks(db),
    ...createPages(db),
    ...createMissing(db),
    ...createRemovals(db),
    ...createChanges(db),
    ...createTree(db),
    ...createPeopleReads(db),
    ...createDepartmentReads(db),
    ...createSingles(db),
  }
}
