// Stores: which accounts have which roles.

import type { Kysely } from 'kysely'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { Role, RoleStore } from '../../sign-in/index.ts'
import type { Tables } from './schema.ts'
import { inTransaction } from './transaction.ts'

export function createRoleStore(db: Kysely<Tables>): RoleStore {
  return {
    grant: (userId, role, now) =>
      inTransaction(db, async (connection) => {
        const user = await connection
          .selectFrom('users')
          .select('id')
          .where('id', '=', userId)
          .executeTakeFirst()
        if (user === undefined) throw new LarkspurError('account_missing')
        await connection
          .insertInto('account_roles')
          .values({ user_id: userId, role, granted_at: now })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }),

    async revoke(userId, role) {
      const result = await db
        .deleteFrom('account_roles')
        .where((where) => where.and({ user_id: userId, role }))
        .executeTakeFirst()
      return result.numDeletedRows > 0n
    },

    async of(userId) {
      const rows = await db
        .selectFrom('account_roles')
        .select('role')
        .where('user_id', '=', userId)
        .orderBy('role')
        .execute()
      return rows.map((row) => row.role as Role)
    },

    async holders(role) {
      const rows = await db
        .selectFrom('account_roles')
        .select('user_id')
        .where('role', '=', role)
        .orderBy('user_id')
        .execute()
      return rows.map((row) => row.user_id)
    },
  }
}
