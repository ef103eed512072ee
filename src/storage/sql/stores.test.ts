// Runs: the contract suites on SQLite, in memory and in a file with two connections.

import { expect, it } from 'vitest'
import type { IdentityKey, Profile } from '../../sign-in/index.ts'
import { testAttemptStore } from '../contracts/attempt-store.ts'
import { databasePairs } from '../contracts/database-pairs.ts'
import { testIdentityStore } from '../contracts/identity-store.ts'
import { addOwner } from '../contracts/open-test-database.ts'
import { testScopeRefusalStore } from '../contracts/scope-refusal-store.ts'
import { testSessionStore } from '../contracts/session-store.ts'
import { testUserTokenStore } from '../contracts/user-token-store.ts'
import type { Database } from './open-database.ts'

const someone: Profile = {
  name: '',
  enName: '',
  avatarUrl: '',
  openId: 'o',
  unionId: 'n',
  emailVerified: false,
}

async function addUser({ identities }: Database, userId: string, appId = 'a'): Promise<string> {
  const key: IdentityKey = {
    brand: 'feishu',
    appId,
    tenantKey: 't',
    subjectType: 'open_id',
    subject: userId,
  }
  const ids = { userId, identityId: `identity of ${userId}` }
  return (await identities.save(key, { ...someone, openId: `ou_${userId}` }, 0, ids)).identityId
}

for (const [name, make] of Object.entries(databasePairs)) {
  testAttemptStore(`sqlite ${name}`, async () => {
    const { first, second, close } = await make()
    return {
      store: first.attempts,
      second: second.attempts,
      addUser: async (userId) => void (await addUser(first, userId)),
      close,
    }
  })
  testIdentityStore(`sqlite ${name}`, async () => {
    const { first, second, close } = await make()
    const owner = (key: IdentityKey, { openId }: Profile) => ({
      brand: key.brand,
      appId: key.appId,
      tenantKey: key.tenantKey,
      openId,
    })
    return {
      store: first.identities,
      second: second.identities,
      async use(userId, identityId, key, profile) {
        const limits = { lastSeenAt: 0, absoluteExpiresAt: 9, idleMs: 9, checkedAt: 0 }
        await first.sessions.create({
          idHash: `of ${identityId}`,
          userId,
          identityId,
          createdAt: 0,
          ...limits,
          confirmedAt: null,
        })
        await first.userTokens.put(owner(key, profile), {
          accessToken: 'access',
          expiresAt: 9,
          scopes: [],
          generation: 'v2',
          authorizedAt: 0,
        })
      },
      inUse: async (identityId, key, profile) => ({
        session: (await second.sessions.find(`of ${identityId}`)) !== undefined,
        tokens: (await second.userTokens.find(owner(key, profile))) !== undefined,
      }),
      close,
    }
  })
  testScopeRefusalStore(`sqlite ${name}`, async () => {
    const { first, second, close } = await make()
    return { store: first.scopeRefusals, second: second.scopeRefusals, close }
  })
  testSessionStore(`sqlite ${name}`, async () => {
    const { first, second, close } = await make()
    return {
      store: first.sessions,
      second: second.sessions,
      addUser: (userId, appId) => addUser(first, userId, appId),
      block: async (identityId) => void (await first.identities.block(identityId, 'resigned', 1)),
      close,
    }
  })
  it(`UserTokenStore: sqlite ${name} keeps nothing for an owner whom nobody has`, async () => {
    const { first, second, close } = await make()
    const owner = { brand: 'feishu', appId: 'a', tenantKey: 't', openId: 'ou_1' } as const
    const pair = { accessToken: 'a', expiresAt: 1, scopes: ['s'], generation: 'v2', authorizedAt: 0 } as const
    const put = async () => first.userTokens.put(owner, { ...pair, scopes: [...pair.scopes] })
    for (const other of [
      { openId: 'ou_2' },
      { tenantKey: 't2' },
      { appId: 'b' },
      { brand: 'lark' as const },
    ]) {
      await addOwner(first, { ...owner, ...other })
    }
    await put()
    expect(await second.userTokens.find(owner)).toBeUndefined()
    await addOwner(second, owner)
    await put()
    expect((await second.userTokens.find(owner))?.pair).toEqual(pair)
    await close()
  })
  testUserTokenStore(`sqlite ${name}`, async () => {
    const { first, second, close } = await make()
    return {
      store: first.userTokens,
      second: second.userTokens,
      addOwner: (owner) => addOwner(first, owner),
      close,
    }
  })
}
