// Stores: sessions, under the keyed hash of their id.

import { setImmediate } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { SessionRecord, SessionStore } from '../../sessions/index.ts'
import type { SessionRow, Tables } from './schema.ts'
import { inSlices } from './slices.ts'

/** So many people's sessions of one app end at once. */
const peopleAtOnce = 200

export function createSessionStore(db: Kysely<Tables>): SessionStore {
  return {
    async create(record) {
      const row = toRow(record)
      const columns = Object.keys(row) as (keyof SessionRow)[]
      const identity = db
        .selectFrom('identities')
        .select('id')
        .where('id', '=', record.identityId)
        .where('user_id', '=', record.userId)
        .where('blocked', 'is', null)
      const result = await db
        .insertInto('sessions')
        .columns(columns)
        .expression(
          db
            .selectNoFrom((of) => columns.map((column) => of.val(row[column]).as(column)))
            .where((of) => of.exists(identity)),
        )
        .executeTakeFirst()
      // Unbound or blocked between the sign-in and now.
      if (result.numInsertedOrUpdatedRows !== 1n) throw new LarkspurError('session_required')
    },

    async find(idHash) {
      const row = await db.selectFrom('sessions').selectAll().where('id_hash', '=', idHash).executeTakeFirst()
      return row && fromRow(row)
    },

    async listByUser(userId, limit) {
      const rows = await db
        .selectFrom('sessions')
        .selectAll()
        .where('user_id', '=', userId)
        .orderBy('last_seen_at', 'desc')
        .orderBy('id_hash')
        .limit(limit)
        .execute()
      return rows.map(fromRow)
    },

    async countLiving(now) {
      const { living } = await db
        .selectFrom('sessions')
        .select((of) => of.fn.countAll<number>().as('living'))
        .where('absolute_expires_at', '>', now)
        .where(sql<number>`last_seen_at + idle_ms`, '>', now)
        .executeTakeFirstOrThrow()
      return living
    },

    async touch(idHash, lastSeenAt) {
      await db
        .updateTable('sessions')
        .set({ last_seen_at: lastSeenAt })
        .where('id_hash', '=', idHash)
        .where('last_seen_at', '<', lastSeenAt)
        .execute()
    },

    async setChecked(idHash, at) {
      await db.updateTable('sessions').set({ checked_at: at }).where('id_hash', '=', idHash).execute()
    },

    async delete(idHash) {
      const result = await db.deleteFrom('sessions').where('id_hash', '=', idHash).executeTakeFirst()
      return result.numDeletedRows > 0n
    },

    async deleteByUser(userId) {
      const result = await db.deleteFrom('sessions').where('user_id', '=', userId).executeTakeFirst()
      return Number(result.numDeletedRows)
    },

    async deleteByApp(brand, appId) {
      const ofApp = db.selectFrom('identities').where('brand', '=', brand).where('app_id', '=', appId)
      // In the order of an index, so that each person is looked at once.
      for (let last = '', gone = 0; ; await setImmediate()) {
        const people = await ofApp
          .select('open_id')
          .where('open_id', '>', last)
          .groupBy('open_id')
          .orderBy('open_id')
          .limit(peopleAtOnce)
          .execute()
        const ids = people.map(({ open_id }) => open_id)
        if (ids.length === 0) return gone
        const { numDeletedRows } = await db
          .deleteFrom('sessions')
          .where('identity_id', 'in', ofApp.select('id').where('open_id', 'in', ids))
          .executeTakeFirst()
        gone += Number(numDeletedRows)
        last = ids.at(-1) ?? last
      }
    },

    deleteExpired(now) {
      return inSlices(undefined, async (size) => {
        const over = db
          .selectFrom('sessions')
          .select('id_hash')
          .where((where) =>
            where.or([
              where('absolute_expires_at', '<=', now),
              where(sql<number>`last_seen_at + idle_ms`, '<=', now),
            ]),
          )
          .limit(size)
        const result = await db.deleteFrom('sessions').where('id_hash', 'in', over).executeTakeFirst()
        return Number(result.numDeletedRows)
      })
    },
  }
}

function toRow(record: SessionRecord): SessionRow {
  return {
    id_hash: record.idHash,
    user_id: record.userId,
    identity_id: record.identityId,
    created_at: record.createdAt,
    last_seen_at: record.lastSeenAt,
    absolute_expires_at: record.absoluteExpiresAt,
    idle_ms: record.idleMs,
    checked_at: record.checkedAt,
    confirmed_at: record.confirmedAt,
  }
}

function fromRow(row: SessionRow): SessionRecord {
  return {
    idHash: row.id_hash,
    userId: row.user_id,
    identityId: row.identity_id,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    absoluteExpiresAt: row.absolute_expires_at,
    idleMs: row.idle_ms,
    checkedAt: row.checked_at,
    confirmedAt: row.confirmed_at,
  }
}
