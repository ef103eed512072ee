// Stores: events from their acceptance until they are applied.

import type { Kysely } from 'kysely'
import type { DirectoryKey } from '../../../directory/model.ts'
import type { EventInbox, StoredEvent } from '../../../directory/ports.ts'
import type { Tables } from '../schema.ts'
import { inSlices } from '../slices.ts'
import { inTransaction } from '../transaction.ts'
import { pageOf, readCursor } from './cursor.ts'
import { chunksOf, keyColumns } from './key-columns.ts'
import type { EventRow } from './tables.ts'

export function createEventInbox(db: Kysely<Tables>): EventInbox {
  const waiting = (key: DirectoryKey) => ({ ...keyColumns(key), state: 'waiting' })

  return {
    accept: (event) =>
      inTransaction(db, async (connection) => {
        const columns = keyColumns(event.key)
        const known = await connection
          .selectFrom('directory_events')
          .select('number')
          .where((where) => where.and({ ...columns, event_id: event.eventId }))
          .executeTakeFirst()
        if (known !== undefined) return false
        await connection
          .insertInto('directory_events')
          .values({
            ...columns,
            number: await nextNumber(connection, event.key),
            event_id: event.eventId,
            type: event.type,
            tenant_key: event.tenantKey,
            created_at: event.createdAt,
            received_at: event.receivedAt,
            subject: JSON.stringify(event.subject),
            state: 'waiting',
            tries: 0,
            next_try_at: event.receivedAt,
            error: null,
            applied_at: null,
          })
          .execute()
        return true
      }),

    async stateOf(key, eventId) {
      const row = await db
        .selectFrom('directory_events')
        .select('state')
        .where((where) => where.and({ ...keyColumns(key), event_id: eventId }))
        .executeTakeFirst()
      return row?.state as StoredEvent['state'] | undefined
    },

    async lastHappenedAt(key, type, subject) {
      const row = await db
        .selectFrom('directory_events')
        .select((of) => of.fn.max<number | null>('created_at').as('at'))
        .where((where) => where.and({ ...keyColumns(key), type, subject: JSON.stringify(subject) }))
        .executeTakeFirst()
      return row?.at ?? null
    },

    async due(key, now, limit) {
      const rows = await db
        .selectFrom('directory_events')
        .selectAll()
        .where((where) => where.and(waiting(key)))
        .where('next_try_at', '<=', now)
        .orderBy('number')
        .limit(limit)
        .execute()
      return rows.map(toEvent)
    },

    async nextDue(key) {
      const row = await db
        .selectFrom('directory_events')
        .select((of) => of.fn.min<number | null>('next_try_at').as('at'))
        .where((where) => where.and(waiting(key)))
        .executeTakeFirst()
      return row?.at ?? null
    },

    settle: (key, sequences, now) =>
      inTransaction(db, async (connection) => {
        for (const some of chunksOf(sequences)) {
          await connection
            .updateTable('directory_events')
            .set({ state: 'done', applied_at: now, error: null })
            .where((where) => where.and(waiting(key)))
            .where('number', 'in', some)
            .execute()
        }
      }),

    defer: (key, sequences, error, nextTryAt) =>
      inTransaction(db, async (connection) => {
        for (const some of chunksOf(sequences)) {
          await connection
            .updateTable('directory_events')
            .set((of) => ({ tries: of('tries', '+', 1), error }))
            .set(nextTryAt === null ? { state: 'failed' } : { next_try_at: nextTryAt })
            .where((where) => where.and(waiting(key)))
            .where('number', 'in', some)
            .execute()
        }
      }),

    async list(key, { cursor, limit, state }) {
      const listing = 'events:n'
      const after = readCursor(listing, cursor)
      let rows = db
        .selectFrom('directory_events')
        .selectAll()
        .where((where) => where.and(keyColumns(key)))
        .orderBy('number', 'desc')
        .limit(limit + 1)
      if (state !== undefined) rows = rows.where('state', '=', state)
      if (after !== undefined) rows = rows.where('number', '<', Number(after[0]))
      return pageOf(listing, await rows.execute(), limit, (row) => [row.number], toEvent)
    },

    deleteSettled(receivedBefore) {
      return inSlices(undefined, async (size) => {
        const oldest = db
          .selectFrom('directory_events')
          .select('event_id')
          .select(['brand', 'app_id'])
          .where('received_at', '<', receivedBefore)
          .where('state', 'in', ['done', 'failed'])
          .limit(size)
        const result = await db
          .deleteFrom('directory_events')
          .where(
            ({ refTuple }) => refTuple('event_id', 'brand', 'app_id'),
            'in',
            () => oldest.$asTuple('event_id', 'brand', 'app_id'),
          )
          .executeTakeFirst()
        return Number(result.numDeletedRows)
      })
    },

    async noteTenant(key, tenantKey) {
      // Nothing changes when there is one; the update only makes the row come back.
      const row = await db
        .insertInto('directory_tenants')
        .values({ ...keyColumns(key), tenant_key: tenantKey })
        .onConflict((conflict) =>
          conflict
            .columns(['brand', 'app_id'])
            .doUpdateSet((of) => ({ tenant_key: of.ref('directory_tenants.tenant_key') })),
        )
        .returning('tenant_key')
        .executeTakeFirstOrThrow()
      return row.tenant_key
    },
  }
}

/** Of numbers that were given none comes again, also when their events are deleted. */
async function nextNumber(db: Kysely<Tables>, key: DirectoryKey): Promise<number> {
  const row = await db
    .insertInto('directory_event_numbers')
    .values({ ...keyColumns(key), last_number: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['brand', 'app_id'])
        .doUpdateSet((of) => ({ last_number: of('directory_event_numbers.last_number', '+', 1) })),
    )
    .returning('last_number')
    .executeTakeFirstOrThrow()
  return row.last_number
}

function toEvent(row: EventRow): StoredEvent {
  return {
    key: { brand: row.brand as DirectoryKey['brand'], appId: row.app_id },
    sequence: row.number,
    eventId: row.event_id,
    type: row.type,
    tenantKey: row.tenant_key,
    createdAt: row.created_at,
    receivedAt: row.received_at,
    subject: JSON.parse(row.subject) as StoredEvent['subject'],
    state: row.state as StoredEvent['state'],
    tries: row.tries,
    nextTryAt: row.next_try_at,
    error: row.error,
    appliedAt: row.applied_at,
  }
}
