// Tells: whether a file is a database that Larkspur has made, without a change to it.

import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { migrations } from '../migrations/index.ts'

const SQLITE_ERROR = 1
const [first = ''] = Object.keys(migrations)

/** A file is ours when our first migration has run in it. Throws when it cannot be read, or is no SQLite database. */
export function isOurs(path: string): boolean {
  // What is in a log stays there: whoever may write puts it into the file when closing. Without a log that cannot
  // happen, and a reader alone would leave one behind.
  const readOnly = existsSync(`${path}-wal`) || existsSync(`${path}-journal`)
  const database = new DatabaseSync(path, { readOnly })
  try {
    return database.prepare('select 1 from kysely_migration where name = ?').get(first) !== undefined
  } catch (error) {
    // There is no such table, or no such column in it.
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_ERROR) return false
    throw error
  } finally {
    database.close()
  }
}
