// Stores: sign-ins that ended, well or not.

import { setImmediate } from 'node:timers/promises'
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import type { SignInCount, SignInFilter, SignInFlow, SignInLog, SignInRecord } from '../../../audit/index.ts'
import type { SignInRow, Tables } from '../schema.ts'
import { inSlices } from '../slices.ts'
import { newestFirst } from './newest-first.ts'

const mostCounts = 400

/** As the index of the failures says it: a value that is bound would not be recognised. */
const isFailed = sql<boolean>`outcome <> 'ok'`

export function createSignInLog(db: Kysely<Tables>): SignInLog {
  return {
    async add(record) {
      await db.insertInto('sign_ins').values(toRow(record)).execute()
    },

    list: (filter, page) =>
      newestFirst('sign_ins', matching(db.selectFrom('sign_ins').selectAll(), filter), page, fromRow),

    async counts({ from, until, sliceMs, ...filter }) {
      const counts: SignInCount[] = []
      // One statement per slice: nobody waits for all of them, however many sign-ins there were.
      for (let at = from; at < until && counts.length < mostCounts; at += sliceMs) {
        counts.push(await countSlice(db, { ...filter, from: at, until: Math.min(at + sliceMs, until) }))
        await setImmediate()
      }
      return counts
    },

    deleteBefore: (at) =>
      inSlices(undefined, async (size) => {
        const old = db.selectFrom('sign_ins').select('id').where('at', '<', at).limit(size)
        const result = await db.deleteFrom('sign_ins').where('id', 'in', old).executeTakeFirst()
        return Number(result.numDeletedRows)
      }),
  }
}

async function countSlice(db: Kysely<Tables>, filter: SignInFilter & { from: number }): Promise<SignInCount> {
  const groups = await matching(db.selectFrom('sign_ins'), filter)
    .select([isFailed.as('failed'), db.fn.countAll<number>().as('count')])
    .groupBy(isFailed)
    .execute()
  const of = (failed: boolean) => groups.find((group) => Boolean(group.failed) === failed)?.count ?? 0
  return { at: filter.from, ok: of(false), failed: of(true) }
}

function matching<Row>(
  all: SelectQueryBuilder<Tables, 'sign_ins', Row>,
  { from, until, instance, flow, outcome, userId }: SignInFilter,
) {
  let query = all
  if (from !== undefined) query = query.where('at', '>=', from)
  if (until !== undefined) query = query.where('at', '<', until)
  if (instance !== undefined) query = query.where('instance', '=', instance)
  if (flow !== undefined) query = query.where('flow', '=', flow)
  if (userId !== undefined) query = query.where('user_id', '=', userId)
  if (outcome !== undefined && outcome !== 'ok') query = query.where(isFailed)
  if (outcome !== undefined && outcome !== 'failed') query = query.where('outcome', '=', outcome)
  return query
}

function toRow(record: SignInRecord): SignInRow {
  const { userId, requestId, platformCode, platformLogId, ...rest } = record
  return {
    ...rest,
    user_id: userId,
    request_id: requestId,
    platform_code: platformCode,
    platform_log_id: platformLogId,
  }
}

function fromRow(row: SignInRow): SignInRecord {
  const { user_id, request_id, platform_code, platform_log_id, flow, ...rest } = row
  return {
    ...rest,
    flow: flow as SignInFlow,
    userId: user_id,
    requestId: request_id,
    platformCode: platform_code,
    platformLogId: platform_log_id,
  }
}
