// Makes: a database of an earlier version, for tests of the migration after it.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, SqliteDialect } from 'kysely'
import type { Migration } from 'kysely/migration'
import { migrate } from '../migrate.ts'
import type { Tables } from '../schema.ts'
import { adaptSqlite } from '../sqlite/adapter.ts'
import { openSqliteFile } from '../sqlite/file.ts'
import { dumpSchema } from '../sqlite/schema-dump.ts'

const open = async (name: string) =>
  new Kysely<Tables>({ dialect: new SqliteDialect({ database: adaptSqlite(await openSqliteFile(name)) }) })
const schemaOf = (db: Kysely<Tables>) => dumpSchema(db as unknown as Kysely<never>)

export interface FormerDatabase {
  /** Where `openTestDatabase` finds it. */
  url: string
  /** The rows of these tables, as they are now. */
  contents(tables: readonly string[]): unknown[][]
  /** Migrates it and a new one: the schema of each, and the references that lead nowhere. */
  compareWithNew(): Promise<{ migrated: string; fresh: string; broken: unknown[] }>
  remove(): Promise<void>
}

/** A database after these migrations, with these rows (statements) in it. */
export async function makeFormerDatabase(
  migrations: Record<string, Migration>,
  rows: readonly string[],
): Promise<FormerDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'larkspur-'))
  const path = join(folder, 'a.db')
  const db = await open(path)
  await migrate(db, migrations)
  await db.destroy()
  const onFile = <T>(use: (file: DatabaseSync) => T): T => {
    const file = new DatabaseSync(path)
    try {
      return use(file)
    } finally {
      file.close()
    }
  }
  onFile((file) => {
    for (const row of rows) file.exec(row)
  })
  return {
    url: `sqlite:${path}`,
    contents: (tables) =>
      onFile((file) => tables.map((table) => file.prepare(`select * from ${table} order by 1`).all())),
    async compareWithNew() {
      const [one, other] = [await open(path), await open(':memory:')]
      for (const each of [one, other]) await migrate(each)
      const [migrated, fresh] = [await schemaOf(one), await schemaOf(other)]
      for (const each of [one, other]) await each.destroy()
      return { migrated, fresh, broken: onFile((file) => file.prepare('pragma foreign_key_check').all()) }
    },
    remove: () => rm(folder, { recursive: true }),
  }
}
