// Translates: whose directory it is into the columns that say so.

import type { DirectoryKey } from '../../../directory/model.ts'

export const keyColumns = ({ brand, appId }: DirectoryKey) => ({ brand, app_id: appId })

/** Ids are looked up this many at a time, far below what any database binds to one statement. */
const idsAtOnce = 500

/** Cuts a list into parts of at most `size`. */
export function* chunksOf<T>(items: readonly T[], size = idsAtOnce): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
