// Stores: user tokens, encrypted, with a lock for the one who refreshes them.

import { randomInt } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import {
  type TokenOwner,
  type UserTokenPair,
  type UserTokenStore,
  userTokenStateOf,
} from '../../tokens/index.ts'
import { rowName, type Sealer } from '../seal.ts'
import { pageOf, readCursor } from './directory/cursor.ts'
import { ownerColumns, ownerKey } from './owner-columns.ts'
import type { Tables, UserTokensRow } from './schema.ts'
import { readPair, writePair } from './user-token-pair.ts'

const listing = 'tokens:TT'
const mostAtOnce = 200

export function createUserTokenStore(db: Kysely<Tables>, sealer: Sealer): UserTokenStore {
  const seal = async (owner: TokenOwner, pair: UserTokenPair) => ({
    sealed: await sealer.seal(pairRow(owner), writePair(pair)),
    version: newVersion(),
    locked_by: null,
    locked_until: null,
  })

  return {
    async find(owner) {
      const row = await db
        .selectFrom('user_tokens')
        .select(['sealed', 'version'])
        .where((where) => where.and(ownerColumns(owner)))
        .executeTakeFirst()
      if (row === undefined) return undefined
      const text = await sealer.open(pairRow(owner), row.sealed)
      const pair = text === undefined ? undefined : readPair(text)
      return pair && { pair, version: row.version }
    },

    async put(owner, pair) {
      const fresh = await seal(owner, pair)
      const row = { ...ownerColumns(owner), ...fresh }
      const columns = Object.keys(row) as (keyof UserTokensRow)[]
      const person = db
        .selectFrom('identities')
        .select('id')
        .where((where) => where.and(ownerColumns(owner)))
      await db
        .insertInto('user_tokens')
        .columns(columns)
        .expression(
          db
            .selectNoFrom((of) => columns.map((column) => of.val(row[column]).as(column)))
            // Unbound between the answer of the platform and now: nobody could ever withdraw what would be kept.
            .where((of) => of.exists(person)),
        )
        .onConflict((conflict) => conflict.columns([...ownerKey]).doUpdateSet(fresh))
        .execute()
    },

    async replace(owner, version, pair) {
      const result = await db
        .updateTable('user_tokens')
        .set(await seal(owner, pair))
        .where((where) => where.and({ ...ownerColumns(owner), version }))
        .executeTakeFirst()
      return result.numUpdatedRows > 0n
    },

    async delete(owner, version) {
      const result = await db
        .deleteFrom('user_tokens')
        .where((where) =>
          where.and({ ...ownerColumns(owner), ...(version === undefined ? {} : { version }) }),
        )
        .executeTakeFirst()
      return result.numDeletedRows > 0n
    },

    async lock(owner, version, holder, { now, until, latest = Number.POSITIVE_INFINITY }) {
      // Whether it was free is part of what is written, so a lock that changes in between makes another round.
      for (;;) {
        const row = await db
          .selectFrom('user_tokens')
          .select(['locked_by', 'locked_until'])
          .where((where) => where.and({ ...ownerColumns(owner), version }))
          .executeTakeFirst()
        if (row === undefined) return { outcome: 'changed' }
        if (row.locked_until !== null && now < row.locked_until && row.locked_until <= latest) {
          return { outcome: 'held', until: row.locked_until }
        }
        const result = await db
          .updateTable('user_tokens')
          .set({ locked_by: holder, locked_until: until })
          .where((where) => where.and({ ...ownerColumns(owner), version }))
          .where('locked_by', 'is not distinct from', row.locked_by)
          .where('locked_until', 'is not distinct from', row.locked_until)
          .executeTakeFirst()
        if (result.numUpdatedRows > 0n) return { outcome: 'locked', interrupted: row.locked_until !== null }
      }
    },

    async prolong(owner, holder, until) {
      const result = await db
        .updateTable('user_tokens')
        .set({ locked_until: until })
        .where((where) => where.and({ ...ownerColumns(owner), locked_by: holder }))
        .executeTakeFirst()
      return result.numUpdatedRows > 0n
    },

    async unlock(owner, holder) {
      await db
        .updateTable('user_tokens')
        .set({ locked_by: null, locked_until: null })
        .where((where) => where.and({ ...ownerColumns(owner), locked_by: holder }))
        .execute()
    },

    async list({ brand, appId }, { cursor, limit }) {
      const after = readCursor(listing, cursor)
      const size = Math.min(limit, mostAtOnce)
      let query = db
        .selectFrom('user_tokens')
        .selectAll()
        .where('brand', '=', brand)
        .where('app_id', '=', appId)
        .orderBy('tenant_key')
        .orderBy('open_id')
        .limit(size + 1)
      if (after !== undefined) query = query.where(sql<boolean>`(tenant_key, open_id) > (${sql.join(after)})`)
      const rows = await query.execute()
      const page = pageOf(
        listing,
        rows,
        size,
        (row) => [row.tenant_key, row.open_id],
        (row) => row,
      )
      const state = async (row: UserTokensRow) => {
        const owner: TokenOwner = { brand, appId, tenantKey: row.tenant_key, openId: row.open_id }
        const text = await sealer.open(pairRow(owner), row.sealed)
        return userTokenStateOf(owner, text === undefined ? undefined : readPair(text), row.locked_until)
      }
      return { items: await Promise.all(page.items.map(state)), next: page.next }
    },
  }
}

/** The name under which a pair is sealed. */
function pairRow({ brand, appId, tenantKey, openId }: TokenOwner): string {
  return rowName('user_tokens', brand, appId, tenantKey, openId)
}

/**
 * Random instead of counted: a row that was deleted and came back must not have a version of the former one, which a
 * refresh under way still knows.
 */
const newVersion = () => randomInt(1, 2 ** 48 - 1)
