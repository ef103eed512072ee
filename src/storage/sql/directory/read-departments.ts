// Reads: departments of the directory.

import { type Kysely, sql } from 'kysely'
import type { DirectoryKey } from '../../../directory/model.ts'
import type { DepartmentsQuery, DirectoryStore } from '../../../directory/ports.ts'
import type { Tables } from '../schema.ts'
import { pageOf, readCursor } from './cursor.ts'
import { keyColumns } from './key-columns.ts'
import { toDepartment } from './read-rows.ts'
import { searchPattern } from './search-text.ts'

export function createDepartmentReads(
  db: Kysely<Tables>,
): Pick<DirectoryStore, 'department' | 'departments' | 'count'> {
  const countOf = async (
    table: 'directory_people' | 'directory_departments',
    key: DirectoryKey,
  ): Promise<number> => {
    const row = await db
      .selectFrom(table)
      .select((of) => of.fn.countAll<number>().as('count'))
      .where((where) => where.and(keyColumns(key)))
      .where('removed_at', 'is', null)
      .executeTakeFirstOrThrow()
    return Number(row.count)
  }

  return {
    async department(key, id) {
      const row = await db
        .selectFrom('directory_departments')
        .selectAll()
        .where((where) => where.and({ ...keyColumns(key), id }))
        .executeTakeFirst()
      return row && toDepartment(row)
    },

    departments: (key, query) =>
      query.parentId === undefined ? byName(db, key, query) : childrenOf(db, key, query.parentId, query),

    async count(key) {
      return {
        people: await countOf('directory_people', key),
        departments: await countOf('directory_departments', key),
      }
    },
  }
}

function fitting(db: Kysely<Tables>, key: DirectoryKey, { search, removed }: DepartmentsQuery) {
  let rows = db
    .selectFrom('directory_departments')
    .selectAll()
    .where((where) => where.and(keyColumns(key)))
  if (removed !== true) rows = rows.where('removed_at', 'is', null)
  const pattern = searchPattern(search)
  if (pattern !== undefined) rows = rows.where(sql<boolean>`search_names like ${pattern} escape '\\'`)
  return rows
}

async function byName(db: Kysely<Tables>, key: DirectoryKey, query: DepartmentsQuery) {
  const listing = 'departments:TT'
  const { cursor, limit } = query
  const after = readCursor(listing, cursor)
  let rows = fitting(db, key, query)
    .orderBy('name')
    .orderBy('id')
    .limit(limit + 1)
  if (after !== undefined) rows = rows.where(sql<boolean>`(name, id) > (${sql.join([...after])})`)
  return pageOf(listing, await rows.execute(), limit, (row) => [row.name, row.id], toDepartment)
}

async function childrenOf(db: Kysely<Tables>, key: DirectoryKey, parentId: string, query: DepartmentsQuery) {
  const listing = 'children:nT'
  const { cursor, limit } = query
  const after = readCursor(listing, cursor)
  let rows = fitting(db, key, query)
    .where('tree_parent_id', '=', parentId)
    .orderBy('sort_order')
    .orderBy('id')
    .limit(limit + 1)
  if (after !== undefined) rows = rows.where(sql<boolean>`(sort_order, id) > (${sql.join([...after])})`)
  return pageOf(listing, await rows.execute(), limit, (row) => [row.sort_order, row.id], toDepartment)
}
