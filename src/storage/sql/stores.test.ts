// Runs: the contract suites on SQLite, in memory and in a file with two connections.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Profile } from '../../sign-in/index.ts'
import { testAttemptStore } from '../contracts/attempt-store.ts'
import { testIdentityStore } from '../contracts/identity-store.ts'
import { testSessionStore } from '../contracts/session-store.ts'
import { type Database, openDatabase } from './open-database.ts'

interface Pair {
  first: Database
  second: Database
  close(): Promise<void>
}

const makers: Record<string, () => Promise<Pair>> = {
  async memory() {
    const database = await openDatabase('sqlite::memory:')
    await database.migrate()
    return { first: database, second: database, close: () => database.close() }
  },
  async file() {
    const folder = await mkdtemp(join(tmpdir(), 'larkspur-'))
    const url = `sqlite:${join(folder, 'test.db')}`
    const first = await openDatabase(url)
    await first.migrate()
    const second = await openDatabase(url)
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

const someone: Profile = {
  name: '',
  enName: '',
  avatarUrl: '',
  openId: 'o',
  unionId: 'n',
  emailVerified: false,
}

for (const [name, make] of Object.entries(makers)) {
  testAttemptStore(`sqlite ${name}`, async () => {
    const { first, second, close } = await make()
    return { store: first.attempts, second: second.attempts, close }
  })
  testIdentityStore(`sqlite ${name}`, async () => {
    const { first, second, close } = await make()
    return { store: first.identities, second: second.identities, close }
  })
  testSessionStore(`sqlite ${name}`, async () => {
    const { first, second, close } = await make()
    return {
      store: first.sessions,
      second: second.sessions,
      async addUser(userId) {
        const key = {
          brand: 'feishu',
          appId: 'a',
          tenantKey: 't',
          subjectType: 'open_id',
          subject: userId,
        } as const
        await first.identities.save(key, someone, 0, userId)
      },
      close,
    }
  })
}
