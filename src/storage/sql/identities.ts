// Stores: people, under the identities that the platform gives them.

import type { Kysely } from 'kysely'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { IdentityKey, IdentityStore, Person, Profile } from '../../sign-in/index.ts'
import { accountThatExpects, createExpectations, fulfilExpectations } from './expected-accounts.ts'
import { keyColumns, signedInColumns, toPerson, unchangingColumns } from './identity-rows.ts'
import type { Tables } from './schema.ts'
import { inTransaction } from './transaction.ts'

export function createIdentityStore(db: Kysely<Tables>): IdentityStore {
  return {
    ...createExpectations(db),

    async save(key, profile, now, newIds, { firstTenantOnly = false, createAccount = true } = {}) {
      const known = await renew(db, key, profile, now)
      if (known !== undefined) return known
      return inTransaction(db, async (connection) => {
        // Somebody may have made the identity meanwhile; from here on nobody can.
        const made = await renew(connection, key, profile, now)
        if (made !== undefined) return made
        await assertAdmitted(connection, key, firstTenantOnly)
        const expectedBy = await accountThatExpects(connection, key, profile)
        if (expectedBy !== undefined) {
          return add(connection, key, profile, now, { ...newIds, userId: expectedBy })
        }
        if (!createAccount) throw new LarkspurError('account_missing')
        await connection.insertInto('users').values({ id: newIds.userId, created_at: now }).execute()
        return add(connection, key, profile, now, newIds)
      })
    },

    bind(key, profile, now, newIds, { firstTenantOnly = false } = {}) {
      return inTransaction(db, async (connection) => {
        const account = await connection
          .selectFrom('users')
          .select('id')
          .where('id', '=', newIds.userId)
          .executeTakeFirst()
        if (account === undefined) throw new LarkspurError('session_required')
        const owner = await connection
          .selectFrom('identities')
          .select('user_id')
          .where((where) => where.and(keyColumns(key)))
          .executeTakeFirst()
        const owned = owner?.user_id ?? (await accountThatExpects(connection, key, profile))
        if (owned !== undefined && owned !== account.id) throw new LarkspurError('identity_taken')
        const known = await renew(connection, key, profile, now)
        if (known !== undefined) return known
        await assertAdmitted(connection, key, firstTenantOnly)
        return add(connection, key, profile, now, newIds)
      })
    },

    unbind(userId, identityId) {
      return inTransaction(db, async (connection) => {
        const rows = await connection
          .selectFrom('identities')
          .selectAll()
          .where('user_id', '=', userId)
          .execute()
        const row = rows.find(({ id }) => id === identityId)
        if (row === undefined) return 'unknown'
        if (rows.length === 1) return 'last'
        await connection
          .deleteFrom('user_tokens')
          .where((where) =>
            where.and({
              brand: row.brand,
              app_id: row.app_id,
              tenant_key: row.tenant_key,
              open_id: row.open_id,
            }),
          )
          .execute()
        await connection.deleteFrom('identities').where('id', '=', identityId).execute()
        return 'unbound'
      })
    },

    async get(identityId) {
      const row = await db
        .selectFrom('identities')
        .selectAll()
        .where('id', '=', identityId)
        .executeTakeFirst()
      return row && toPerson(row)
    },

    async list(userId) {
      const rows = await db
        .selectFrom('identities')
        .selectAll()
        .where('user_id', '=', userId)
        .orderBy('last_sign_in_at', 'desc')
        .orderBy('id')
        .execute()
      return rows.map(toPerson)
    },

    async firstTenant(brand, appId) {
      return firstTenant(db, brand, appId)
    },

    async setBlocked(identityId, blocked, now) {
      await db
        .updateTable('identities')
        .set({ blocked, updated_at: now })
        .where('id', '=', identityId)
        .execute()
    },
  }
}

/** The identity with this profile; undefined when there is none. */
async function renew(
  db: Kysely<Tables>,
  key: IdentityKey,
  profile: Profile,
  now: number,
): Promise<Person | undefined> {
  const row = await db
    .updateTable('identities')
    .set(signedInColumns(profile, now))
    .where((where) => where.and({ ...keyColumns(key), ...unchangingColumns(key, profile) }))
    .returningAll()
    .executeTakeFirst()
  return row && toPerson(row)
}

/** Refuses a new identity: its key is somebody else's, or its tenant is not the first one. */
async function assertAdmitted(db: Kysely<Tables>, key: IdentityKey, firstTenantOnly: boolean): Promise<void> {
  const former = await db
    .selectFrom('identities')
    .select('id')
    .where((where) => where.and(keyColumns(key)))
    .executeTakeFirst()
  if (former !== undefined) throw new LarkspurError('identity_conflict')
  if (!firstTenantOnly) return
  const first = await firstTenant(db, key.brand, key.appId)
  if (first !== undefined && first !== key.tenantKey) throw new LarkspurError('tenant_not_allowed')
}

async function add(
  db: Kysely<Tables>,
  key: IdentityKey,
  profile: Profile,
  now: number,
  ids: { userId: string; identityId: string },
): Promise<Person> {
  const row = await db
    .insertInto('identities')
    .values({
      id: ids.identityId,
      ...keyColumns(key),
      ...signedInColumns(profile, now),
      user_id: ids.userId,
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await fulfilExpectations(db, key, profile, ids.userId)
  return toPerson(row)
}

async function firstTenant(db: Kysely<Tables>, brand: string, appId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('identities')
    .select('tenant_key')
    .where('brand', '=', brand)
    .where('app_id', '=', appId)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
  return row?.tenant_key
}
