// Folds: the write-ahead log into the database file, so that it no longer holds what was overwritten.

import { type Kysely, sql } from 'kysely'

/** As far as readers and writers of the moment let it; SQLite does the rest by itself later. */
export async function foldLog<T>(db: Kysely<T>): Promise<void> {
  await sql`pragma wal_checkpoint(truncate)`.execute(db)
}
