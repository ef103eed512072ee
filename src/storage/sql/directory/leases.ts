// Stores: who works on a directory at present.

import type { Kysely } from 'kysely'
import type { DirectoryStore, Lease } from '../../../directory/ports.ts'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { Tables } from '../schema.ts'
import { keyColumns } from './key-columns.ts'

type Leases = Pick<DirectoryStore, 'acquireLease' | 'renewLease' | 'releaseLease' | 'isLeased'>

const whose = ({ key, purpose, owner }: Lease) => ({ ...keyColumns(key), purpose, owner })

export function createLeases(db: Kysely<Tables>): Leases {
  return {
    async acquireLease(lease, now, until) {
      // One statement: two callers cannot both find it free.
      const result = await db
        .insertInto('directory_leases')
        .values({ ...whose(lease), until })
        .onConflict((conflict) =>
          conflict
            .columns(['brand', 'app_id', 'purpose'])
            .doUpdateSet({ owner: lease.owner, until })
            .where('directory_leases.until', '<=', now),
        )
        .executeTakeFirst()
      return result.numInsertedOrUpdatedRows === 1n
    },

    async renewLease(lease, until) {
      const result = await db
        .updateTable('directory_leases')
        .set({ until })
        .where((where) => where.and(whose(lease)))
        .executeTakeFirst()
      return result.numUpdatedRows === 1n
    },

    async releaseLease(lease) {
      await db
        .deleteFrom('directory_leases')
        .where((where) => where.and(whose(lease)))
        .execute()
    },

    async isLeased(key, purpose, now) {
      const row = await db
        .selectFrom('directory_leases')
        .select('owner')
        .where((where) => where.and({ ...keyColumns(key), purpose }))
        .where('until', '>', now)
        .executeTakeFirst()
      return row !== undefined
    },
  }
}

/**
 * Fences a write: to be called in the transaction that writes. A lease whose time is over is good until another takes
 * it, for nobody can have written in between.
 * @throws LarkspurError `sync_lost`
 */
export async function assertLease(db: Kysely<Tables>, lease: Lease): Promise<void> {
  const row = await db
    .selectFrom('directory_leases')
    .select('owner')
    .where((where) => where.and(whose(lease)))
    .executeTakeFirst()
  if (row === undefined) throw new LarkspurError('sync_lost')
}
