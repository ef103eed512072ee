// Opens: two handles on one migrated SQLite database, for the contract suites of its stores.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../sql/index.ts'
import { openTestDatabase } from './open-test-database.ts'

/** Both reach the same data; in a file each by a connection of its own. */
export interface DatabasePair {
  first: Database
  second: Database
  close(): Promise<void>
}

/** By the name that the titles of the tests have. */
export const databasePairs: Record<string, () => Promise<DatabasePair>> = {
  async memory() {
    const database = await openTestDatabase()
    return { first: database, second: database, close: () => database.close() }
  },
  async file() {
    const folder = await mkdtemp(join(tmpdir(), 'larkspur-'))
    const url = `sqlite:${join(folder, 'test.db')}`
    const first = await openTestDatabase(url)
    const second = await openTestDatabase(url)
    return {
      first,
      second,
      async close() {
        await first.close()
        await second.close()
        await rm(folder, { recursive: true })
      },
    }
  },
}
