// Runs: the contract suites of the directory on SQLite, in memory and in a file with two connections.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testDirectoryStore } from '../../contracts/directory-store.ts'
import { testEventInbox } from '../../contracts/event-inbox.ts'
import { openTestDatabase } from '../../contracts/open-test-database.ts'
import { testRoleStore } from '../../contracts/role-store.ts'
import type { Database } from '../open-database.ts'

interface Pair {
  first: Database
  second: Database
  close(): Promise<void>
}

const makers: Record<string, () => Promise<Pair>> = {
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

const expected = { brand: 'feishu', appId: 'a', subjectType: 'open_id', tenantKey: null } as const

for (const [name, make] of Object.entries(makers)) {
  testDirectoryStore(`sqlite ${name}`, async () => {
    const { first, second, close } = await make()
    return { store: first.directory, second: second.directory, close }
  })
  testEventInbox(`sqlite ${name}`, async () => {
    const { first, second, close } = await make()
    return { store: first.events, second: second.events, close }
  })
  testRoleStore(`sqlite ${name}`, async () => {
    const { first, second, close } = await make()
    return {
      store: first.roles,
      second: second.roles,
      addUser: (userId) => first.identities.expect({ ...expected, subject: userId }, userId, 0),
      deleteUser: async (userId) =>
        void (await first.identities.cancelExpected({ ...expected, subject: userId })),
      close,
    }
  })
}
