// Adapts: node:sqlite to the interface of Kysely's SQLite dialect.

import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { SqliteDatabase } from 'kysely'

/**
 * True for statements that return rows. Told by the text, because `StatementSync.columns()` is missing in the oldest
 * Node that the package supports; values are always bound, so a keyword in the text is a keyword.
 */
const returnsRows = (sql: string) => /^\s*(select|with|pragma)\b|\breturning\b/i.test(sql)

export function adaptSqlite(database: DatabaseSync): SqliteDatabase {
  let open = true
  return {
    close() {
      if (open) database.close()
      open = false
    },
    prepare(sql) {
      const statement = database.prepare(sql)
      return {
        reader: returnsRows(sql),
        all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
        iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
      }
    },
  }
}
