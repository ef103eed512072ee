// Finds: who is behind a request.

import type { Cookies, SessionRecord, Sessions } from '../sessions/index.ts'
import { type IdentityStore, isStillAdmitted } from '../sign-in/index.ts'
import type { Rechecks } from './recheck.ts'
import type { Settings } from './settings.ts'
import { type SignedIn, toUser } from './user.ts'

export function createSignedIn(options: {
  settings: Pick<Settings, 'app' | 'allowedTenants'>
  sessions: Pick<Sessions, 'read' | 'end' | 'endAllOf'>
  identities: Pick<IdentityStore, 'getByUserId' | 'firstTenant'>
  cookies: Cookies
  rechecks: Rechecks
}): (request: Request) => Promise<SignedIn | null> {
  const { settings, sessions, identities, cookies, rechecks } = options
  return async (request) => {
    const id = cookies.session.read(request.headers.get('cookie'))
    const record = await sessions.read(id)
    if (id === undefined || record === undefined) return null
    const person = await identities.getByUserId(record.userId)
    if (person === undefined || person.blocked !== null) {
      // Somebody left while no check of this session was running.
      await sessions.endAllOf(record.userId)
      return null
    }
    if (!(await isStillAdmitted(settings.allowedTenants, settings.app, person.identity, identities))) {
      // The settings have changed since, or the database serves another app too: only this session is in question.
      await sessions.end(id)
      return null
    }
    rechecks.consider(person, { id, checkedAt: record.checkedAt })
    return { user: toUser(person), expiresAt: expiryOf(record) }
  }
}

function expiryOf(record: SessionRecord): number {
  return Math.min(record.lastSeenAt + record.idleMs, record.absoluteExpiresAt)
}
