// Runs: several statements as one, for changes that depend on what is there.

import { type Kysely, sql } from 'kysely'
import type { Tables } from './schema.ts'

/**
 * Takes the right to write before the first read, so that nothing that was read can have changed when it is written.
 * Whoever waits for that right starts over, see `guarded`. Inside, use the connection that is given and no other.
 */
export function inTransaction<T>(
  db: Kysely<Tables>,
  work: (connection: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  return db.connection().execute(async (connection) => {
    await sql`begin immediate`.execute(connection)
    try {
      const result = await work(connection)
      await sql`commit`.execute(connection)
      return result
    } catch (error) {
      await rollBack(connection)
      throw error
    }
  })
}

/** After some failures SQLite has rolled back by itself; what failed first is what matters. */
async function rollBack(connection: Kysely<Tables>): Promise<void> {
  try {
    await sql`rollback`.execute(connection)
  } catch {}
}
