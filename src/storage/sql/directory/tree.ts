// Stores: where each department stands in the tree.

import { type Kysely, sql } from 'kysely'
import type { DirectoryKey } from '../../../directory/model.ts'
import type { DirectoryStore, TreeChange } from '../../../directory/ports.ts'
import type { Tables } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { above } from './below.ts'
import { chunksOf, keyColumns } from './key-columns.ts'
import { assertLease } from './leases.ts'
import { toDepartment } from './read-rows.ts'
import type { DepartmentRow } from './tables.ts'

export function createTree(
  db: Kysely<Tables>,
): Pick<DirectoryStore, 'parents' | 'setTreeParents' | 'ancestors'> {
  return {
    async parents(key) {
      const rows = await db
        .selectFrom('directory_departments')
        .select(['id', 'parent_id', 'tree_parent_id'])
        .where((where) => where.and(keyColumns(key)))
        .where('removed_at', 'is', null)
        .orderBy('id')
        .execute()
      return rows.map((row) => ({ id: row.id, parentId: row.parent_id, treeParentId: row.tree_parent_id }))
    },

    setTreeParents: (lease, changes, now) =>
      inTransaction(db, async (connection) => {
        await assertLease(connection, lease)
        let moved = 0
        for (const alike of Map.groupBy(changes, sameMove).values()) {
          for (const some of chunksOf(alike)) moved += await moveAlike(connection, lease.key, some, now)
        }
        return moved
      }),

    async ancestors(key, id) {
      const { rows } = await sql<DepartmentRow>`
        with ${above(key, id)}
        select department.* from above cross join directory_departments as department
        where department.brand = ${key.brand} and department.app_id = ${key.appId}
        and department.id = above.id and department.removed_at is null
        order by above.level
      `.execute(db)
      return rows.map(toDepartment)
    },
  }
}

const sameMove = ({ treeParentId, before }: TreeChange): string =>
  JSON.stringify([treeParentId, before.treeParentId, before.parentId])

/** Of departments that come from the same place to the same place; those that are somewhere else by now stay there. */
async function moveAlike(
  db: Kysely<Tables>,
  key: DirectoryKey,
  alike: readonly TreeChange[],
  now: number,
): Promise<number> {
  const [first] = alike
  if (first === undefined) return 0
  const { treeParentId, before } = first
  const { numUpdatedRows } = await db
    .updateTable('directory_departments')
    .set({ tree_parent_id: treeParentId, updated_at: now })
    .where((where) => where.and(keyColumns(key)))
    .where(
      'id',
      'in',
      alike.map(({ id }) => id),
    )
    .where('removed_at', 'is', null)
    .where('tree_parent_id', '=', before.treeParentId)
    .where('parent_id', before.parentId === null ? 'is' : '=', before.parentId)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
