// Adapts: node:sqlite to the interface of Kysely's SQLite dialect.

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { SqliteDatabase } from 'kysely'

/**
 * True for statements that return rows. Told by the text, because `StatementSync.columns()` is missing in the oldest
 * Node that the package supports; values are always bound, so a keyword in the text is a keyword.
 */
const returnsRows = (sql: string) => /^\s*(select|with|pragma)\b|\breturning\b/i.test(sql)

/** Statements that are kept ready; what is written in pages has a text for each size. */
const mostPrepared = 100

/**
 * Frees what SQLite holds for a statement, hundreds of kilobytes for a long one. The garbage collector sees a small
 * object and takes its time. Absent before Node 26, where it has to do.
 */
const free = (statement: StatementSync & { close?(): void }) => statement.close?.()

export function adaptSqlite(database: DatabaseSync): SqliteDatabase {
  let open = true
  const prepared = new Map<string, StatementSync>()

  function prepare(sql: string): StatementSync {
    const statement = prepared.get(sql) ?? database.prepare(sql)
    // The one that was used last stands last.
    prepared.delete(sql)
    prepared.set(sql, statement)
    const [oldest] = prepared
    if (prepared.size > mostPrepared && oldest !== undefined) {
      prepared.delete(oldest[0])
      free(oldest[1])
    }
    return statement
  }

  return {
    close() {
      if (open) database.close()
      open = false
    },
    prepare(sql) {
      const statement = prepare(sql)
      return {
        reader: returnsRows(sql),
        all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
        // Read bit by bit, meanwhile the same text may be run: one of its own.
        iterate: (parameters) => database.prepare(sql).iterate(...(parameters as SQLInputValue[])),
      }
    },
  }
}
