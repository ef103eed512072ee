// Deletes: reports of runs that ended long ago.

import type { Kysely } from 'kysely'
import type { DirectoryStore } from '../../../directory/ports.ts'
import type { Tables } from '../schema.ts'
import { inSlices } from '../slices.ts'
import { newestWhole, numberBehind } from './find-run.ts'
import { keyColumns } from './key-columns.ts'
import { notes } from './run-rows.ts'

export function createOldRuns(db: Kysely<Tables>): Pick<DirectoryStore, 'deleteOldRuns'> {
  return {
    async deleteOldRuns(key, keep, endedBefore) {
      const newest = await numberBehind(db, key, keep)
      if (newest === 0) return 0
      const whole = await newestWhole(db, key)
      const old = db
        .selectFrom('directory_runs')
        .select('id')
        .where((where) => where.and(keyColumns(key)))
        .where('number', '<=', newest)
        .where('number', '<>', whole?.number ?? 0)
        .where('state', 'in', ['completed', 'superseded', 'failed'])
        // With its notes one that failed can be continued; those of the others are deleted first, a slice at a time.
        .where('has_notes', '=', notes.none)
        .where('finished_at', '<', endedBefore)
        .orderBy('number')
      return inSlices(undefined, async (size) => {
        const result = await db
          .deleteFrom('directory_runs')
          .where('id', 'in', old.limit(size))
          .executeTakeFirst()
        return Number(result.numDeletedRows)
      })
    },
  }
}
