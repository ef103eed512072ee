// Stores: people, under the identity that the platform gives them.

import type { Kysely } from 'kysely'
import type { IdentityKey, IdentityStore, Person, Profile } from '../../sign-in/index.ts'
import type { IdentityRow, Tables } from './schema.ts'

const keyColumns = ['brand', 'app_id', 'tenant_key', 'subject_type', 'subject'] as const

export function createIdentityStore(db: Kysely<Tables>): IdentityStore {
  const people = () => db.selectFrom('identities').selectAll()

  return {
    async save(key, profile, now, newUserId) {
      const fresh = { ...profileColumns(profile), blocked: null, updated_at: now }
      const known = await db
        .updateTable('identities')
        .set(fresh)
        .where((where) => where.and(keyValues(key)))
        .returningAll()
        .executeTakeFirst()
      if (known !== undefined) return toPerson(known)

      // Each statement is atomic by itself, and a user without an identity is reachable by nobody. So no transaction
      // has to stay open between them, and a process that dies half-way leaves at most one unused id behind.
      await db.insertInto('users').values({ id: newUserId, created_at: now }).execute()
      const row = await db
        .insertInto('identities')
        .values({ ...keyValues(key), ...fresh, user_id: newUserId, created_at: now })
        .onConflict((conflict) => conflict.columns(keyColumns).doUpdateSet(fresh))
        .returningAll()
        .executeTakeFirstOrThrow()
      if (row.user_id !== newUserId) await db.deleteFrom('users').where('id', '=', newUserId).execute()
      return toPerson(row)
    },

    async find(key) {
      const row = await people()
        .where((where) => where.and(keyValues(key)))
        .executeTakeFirst()
      return row && toPerson(row)
    },

    async getByUserId(userId) {
      const row = await people()
        .where('user_id', '=', userId)
        .orderBy('updated_at', 'desc')
        .executeTakeFirst()
      return row && toPerson(row)
    },

    async findByOpenId(brand, appId, openId) {
      const rows = await people()
        .where('brand', '=', brand)
        .where('app_id', '=', appId)
        .where('open_id', '=', openId)
        .execute()
      return rows.map(toPerson)
    },

    async firstTenant(brand, appId) {
      const row = await db
        .selectFrom('identities')
        .select('tenant_key')
        .where('brand', '=', brand)
        .where('app_id', '=', appId)
        .orderBy('created_at')
        .limit(1)
        .executeTakeFirst()
      return row?.tenant_key
    },

    async setBlocked(userId, blocked, now) {
      await db
        .updateTable('identities')
        .set({ blocked, updated_at: now })
        .where('user_id', '=', userId)
        .execute()
    },
  }
}

function keyValues(key: IdentityKey): Pick<IdentityRow, (typeof keyColumns)[number]> {
  return {
    brand: key.brand,
    app_id: key.appId,
    tenant_key: key.tenantKey,
    subject_type: key.subjectType,
    subject: key.subject,
  }
}

function profileColumns(profile: Profile) {
  return {
    open_id: profile.openId,
    union_id: profile.unionId,
    platform_user_id: profile.userId ?? null,
    name: profile.name,
    en_name: profile.enName,
    avatar_url: profile.avatarUrl,
    email: profile.email ?? null,
    enterprise_email: profile.enterpriseEmail ?? null,
    mobile: profile.mobile ?? null,
    employee_no: profile.employeeNo ?? null,
  }
}

function toPerson(row: IdentityRow): Person {
  return {
    userId: row.user_id,
    identity: {
      brand: row.brand as IdentityKey['brand'],
      appId: row.app_id,
      tenantKey: row.tenant_key,
      subjectType: row.subject_type as IdentityKey['subjectType'],
      subject: row.subject,
    },
    profile: {
      name: row.name,
      enName: row.en_name,
      avatarUrl: row.avatar_url,
      openId: row.open_id,
      unionId: row.union_id,
      ...(row.platform_user_id === null ? {} : { userId: row.platform_user_id }),
      ...(row.email === null ? {} : { email: row.email }),
      ...(row.enterprise_email === null ? {} : { enterpriseEmail: row.enterprise_email }),
      ...(row.mobile === null ? {} : { mobile: row.mobile }),
      ...(row.employee_no === null ? {} : { employeeNo: row.employee_no }),
      emailVerified: false,
    },
    blocked: row.blocked as Person['blocked'],
  }
}
