// Writes and reads: the cursors of listings, which mean nothing to whoever carries them.

import type { Listing } from '../../../directory/model.ts'
import { LarkspurError } from '../../../errors/larkspur-error.ts'

/** The columns that a listing is sorted by, of the row that was the last on its page. */
export type Place = readonly (string | number)[]

/**
 * Reads a cursor that {@link pageOf} wrote.
 * @param listing its name, and `T` for a text or `n` for a number per column: a cursor of another listing is refused
 * @throws LarkspurError `request_invalid`
 */
export function readCursor(listing: `${string}:${string}`, cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined
  const [name, shape = ''] = listing.split(':')
  const [written, ...place] = parse(cursor)
  const fits =
    written === name &&
    place.length === shape.length &&
    place.every((value, n) => (shape[n] === 'n' ? Number.isSafeInteger(value) : typeof value === 'string'))
  if (!fits) throw new LarkspurError('request_invalid', { message: 'The cursor is not one of this list.' })
  return place as Place
}

function parse(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}

/** A page out of rows of which one more than `limit` was asked for, if there are so many. */
export function pageOf<Row, T>(
  listing: `${string}:${string}`,
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => Place,
  toItem: (row: Row) => T,
): Listing<T> {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const [name] = listing.split(':')
  const next =
    rows.length > limit && last !== undefined
      ? Buffer.from(JSON.stringify([name, ...placeOf(last)])).toString('base64url')
      : null
  return { items: page.map(toItem), next }
}
