// Finds: who is behind a request.

import type { SessionRecord, Sessions } from '../sessions/index.ts'
import type { IdentityStore } from '../sign-in/index.ts'
import type { SiteCookies } from './cookies.ts'
import type { Rechecks } from './recheck.ts'
import { type SignedIn, toUser } from './user.ts'

export function createSignedIn(options: {
  sessions: Pick<Sessions, 'read' | 'endAllOf'>
  identities: Pick<IdentityStore, 'getByUserId'>
  cookies: SiteCookies
  rechecks: Rechecks
}): (request: Request) => Promise<SignedIn | null> {
  const { sessions, identities, cookies, rechecks } = options
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
    rechecks.consider(person, { id, checkedAt: record.checkedAt })
    return { user: toUser(person), expiresAt: expiryOf(record) }
  }
}

function expiryOf(record: SessionRecord): number {
  return Math.min(record.lastSeenAt + record.idleMs, record.absoluteExpiresAt)
}
