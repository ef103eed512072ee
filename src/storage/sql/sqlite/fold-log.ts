// Folds: the write-ahead log into the database file, so that it no longer holds what was overwritten.

import { type Kysely, sql } from 'kysely'
import { busy, isBusy, whenFree } from './busy.ts'

/**
 * Waits for readers and writers of the moment. False when one of them held it up for too long: then the log keeps what
 * it holds until it is written over, or until the last connection closes and takes the log away.
 */
export async function foldLog<T>(db: Kysely<T>): Promise<boolean> {
  try {
    await whenFree(async () => {
      const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db)
      // A checkpoint that was held up is no error to SQLite.
      if (rows[0]?.busy !== 0) throw busy('The log is in use.')
    })
    return true
  } catch (error) {
    if (isBusy(error)) return false
    throw error
  }
}
