// Finds: who is behind a request.

import type { Cookies, SessionRecord, Sessions } from '../sessions/index.ts'
import { type IdentityStore, isStillAdmitted } from '../sign-in/index.ts'
import { readCredential } from './credential.ts'
import type { Instances } from './instances.ts'
import type { Rechecks } from './recheck.ts'
import type { Settings } from './settings.ts'
import { type SignedIn, toUser } from './user.ts'

export function createSignedIn(options: {
  settings: Pick<Settings, 'allowedTenants'>
  instances: Pick<Instances, 'of' | 'arrived' | 'isUnusable'>
  sessions: Pick<Sessions, 'read' | 'end' | 'endAllOf'>
  identities: Pick<IdentityStore, 'get' | 'firstTenant'>
  cookies: Cookies
  rechecks: Rechecks
}): (request: Request) => Promise<SignedIn | null> {
  const { settings, instances, sessions, identities, cookies, rechecks } = options
  return async (request) => {
    const { id } = readCredential(request.headers, cookies)
    const record = await sessions.read(id)
    if (id === undefined || record === undefined) return null
    const person = await identities.get(record.identityId)
    if (person === undefined) {
      // The identity was unbound at this moment: the account and its other sessions go on.
      await sessions.end(id)
      return null
    }
    if (person.blocked !== null) {
      // Somebody left while no check of this session was running.
      await sessions.endAllOf(record.userId)
      return null
    }
    const instance = instances.of(person.identity) ?? (await instances.arrived(person.identity))
    // Its element has a mistake, or waits for a key or a service: whoever mends it has everybody back.
    if (instance === undefined && instances.isUnusable(person.identity)) return null
    const isAdmitted =
      instance !== undefined &&
      (await isStillAdmitted(settings.allowedTenants, instance.app, person.identity, identities))
    if (!isAdmitted) {
      // The settings have changed since, or the database serves another app too: only this session is in question.
      await sessions.end(id)
      return null
    }
    if (person.doubt !== null) {
      const standing = await rechecks.demand(person)
      // A new sign-in asks the platform in a way that needs no permission.
      if (standing === 'unsaid') await sessions.end(id)
      if (standing !== 'member') return null
    } else rechecks.consider(person, { id, checkedAt: record.checkedAt })
    return {
      person,
      instance,
      user: toUser(person),
      expiresAt: expiryOf(record),
      confirmedAt: record.confirmedAt,
    }
  }
}

/** When the session ends if no further request comes. */
export function expiryOf(record: SessionRecord): number {
  return Math.min(record.lastSeenAt + record.idleMs, record.absoluteExpiresAt)
}
