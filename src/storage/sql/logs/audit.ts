// Stores: what administrators did.

import type { Kysely } from 'kysely'
import type { AuditAction, AuditFilter, AuditLog, AuditRecord } from '../../../audit/index.ts'
import type { AuditRow, Tables } from '../schema.ts'
import { inSlices } from '../slices.ts'
import { newestFirst } from './newest-first.ts'

export function createAuditLog(db: Kysely<Tables>): AuditLog {
  return {
    async add(record) {
      await db.insertInto('audit').values(toRow(record)).execute()
    },

    list: (filter, page) => newestFirst('audit', matching(db, filter), page, fromRow),

    deleteBefore: (at) =>
      inSlices(undefined, async (size) => {
        const old = db.selectFrom('audit').select('id').where('at', '<', at).limit(size)
        const result = await db.deleteFrom('audit').where('id', 'in', old).executeTakeFirst()
        return Number(result.numDeletedRows)
      }),
  }
}

function matching(db: Kysely<Tables>, { from, until, actorId, action, target }: AuditFilter) {
  let query = db.selectFrom('audit').selectAll()
  if (from !== undefined) query = query.where('at', '>=', from)
  if (until !== undefined) query = query.where('at', '<', until)
  if (actorId !== undefined) query = query.where('actor_id', '=', actorId)
  if (action !== undefined) query = query.where('action', '=', action)
  if (target !== undefined) query = query.where('target', '=', target)
  return query
}

function toRow(record: AuditRecord): AuditRow {
  const { actorId, actorName, requestId, details, ...rest } = record
  return {
    ...rest,
    actor_id: actorId,
    actor_name: actorName,
    details: JSON.stringify(details),
    request_id: requestId,
  }
}

function fromRow(row: AuditRow): AuditRecord {
  const { actor_id, actor_name, request_id, details, action, ...rest } = row
  return {
    ...rest,
    action: action as AuditAction,
    actorId: actor_id,
    actorName: actor_name,
    details: JSON.parse(details) as AuditRecord['details'],
    requestId: request_id,
  }
}
