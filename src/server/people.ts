// Finds: the person whom a caller means, and the app and the tokens that belong to them.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { assertNotBlocked, type IdentityStore, type Person, tokenOwnerOf } from '../sign-in/index.ts'
import type { TokenOwner } from '../tokens/index.ts'
import { checkedWho } from './door.ts'
import type { Instance } from './instance.ts'
import type { Instances } from './instances.ts'
import type { Rechecks } from './recheck.ts'

/**
 * Whom a call is about: a session (or anything else with its `identityId`), or a `user.id`, which means that person's
 * identity of the first app: of those that may use it, the one that signed in last.
 */
export type Who = string | { identityId: string }

export interface FoundPerson {
  person: Person
  instance: Instance
  owner: TokenOwner
}

/**
 * @throws LarkspurError `session_required` for no session at all, `request_invalid` for what names nobody;
 * `account_missing` when nobody is found, or their app is configured no longer; `user_resigned`,
 * `user_frozen`, `user_not_activated` for somebody who may not use the app at present, unless `blocked` are wanted, too;
 * for somebody who may have left `session_required` when the platform does not tell, `platform_unavailable` when it
 * cannot be asked
 */
export type FindPerson = (who: Who, options?: { blocked?: boolean }) => Promise<FoundPerson>

export function createFindPerson(
  instances: Pick<Instances, 'main' | 'of'>,
  identities: Pick<IdentityStore, 'get' | 'list'>,
  rechecks: Pick<Rechecks, 'demand'>,
): FindPerson {
  async function look(who: Who): Promise<Person | undefined> {
    if (typeof who !== 'string') return identities.get(who.identityId)
    const all = await identities.list(who)
    const ofMain = all.filter(({ identity }) => instances.of(identity) === instances.main)
    return ofMain.find(({ blocked }) => blocked === null) ?? ofMain[0]
  }
  /** Nothing is done in the name of somebody who has left, whatever tokens of theirs still work. */
  async function assertHere(person: Person): Promise<void> {
    assertNotBlocked(person)
    if (person.doubt === null) return
    const standing = await rechecks.demand(person)
    if (standing === 'member') return
    if (standing === 'unsaid') {
      const message = 'This person may have left, and the platform does not tell; they have to sign in again.'
      throw new LarkspurError('session_required', { message })
    }
    assertNotBlocked((await identities.get(person.identityId)) ?? person)
    const message = 'This person may have left, and the platform cannot be asked about it at the moment.'
    throw new LarkspurError('platform_unavailable', { message })
  }
  return async (who, { blocked = false } = {}) => {
    const person = await look(checkedWho(who))
    const instance = person && instances.of(person.identity)
    if (person === undefined || instance === undefined) {
      const message = 'Nobody of this id has signed in with a configured app.'
      throw new LarkspurError('account_missing', { message })
    }
    if (!blocked) await assertHere(person)
    return { person, instance, owner: tokenOwnerOf(person) }
  }
}
