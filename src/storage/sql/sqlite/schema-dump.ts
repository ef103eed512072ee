// Dumps: the schema of a SQLite database as text, so that two schemas can be compared.

import { type Kysely, sql } from 'kysely'

/** Every table and index, in order of name; Kysely's own tables are left out. */
export async function dumpSchema(db: Kysely<never>): Promise<string> {
  const { rows } = await sql<{ sql: string }>`
    select sql from sqlite_master
    where sql is not null and tbl_name not like 'kysely\\_%' escape '\\'
    order by tbl_name, type desc, name
  `.execute(db)
  return rows.map((row) => `${row.sql};`).join('\n')
}
