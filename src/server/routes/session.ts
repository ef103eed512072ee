// Serves: who am I, and leave.

import { LarkspurError } from '../../errors/larkspur-error.ts'
import { mediaType, readBody } from '../body.ts'
import type { AppContext } from '../context.ts'
import { wantsPage } from '../errors.ts'
import { requireSameOrigin } from '../guards.ts'
import { endSession } from '../session-cookie.ts'
import type { Route } from './table.ts'

async function session(c: AppContext): Promise<Response> {
  const signedIn = await c.get('services').signedIn(c.req.raw)
  if (signedIn === null) throw new LarkspurError('session_required')
  return c.json({ user: signedIn.user, expiresAt: signedIn.expiresAt })
}

/** The button of a page without script sends an empty form; a script sends JSON or nothing. */
const signOutTypes = ['', 'application/json', 'application/x-www-form-urlencoded']

async function signOut(c: AppContext): Promise<Response> {
  requireSameOrigin(c.req.raw.headers, c.get('services').settings.origin)
  if (!signOutTypes.includes(mediaType(c.req.raw))) throw new LarkspurError('media_type_unsupported')
  await readBody(c.req.raw)
  await endSession(c)
  return wantsPage(c) ? c.redirect('/?signed-out=1', 303) : c.body(null, 204)
}

export const sessionRoutes: Route[] = [
  { path: '/auth/session', GET: session },
  { path: '/auth/sign-out', POST: signOut },
]
