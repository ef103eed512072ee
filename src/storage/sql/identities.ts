// Stores: people, under the identities that the platform gives them.

import type { Kysely } from 'kysely'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import {
  type ExpectedAccount,
  type IdentityKey,
  type IdentityStore,
  type NewIds,
  type Person,
  type Profile,
  tokenOwnerOf,
} from '../../sign-in/index.ts'
import { answerDoubt, createDoubts } from './doubts.ts'
import { accountThatExpects, createExpectations, forgetExpectations } from './expected-accounts.ts'
import { createFindPeople } from './find-people.ts'
import { keyColumns, renewedColumns, toPerson, unchangingColumns } from './identity-rows.ts'
import { ownerColumns } from './owner-columns.ts'
import type { Tables } from './schema.ts'
import { findPerson, selectPeople } from './select-people.ts'
import { inTransaction } from './transaction.ts'

export function createIdentityStore(db: Kysely<Tables>): IdentityStore {
  return {
    ...createExpectations(db),
    ...createDoubts(db),
    ...createFindPeople(db),

    async save(key, profile, now, newIds, options = {}) {
      const { firstTenantOnly = false, createAccount = true, onForgotten, knownDoubt = 0 } = options
      const { person, others } = await inTransaction(db, async (connection) => {
        const signIn = { key, profile, now, knownDoubt, signedInAt: { last_sign_in_at: now } }
        const known = await renew(connection, signIn)
        if (known !== undefined) return settle(connection, known)
        await assertAdmitted(connection, key, firstTenantOnly)
        const userId = await accountThatExpects(connection, key, profile)
        if (userId !== undefined)
          return settle(connection, await add(connection, signIn, { ...newIds, userId }))
        if (!createAccount) throw new LarkspurError('account_missing')
        await connection.insertInto('users').values({ id: newIds.userId, created_at: now }).execute()
        return settle(connection, await add(connection, signIn, newIds))
      })
      if (others.length > 0) onForgotten?.(others)
      return person
    },

    async bind(key, profile, now, { by, ...ids }, options = {}) {
      const { firstTenantOnly = false, onForgotten, knownDoubt = 0 } = options
      const { person, others } = await inTransaction(db, async (connection) => {
        const asking = await connection
          .selectFrom('identities')
          .select('id')
          .where('id', '=', by)
          .where('user_id', '=', ids.userId)
          .where('blocked', 'is', null)
          .executeTakeFirst()
        // Unbound or blocked while the platform was asked: whoever is behind it may add nobody any more.
        if (asking === undefined) throw new LarkspurError('session_required')
        const owner = await connection
          .selectFrom('identities')
          .select('user_id')
          .where((where) => where.and(keyColumns(key)))
          .executeTakeFirst()
        const owned = owner?.user_id ?? (await accountThatExpects(connection, key, profile))
        if (owned !== undefined && owned !== ids.userId) throw new LarkspurError('identity_taken')
        // Whichever identity the account's owner signs in with: this one has not been it yet.
        const bound = { key, profile, now, knownDoubt, signedInAt: {} }
        const known = await renew(connection, bound)
        if (known !== undefined) return settle(connection, known)
        await assertAdmitted(connection, key, firstTenantOnly)
        return settle(connection, await add(connection, bound, ids))
      })
      if (others.length > 0) onForgotten?.(others)
      return person
    },

    unbind(userId, identityId, among) {
      return inTransaction(db, async (connection) => {
        const rows = await selectPeople(connection).where('identities.user_id', '=', userId).execute()
        const row = rows.find(({ id }) => id === identityId)
        if (row === undefined) return 'unknown'
        const isWayIn = ({ id, brand, app_id, tenant_key, blocked }: (typeof rows)[number]) =>
          id !== identityId &&
          blocked === null &&
          among.some(
            (app) =>
              app.brand === brand &&
              app.appId === app_id &&
              (app.tenants === undefined || app.tenants.includes(tenant_key)),
          )
        if (!rows.some(isWayIn)) return 'last'
        await connection
          .deleteFrom('user_tokens')
          .where((where) => where.and(ownerColumns(tokenOwnerOf(toPerson(row)))))
          .execute()
        await connection.deleteFrom('identities').where('id', '=', identityId).execute()
        return 'unbound'
      })
    },

    get: (identityId) => findPerson(db, identityId),

    async list(userId) {
      const rows = await selectPeople(db)
        .where('identities.user_id', '=', userId)
        .orderBy('last_sign_in_at', (order) => order.desc().nullsLast())
        .orderBy('id')
        .execute()
      return rows.map(toPerson)
    },

    async findByOpenId(brand, appId, openId) {
      const rows = await ofApp(db, brand, appId).where('open_id', '=', openId).orderBy('id').execute()
      return rows.map(toPerson)
    },

    async listBlocked(brand, appId) {
      const rows = await ofApp(db, brand, appId).where('blocked', 'is not', null).orderBy('id').execute()
      return rows.map(toPerson)
    },

    async firstTenant(brand, appId) {
      return firstTenant(db, brand, appId)
    },
  }
}

function ofApp(db: Kysely<Tables>, brand: string, appId: string) {
  return selectPeople(db).where('identities.brand', '=', brand).where('identities.app_id', '=', appId)
}

/** What the platform has said of somebody just now, and whether that was a sign-in. */
interface Vouched {
  key: IdentityKey
  profile: Profile
  now: number
  /** The newest doubt when the platform was asked. */
  knownDoubt: number
  signedInAt: { last_sign_in_at?: number }
}

/** The identity with this profile; undefined when there is none. */
async function renew(
  db: Kysely<Tables>,
  { key, profile, now, knownDoubt, signedInAt }: Vouched,
): Promise<Person | undefined> {
  const row = await db
    .updateTable('identities')
    .set({ ...renewedColumns(profile, now), ...signedInAt })
    .where((where) => where.and({ ...keyColumns(key), ...unchangingColumns(key, profile) }))
    .returning('id')
    .executeTakeFirst()
  if (row === undefined) return undefined
  // Whoever was blocked after the platform was asked stays so: it may have vouched for somebody who had not left yet.
  if (!(await answerDoubt(db, key, profile.openId, knownDoubt))) {
    await db.updateTable('identities').set({ blocked: null }).where('id', '=', row.id).execute()
  }
  return findPerson(db, row.id)
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
  { key, profile, now, knownDoubt, signedInAt }: Vouched,
  ids: NewIds,
): Promise<Person> {
  await db
    .insertInto('identities')
    .values({
      id: ids.identityId,
      ...keyColumns(key),
      ...renewedColumns(profile, now),
      blocked: null,
      last_sign_in_at: null,
      ...signedInAt,
      user_id: ids.userId,
      created_at: now,
    })
    .execute()
  await answerDoubt(db, key, profile.openId, knownDoubt)
  await db
    .insertInto('first_tenants')
    .values({ brand: key.brand, app_id: key.appId, tenant_key: key.tenantKey })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return toPerson(
    await selectPeople(db).where('identities.id', '=', ids.identityId).executeTakeFirstOrThrow(),
  )
}

/** Whoever has come is expected no longer; returns the expectations of other accounts that went. */
async function settle(
  db: Kysely<Tables>,
  person: Person,
): Promise<{ person: Person; others: ExpectedAccount[] }> {
  const gone = await forgetExpectations(db, person)
  return { person, others: gone.filter(({ userId }) => userId !== person.userId) }
}

async function firstTenant(db: Kysely<Tables>, brand: string, appId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('first_tenants')
    .select('tenant_key')
    .where('brand', '=', brand)
    .where('app_id', '=', appId)
    .executeTakeFirst()
  return row?.tenant_key
}
