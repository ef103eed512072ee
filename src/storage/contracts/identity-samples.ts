// Holds: what the tests of every IdentityStore speak of.

import type { IdentityKey, IdentityStore, NewIds, Profile } from '../../sign-in/index.ts'

/** A store under test; `second` reaches the same data by a connection of its own. */
export interface IdentityStoreUnderTest {
  store: IdentityStore
  second: IdentityStore
  /** Starts a session of this identity and stores tokens for its owner. */
  use(userId: string, identityId: string, key: IdentityKey, profile: Profile): Promise<void>
  /** Whether the session and the tokens of {@link use} are still there. */
  inUse(
    identityId: string,
    key: IdentityKey,
    profile: Profile,
  ): Promise<{ session: boolean; tokens: boolean }>
  close(): Promise<void>
}

export const key: IdentityKey = {
  brand: 'feishu',
  appId: 'cli_1',
  tenantKey: 't1',
  subjectType: 'open_id',
  subject: 'ou_1',
}

export const profile: Profile = {
  name: '李雷',
  enName: 'Lei Li',
  avatarUrl: 'https://img.example/1',
  openId: 'ou_1',
  unionId: 'on_1',
  emailVerified: false,
}

export const full: Profile = {
  ...profile,
  userId: 'u1',
  email: 'lei@example.com',
  enterpriseEmail: 'lei@corp.example',
  mobile: '+8613000000000',
  employeeNo: '7',
}

/** The names of what may have to be made, so that a test can tell them apart. */
export const ids = (name: string): NewIds => ({ userId: name, identityId: `identity of ${name}` })

/** Another person, as the platform tells of them. */
export const named = (openId: string): { key: IdentityKey; profile: Profile } => ({
  key: { ...key, subject: openId },
  profile: { ...profile, openId, unionId: `union of ${openId}` },
})

/** Much at once, by turns on two connections. */
export const turns = <T>(
  count: number,
  under: IdentityStoreUnderTest,
  work: (store: IdentityStore, n: number) => T,
) => Array.from({ length: count }, (_, n) => work(n % 2 === 0 ? under.store : under.second, n))
