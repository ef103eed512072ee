// Walks: down and up the tree of departments, in SQL.

import { type RawBuilder, sql } from 'kysely'
import type { DirectoryKey } from '../../../directory/model.ts'

/** Far deeper than any organisation; the walk up ends even where somebody has edited the tables. */
const deepest = 1_000

/**
 * `below (id)`: the departments that `named` selects, and all that are not removed and stand below them. A cross join,
 * because SQLite may otherwise go through all departments for each one that is found.
 */
export const below = ({ brand, appId }: DirectoryKey, named: RawBuilder<unknown>) => sql`
  recursive below (id) as (
    ${named}
    union
    select child.id from below cross join directory_departments as child
    where child.brand = ${brand} and child.app_id = ${appId}
    and child.tree_parent_id = below.id and child.removed_at is null
  )
`

/** `above (id, level)`: the departments above one, level 1 the nearest, the root at the end. */
export const above = ({ brand, appId }: DirectoryKey, id: string) => sql`
  recursive above (id, level) as (
    select tree_parent_id, 1 from directory_departments
    where brand = ${brand} and app_id = ${appId} and id = ${id}
    union all
    select parent.tree_parent_id, above.level + 1 from above cross join directory_departments as parent
    where parent.brand = ${brand} and parent.app_id = ${appId} and parent.id = above.id
    and parent.removed_at is null and above.level < ${deepest}
  )
`
