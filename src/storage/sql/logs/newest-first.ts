// Reads and deletes: the rows of a log, which all have a time and an id.

import { type SelectQueryBuilder, sql } from 'kysely'
import type { Listed, LogPage } from '../../../audit/index.ts'
import { pageOf, readCursor } from '../directory/cursor.ts'
import type { Tables } from '../schema.ts'

const mostAtOnce = 1_000

type Log = 'sign_ins' | 'audit'

/** One page of what the query finds, the newest first. */
export async function newestFirst<Row extends { at: number; id: string }, T>(
  log: Log,
  query: SelectQueryBuilder<Tables, Log, Row>,
  { cursor, limit }: LogPage,
  toItem: (row: Row) => T,
): Promise<Listed<T>> {
  const listing = `${log}:nT` as const
  const after = readCursor(listing, cursor)
  const size = Math.min(limit, mostAtOnce)
  let page = query
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(size + 1)
  if (after !== undefined) page = page.where(sql<boolean>`(at, id) < (${sql.join(after)})`)
  return pageOf(listing, await page.execute(), size, ({ at, id }) => [at, id], toItem)
}
