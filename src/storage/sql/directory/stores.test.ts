// Runs: the contract suites of the directory on SQLite, in memory and in a file with two connections.

import { databasePairs } from '../../contracts/database-pairs.ts'
import { testDirectoryStore } from '../../contracts/directory-store.ts'
import { testEventInbox } from '../../contracts/event-inbox.ts'
import { testRoleStore } from '../../contracts/role-store.ts'

const expected = { brand: 'feishu', appId: 'a', subjectType: 'open_id', tenantKey: null } as const

for (const [name, make] of Object.entries(databasePairs)) {
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
