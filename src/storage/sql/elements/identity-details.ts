// Stores: what is known of people beside their identities.

import { type Kysely, sql } from 'kysely'
import type {
  DetailedIdentity,
  IdentityDetails,
  IdentityDetailsStore,
  KnownProfile,
} from '../../../elements/index.ts'
import { pageOf, readCursor } from '../directory/cursor.ts'
import type { IdentityDetailsRow, IdentityRow, Tables } from '../schema.ts'
import { inTransaction } from '../transaction.ts'

const listing = 'details:TT'
const mostAtOnce = 200

/** By what somebody may be named, the least ambiguous first: an organisation chooses the `user_id`s of its people. */
const names = ['open_id', 'union_id', 'platform_user_id'] as const

export function createIdentityDetailsStore(db: Kysely<Tables>): IdentityDetailsStore {
  return {
    save: (identityId, details, now, force = false) =>
      inTransaction(db, async (connection) => {
        const identity = await connection
          .selectFrom('identities')
          .selectAll()
          .where('id', '=', identityId)
          .executeTakeFirst()
        if (identity === undefined) return false
        const renewed = renewedColumns(identity, details.profile)
        if (renewed !== undefined) {
          await connection
            .updateTable('identities')
            .set({ ...renewed, updated_at: now })
            .where('id', '=', identityId)
            .execute()
        }
        const row = toRow(details)
        const known = await connection
          .selectFrom('identity_details')
          .selectAll()
          .where('identity_id', '=', identityId)
          .executeTakeFirst()
        if (known !== undefined && !force && isSame(known, row)) return renewed !== undefined
        const changes = { ...row, updated_at: now }
        await connection
          .insertInto('identity_details')
          .values({ identity_id: identityId, ...changes })
          .onConflict((conflict) => conflict.column('identity_id').doUpdateSet(changes))
          .execute()
        return true
      }),

    async find(brand, appId, id) {
      for (const name of names) {
        const row = await ofApp(db, brand, appId)
          .where(`identities.${name}`, '=', id)
          .orderBy('identities.last_sign_in_at', (order) => order.desc().nullsLast())
          .orderBy('identities.id')
          .limit(1)
          .executeTakeFirst()
        if (row !== undefined) return fromRow(row)
      }
      return undefined
    },

    async list(brand, appId, { cursor, limit }) {
      const after = readCursor(listing, cursor)
      const size = Math.min(limit, mostAtOnce)
      let query = ofApp(db, brand, appId)
        .orderBy('identities.name')
        .orderBy('identities.id')
        .limit(size + 1)
      if (after !== undefined) {
        query = query.where(sql<boolean>`(identities.name, identities.id) > (${sql.join(after)})`)
      }
      return pageOf(listing, await query.execute(), size, ({ name, id }) => [name, id], fromRow)
    },
  }
}

/** Columns that differ from what is told; undefined when none does. */
function renewedColumns(row: IdentityRow, profile: KnownProfile = {}): Partial<IdentityRow> | undefined {
  const told: Partial<Record<keyof IdentityRow, string | undefined>> = {
    name: profile.name,
    en_name: profile.enName,
    avatar_url: profile.avatarUrl,
    platform_user_id: profile.userId,
    email: profile.email,
    mobile: profile.mobile,
  }
  const other = Object.entries(told).filter(
    ([column, value]) => value !== undefined && value !== row[column as keyof IdentityRow],
  )
  return other.length === 0 ? undefined : Object.fromEntries(other)
}

type Details = Omit<IdentityDetailsRow, 'identity_id' | 'updated_at'>

/** Who has no details yet is there without them. */
const ofApp = (db: Kysely<Tables>, brand: string, appId: string) =>
  db
    .selectFrom('identities')
    .leftJoin('identity_details as details', 'details.identity_id', 'identities.id')
    .selectAll('identities')
    .select(['details.department', 'details.position', 'details.gender', 'details.status'])
    .select(['details.is_leader', 'details.updated_at as details_updated_at'])
    .where('identities.brand', '=', brand)
    .where('identities.app_id', '=', appId)

function toRow(details: IdentityDetails): Details {
  return {
    department: details.department,
    position: details.position,
    gender: details.gender,
    status: details.status,
    is_leader: details.isLeader === null ? null : Number(details.isLeader),
  }
}

const isSame = (known: Details, next: Details): boolean =>
  (Object.keys(next) as (keyof Details)[]).every((column) => known[column] === next[column])

function fromRow(row: IdentityRow & Details & { details_updated_at: number | null }): DetailedIdentity {
  return {
    identityId: row.id,
    openId: row.open_id,
    unionId: row.union_id,
    platformUserId: row.platform_user_id,
    tenantKey: row.tenant_key,
    name: row.name,
    mobile: row.mobile,
    email: row.email,
    avatarUrl: row.avatar_url,
    department: row.department,
    position: row.position,
    gender: row.gender as DetailedIdentity['gender'],
    status: row.status as DetailedIdentity['status'],
    isLeader: row.is_leader === null ? null : row.is_leader === 1,
    createdAt: row.created_at,
    updatedAt: Math.max(row.updated_at, row.details_updated_at ?? 0),
  }
}
