// Stores: people, under the identity that the platform gives them.

import type { Kysely } from 'kysely'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { IdentityKey, IdentityStore, Person, Profile } from '../../sign-in/index.ts'
import type { IdentityRow, Tables } from './schema.ts'

const keyColumns = ['brand', 'app_id', 'tenant_key', 'subject_type', 'subject'] as const

export function createIdentityStore(db: Kysely<Tables>): IdentityStore {
  const firstTenant = (brand: string, appId: string) =>
    db
      .selectFrom('identities')
      .select('tenant_key')
      .where('brand', '=', brand)
      .where('app_id', '=', appId)
      .orderBy('created_at')
      .limit(1)

  return {
    async save(key, profile, now, newUserId, { firstTenantOnly = false } = {}) {
      const fresh = { ...profileColumns(profile), blocked: null, updated_at: now }
      const known = await db
        .updateTable('identities')
        .set(fresh)
        .where((where) => where.and({ ...keyValues(key), ...unchanging(key, profile) }))
        .returningAll()
        .executeTakeFirst()
      if (known !== undefined) return toPerson(known)

      // Each statement is atomic by itself, and a user without an identity is reachable by nobody. So no transaction
      // has to stay open between them, and a process that dies half-way leaves at most one unused id behind.
      await db
        .insertInto('users')
        .values({ id: newUserId, created_at: now })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      const fields = { ...keyValues(key), ...fresh, user_id: newUserId, created_at: now }
      const columns = Object.keys(fields) as (keyof typeof fields)[]
      const row = await db
        .insertInto('identities')
        .columns(columns)
        .expression(
          db
            .selectNoFrom((of) => columns.map((column) => of.val(fields[column]).as(column)))
            .where((of) => {
              const first = of.fn.coalesce(firstTenant(key.brand, key.appId), of.val(key.tenantKey))
              return firstTenantOnly ? of(first, '=', key.tenantKey) : of.lit(true)
            }),
        )
        .onConflict((conflict) =>
          conflict
            .columns(keyColumns)
            .doUpdateSet(fresh)
            .where((where) =>
              where.and(
                Object.entries(unchanging(key, profile)).map(([column, value]) =>
                  where(`identities.${column as 'open_id'}`, '=', value),
                ),
              ),
            ),
        )
        .returningAll()
        .executeTakeFirst()
      if (row?.user_id !== newUserId) await db.deleteFrom('users').where('id', '=', newUserId).execute()
      if (row !== undefined) return toPerson(row)
      const other = await db
        .selectFrom('identities')
        .select('user_id')
        .where((where) => where.and(keyValues(key)))
        .executeTakeFirst()
      throw new LarkspurError(other === undefined ? 'tenant_not_allowed' : 'identity_conflict')
    },

    async getByUserId(userId) {
      const row = await db
        .selectFrom('identities')
        .selectAll()
        .where('user_id', '=', userId)
        .orderBy('updated_at', 'desc')
        .executeTakeFirst()
      return row && toPerson(row)
    },

    async firstTenant(brand, appId) {
      return (await firstTenant(brand, appId).executeTakeFirst())?.tenant_key
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

/** What must be as it was for the same key to be the same person: an organisation may give a user_id again. */
function unchanging(key: IdentityKey, profile: Profile): Partial<Pick<IdentityRow, 'open_id' | 'union_id'>> {
  return key.subjectType === 'user_id' ? { open_id: profile.openId, union_id: profile.unionId } : {}
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
