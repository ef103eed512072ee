// Stores: which scopes people did not grant.

import type { Kysely } from 'kysely'
import type { ScopeRefusalStore, TokenOwner } from '../../tokens/index.ts'
import { ownerColumns, ownerKey } from './owner-columns.ts'
import type { Tables } from './schema.ts'
import { inTransaction } from './transaction.ts'

export function createScopeRefusalStore(db: Kysely<Tables>): ScopeRefusalStore {
  const read = async (connection: Kysely<Tables>, owner: TokenOwner) => {
    const row = await connection
      .selectFrom('scope_refusals')
      .select(['scopes', 'at'])
      .where((where) => where.and(ownerColumns(owner)))
      .executeTakeFirst()
    return row && { scopes: row.scopes.split(' '), at: row.at }
  }

  return {
    find: (owner) => read(db, owner),

    update: (owner, change) =>
      inTransaction(db, async (connection) => {
        const next = change(await read(connection, owner))
        if (next === undefined) {
          await connection
            .deleteFrom('scope_refusals')
            .where((where) => where.and(ownerColumns(owner)))
            .execute()
          return
        }
        const fresh = { scopes: next.scopes.join(' '), at: next.at }
        await connection
          .insertInto('scope_refusals')
          .values({ ...ownerColumns(owner), ...fresh })
          .onConflict((conflict) => conflict.columns([...ownerKey]).doUpdateSet(fresh))
          .execute()
      }),

    async deleteBefore(at) {
      const result = await db.deleteFrom('scope_refusals').where('at', '<', at).executeTakeFirst()
      return Number(result.numDeletedRows)
    },
  }
}
