// Runs: the migrations that a database has not seen, once, however many processes start together.

import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import { migrations as ours } from './migrations/index.ts'
import type { Tables } from './schema.ts'
import { whenFree } from './sqlite/busy.ts'

/** About 30 s: another process may have much to migrate. */
const beginTries = 1_000

/**
 * Brings the schema up to date and returns the names of the migrations that ran now.
 *
 * All of it happens in one write transaction (SQLite rolls back DDL too): a second runner waits, then finds nothing
 * left to do; a failed or killed run leaves no trace.
 * @throws LarkspurError `storage_unavailable`
 */
export async function migrate(
  db: Kysely<Tables>,
  migrations: Record<string, Migration> = ours,
): Promise<string[]> {
  return db.connection().execute(async (connection) => {
    await begin(connection)
    const migrator = new Migrator({ db: connection, provider: { getMigrations: async () => migrations } })
    const { error, results } = await migrator.migrateToLatest()
    if (error !== undefined) {
      await sql`rollback`.execute(connection)
      throw failure(error, results?.find((result) => result.status === 'Error')?.migrationName)
    }
    await sql`commit`.execute(connection)
    return (results ?? []).map((result) => result.migrationName)
  })
}

async function begin(connection: Kysely<Tables>): Promise<void> {
  try {
    await whenFree(() => sql`begin immediate`.execute(connection), beginTries)
  } catch (error) {
    throw new LarkspurError('storage_unavailable', {
      message:
        'The database stayed locked by another process, so its schema could not be brought up to date.',
      cause: error,
    })
  }
}

function failure(error: unknown, migration: string | undefined): LarkspurError {
  const newer = error instanceof Error && /previously executed migration .* is missing/.test(error.message)
  return new LarkspurError('storage_unavailable', {
    message: newer
      ? 'The database was written by a newer version of Larkspur than this one.'
      : `The database schema could not be brought up to date${migration === undefined ? '' : ` (migration ${migration})`}.`,
    hint: newer
      ? 'Start the newer version, or use another DATABASE_URL.'
      : 'Restore a backup or report the failure.',
    cause: error,
  })
}
