// Runs: the contract suites of elements, details and logs on SQLite, in memory and in a file with two connections.

import { databasePairs } from '../contracts/database-pairs.ts'
import { testElementStore } from '../contracts/element-store.ts'
import { testIdentityDetailsStore } from '../contracts/identity-details-store.ts'
import { testAuditLog, testSignInLog } from '../contracts/logs.ts'

for (const [name, make] of Object.entries(databasePairs)) {
  testElementStore(`sqlite ${name}`, async () => {
    const { first, second, close } = await make()
    return { store: first.elements, second: second.elements, close }
  })
  testIdentityDetailsStore(`sqlite ${name}`, async () => {
    const { first, second, close } = await make()
    return {
      store: first.identityDetails,
      second: second.identityDetails,
      identities: first.identities,
      async deleteIdentity(identityId) {
        const person = await first.identities.get(identityId)
        if (person === undefined) throw new Error('no such identity')
        // The last way in stays, so there has to be another.
        const { identity, profile, userId } = person
        const other = { ...profile, openId: 'ou_other', unionId: 'on_other', userId: 'other' }
        const ids = { by: identityId, userId, identityId: 'another way in' }
        await first.identities.bind({ ...identity, subject: 'ou_other' }, other, 0, ids)
        const among = [{ brand: identity.brand, appId: identity.appId }]
        const outcome = await first.identities.unbind(userId, identityId, among)
        if (outcome !== 'unbound') throw new Error(outcome)
      },
      close,
    }
  })
  testSignInLog(`sqlite ${name}`, async () => {
    const { first, second, close } = await make()
    return { store: first.signIns, second: second.signIns, close }
  })
  testAuditLog(`sqlite ${name}`, async () => {
    const { first, second, close } = await make()
    return { store: first.audit, second: second.audit, close }
  })
}
