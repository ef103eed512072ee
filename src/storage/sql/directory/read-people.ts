// Reads: people of the directory.

import { type Kysely, sql } from 'kysely'
import { type DirectoryKey, rootId } from '../../../directory/model.ts'
import type { DirectoryStore, KnownState, PeopleQuery } from '../../../directory/ports.ts'
import type { PersonState } from '../../../feishu/index.ts'
import type { Tables } from '../schema.ts'
import { latestReadingIn } from './ahead.ts'
import { below } from './below.ts'
import { pageOf, readCursor } from './cursor.ts'
import { findRun } from './find-run.ts'
import { chunksOf, keyColumns } from './key-columns.ts'
import { findPlaces } from './memberships.ts'
import { findMet } from './met.ts'
import { toPerson } from './read-rows.ts'
import { searchPattern } from './search-text.ts'
import type { PersonRow } from './tables.ts'

type Reads = Pick<DirectoryStore, 'person' | 'people' | 'states' | 'holdsTenant'>

export function createPeopleReads(db: Kysely<Tables>): Reads {
  const withPlaces = async (key: DirectoryKey, rows: readonly PersonRow[]) => {
    const places = await findPlaces(
      db,
      key,
      rows.map(({ id }) => id),
    )
    return rows.map((row) => toPerson(row, places.get(row.id) ?? []))
  }

  return {
    async person(key, id) {
      const row = await db
        .selectFrom('directory_people')
        .selectAll()
        .where((where) => where.and({ ...keyColumns(key), id }))
        .executeTakeFirst()
      return row && (await withPlaces(key, [row]))[0]
    },

    async people(key, query) {
      const isMembers = query.departmentId !== undefined && query.below !== true
      const page = await (isMembers ? membersOf : byName)(db, key, query)
      return { items: await withPlaces(key, page.items), next: page.next }
    },

    async states(key, ids, runId) {
      const found = new Map<string, KnownState>()
      const run = runId === undefined ? undefined : await findRun(db, key, runId)
      const latest = run === undefined ? Number.POSITIVE_INFINITY : latestReadingIn(run)
      for (const some of chunksOf(ids)) {
        const met = runId === undefined ? undefined : await findMet(db, runId, 'person', some)
        const rows = await db
          .selectFrom('directory_people')
          .select(['id', 'state', 'removed_at', 'read_at'])
          .where((where) => where.and(keyColumns(key)))
          .where('id', 'in', some)
          .execute()
        for (const { id, state, removed_at, read_at } of rows) {
          const removed = removed_at !== null
          // A run notes when it has read what it did not have to write.
          const readAt = Math.max(read_at > latest ? 0 : read_at, met?.get(id)?.read_at ?? 0)
          found.set(id, { state: state as PersonState | null, removed, readAt })
        }
      }
      return found
    },

    async holdsTenant(key, tenantKey) {
      const row = await db
        .selectFrom('identities')
        .select('identities.id')
        .where('identities.brand', '=', key.brand)
        .where('identities.app_id', '=', key.appId)
        .where('identities.tenant_key', '=', tenantKey)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('directory_people as person')
              .select('person.id')
              .where('person.brand', '=', key.brand)
              .where('person.app_id', '=', key.appId)
              .whereRef('person.id', '=', 'identities.open_id'),
          ),
        )
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },
  }
}

/** All people who fit, whatever the order. */
function fitting(db: Kysely<Tables>, key: DirectoryKey, { search, namesOnly, state, removed }: PeopleQuery) {
  let rows = db
    .selectFrom('directory_people as person')
    .selectAll('person')
    .where('person.brand', '=', key.brand)
    .where('person.app_id', '=', key.appId)
  if (removed !== true) rows = rows.where('person.removed_at', 'is', null)
  if (state !== undefined) rows = rows.where('person.state', '=', state)
  const pattern = searchPattern(search)
  if (pattern !== undefined) {
    const inNames = sql<boolean>`person.search_names like ${pattern} escape '\\'`
    const inRest = sql<boolean>`person.search_text like ${pattern} escape '\\'`
    rows = rows.where((where) => (namesOnly === true ? inNames : where.or([inNames, inRest])))
  }
  return rows
}

async function byName(db: Kysely<Tables>, key: DirectoryKey, query: PeopleQuery) {
  const listing = 'people:TT'
  const { departmentId, cursor, limit } = query
  const after = readCursor(listing, cursor)
  let rows = fitting(db, key, query)
    .orderBy('person.name')
    .orderBy('person.id')
    .limit(limit + 1)
  // Everybody is below the root, also whose departments are unknown.
  if (departmentId !== undefined && departmentId !== rootId) {
    rows = rows.where('person.id', 'in', membersBelow(key, departmentId))
  }
  if (after !== undefined)
    rows = rows.where(sql<boolean>`(person.name, person.id) > (${sql.join([...after])})`)
  return pageOf(
    listing,
    await rows.execute(),
    limit,
    (row) => [row.name, row.id],
    (row) => row,
  )
}

const membersBelow = (key: DirectoryKey, departmentId: string) => sql<string>`(
  with ${below(key, sql`select ${departmentId}`)}
  select member.person_id from directory_memberships as member
  where member.brand = ${key.brand} and member.app_id = ${key.appId}
  and member.department_id in (select id from below)
)`

async function membersOf(db: Kysely<Tables>, key: DirectoryKey, query: PeopleQuery) {
  const listing = 'members:nTT'
  const { departmentId = rootId, cursor, limit } = query
  const after = readCursor(listing, cursor)
  let rows = fitting(db, key, query)
    .innerJoin('directory_memberships as member', (join) =>
      join
        .onRef('member.brand', '=', 'person.brand')
        .onRef('member.app_id', '=', 'person.app_id')
        .onRef('member.person_id', '=', 'person.id')
        .on('member.department_id', '=', departmentId),
    )
    .select('member.sort_order')
    .orderBy('member.sort_order', 'desc')
    .orderBy('person.name')
    .orderBy('person.id')
    .limit(limit + 1)
  if (after !== undefined) {
    const [order, ...rest] = after
    rows = rows.where(
      sql<boolean>`(-member.sort_order, person.name, person.id) > (${-Number(order)}, ${sql.join(rest)})`,
    )
  }
  return pageOf(
    listing,
    await rows.execute(),
    limit,
    (row) => [row.sort_order, row.name, row.id],
    (row) => row,
  )
}
