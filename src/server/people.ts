// Finds: the person whom a caller means, and the app and the tokens that belong to them.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { IdentityStore, Person } from '../sign-in/index.ts'
import type { TokenOwner } from '../tokens/index.ts'
import type { Instance } from './instance.ts'
import type { Instances } from './instances.ts'

/**
 * Whom a call is about: a session (or anything else with its `identityId`), or a `user.id`, which means that person's
 * identity of the first app, the one that signed in last.
 */
export type Who = string | { identityId: string }

export interface FoundPerson {
  person: Person
  instance: Instance
  owner: TokenOwner
}

/** @throws LarkspurError `account_missing` when nobody is found, or their app is configured no longer */
export type FindPerson = (who: Who) => Promise<FoundPerson>

export function tokenOwnerOf({ identity, profile }: Pick<Person, 'identity' | 'profile'>): TokenOwner {
  const { brand, appId, tenantKey } = identity
  return { brand, appId, tenantKey, openId: profile.openId }
}

export function createFindPerson(
  instances: Pick<Instances, 'main' | 'of'>,
  identities: Pick<IdentityStore, 'get' | 'list'>,
): FindPerson {
  async function look(who: Who): Promise<Person | undefined> {
    if (typeof who !== 'string') return identities.get(who.identityId)
    const all = await identities.list(who)
    return all.find(({ identity }) => instances.of(identity) === instances.main)
  }
  return async (who) => {
    const person = await look(who)
    const instance = person && instances.of(person.identity)
    if (person === undefined || instance === undefined) {
      const message = 'Nobody of this id has signed in with a configured app.'
      throw new LarkspurError('account_missing', { message })
    }
    return { person, instance, owner: tokenOwnerOf(person) }
  }
}
