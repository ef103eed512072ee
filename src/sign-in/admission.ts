// Admits: a person whom the platform has named, as a local user.

import type { Clock, FeishuApp, Logger, Random, UserInfo } from '../feishu/index.ts'
import { randomId } from '../feishu/index.ts'
import type { SignedInNow } from './flows.ts'
import { admitTenant, identityOf, type SignInPolicy } from './policy.ts'
import type { ExpectedAccount, IdentityStore, NewIds, Person } from './ports.ts'
import { profileOf } from './profile.ts'
import { assertNotBlocked } from './refusal.ts'

export interface Admission {
  /** To be read before the platform is asked who somebody is. */
  newestDoubt(): Promise<number>
  /**
   * The local user of this person; a new one when there is none and accounts are made, or somebody expects the person.
   * `knownDoubt`: the newest one before the platform was asked who this is. Whoever has left since is refused.
   * @throws LarkspurError `tenant_not_allowed`, `account_missing`, `subject_missing`, `identity_conflict`, and those of
   * people who may not be here
   */
  signIn(info: UserInfo, knownDoubt: number): Promise<Person>
  /**
   * Adds this person to the account of whoever is signed in to it.
   * @throws LarkspurError `tenant_not_allowed`, `identity_taken`, `subject_missing`, `identity_conflict`,
   * `session_required`, and those of people who may not be here
   */
  bind(info: UserInfo, knownDoubt: number, to: SignedInNow): Promise<Person>
}

export function createAdmission(options: {
  app: FeishuApp
  identities: IdentityStore
  policy: Required<SignInPolicy>
  clock: Clock
  random: Random
  logger: Logger
}): Admission {
  const { app, identities, policy, clock, random, logger } = options
  const { subjectType, allowedTenants, createAccounts } = policy
  // Asked before, too; in the store so that the first people of two tenants cannot both be the first.
  const firstTenantOnly = allowedTenants === 'own'

  const admittedKey = async (info: UserInfo) => {
    const key = identityOf(app, info, subjectType)
    await admitTenant(allowedTenants, app, key.tenantKey, identities)
    return key
  }
  const newIds = (): NewIds => ({ userId: randomId(random), identityId: randomId(random) })
  const onForgotten = (others: readonly ExpectedAccount[]) => {
    for (const { userId, subjectType } of others) {
      logger.warn({ userId, subjectType }, 'this account expects somebody no longer who is in another one')
    }
  }

  return {
    newestDoubt: () => identities.newestDoubt(),

    async signIn(info, knownDoubt) {
      const key = await admittedKey(info)
      const person = await identities.save(key, profileOf(info), clock(), newIds(), {
        firstTenantOnly,
        onForgotten,
        createAccount: createAccounts,
        knownDoubt,
      })
      assertNotBlocked(person)
      logger.info({ userId: person.userId, identityId: person.identityId }, 'signed in')
      return person
    },

    async bind(info, knownDoubt, { userId, identityId: by }) {
      const key = await admittedKey(info)
      const ids = { ...newIds(), userId, by }
      const person = await identities.bind(key, profileOf(info), clock(), ids, {
        firstTenantOnly,
        onForgotten,
        knownDoubt,
      })
      assertNotBlocked(person)
      logger.info({ userId, identityId: person.identityId }, 'identity bound')
      return person
    },
  }
}
