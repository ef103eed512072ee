// Opens: a migrated database for tests that are not about encryption.

import { createSealer, type Database, openDatabase } from '../sql/index.ts'

export const testSealer = createSealer(['4Jx1vQm8-ZkT0rWc6yLp3sBd9fGh2uNe'])

/** In memory unless told otherwise. */
export async function openTestDatabase(url = 'sqlite::memory:'): Promise<Database> {
  const database = await openDatabase(url, { sealer: testSealer })
  await database.migrate()
  return database
}
