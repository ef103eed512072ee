// Turns: a sign-in into a session, and a sign-out into none.

import type { Person } from '../sign-in/index.ts'
import type { AppContext } from './context.ts'
import { readCookieId, readCredential } from './credential.ts'

/** Starts a session under a new id; whatever id the browser carried before is dead afterwards. */
export async function grantSession(
  c: AppContext,
  person: Person,
  { confirmed = false }: { confirmed?: boolean } = {},
): Promise<void> {
  const { sessions, cookies, settings, appoint } = c.get('services')
  const { userId, identityId } = person
  await appoint(person, c.get('requestId'))
  const previousId = readCookieId(c.req.raw.headers, cookies)
  const { id } = await sessions.start({ userId, identityId, previousId, confirmed })
  c.header('Set-Cookie', cookies.session.set(id, settings.session.absoluteMs / 1000), { append: true })
}

/** Ends the session that the request is signed in with; a bearer's request touches no cookie. */
export async function endSession(c: AppContext): Promise<void> {
  const { sessions, cookies } = c.get('services')
  const { kind, id } = readCredential(c.req.raw.headers, cookies)
  await sessions.end(id)
  if (kind === 'cookie') c.header('Set-Cookie', cookies.session.clear(), { append: true })
}
