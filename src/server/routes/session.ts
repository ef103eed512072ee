// Serves: who am I, and leave.

import * as z from 'zod'
import { tokenOwnerOf } from '../../sign-in/index.ts'
import { readIfAny } from '../body.ts'
import type { AppContext } from '../context.ts'
import { readCredential } from '../credential.ts'
import { wantsPage } from '../errors.ts'
import { requireSameOriginOrBearer } from '../guards.ts'
import { requireSignedIn } from '../require-signed-in.ts'
import { endSession } from '../session-cookie.ts'
import type { Route } from './table.ts'

async function session(c: AppContext): Promise<Response> {
  const { user, expiresAt } = await requireSignedIn(c)
  return c.json({ user, expiresAt })
}

/** A form knows words alone. */
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')])
const farewell = z.object({ revoke: flag.default(false) })

async function signOut(c: AppContext): Promise<Response> {
  const { cookies, settings, signedIn } = c.get('services')
  const { headers } = c.req.raw
  requireSameOriginOrBearer(headers, settings.origin, readCredential(headers, cookies).kind)
  // The button of a page without script sends an empty form; a script sends JSON or nothing.
  const { revoke } = await readIfAny(c.req.raw, farewell)
  const found = revoke ? await signedIn(c.req.raw) : null
  // First: whatever becomes of the tokens, the person is signed out.
  await endSession(c)
  await found?.instance.userTokens.withdraw(tokenOwnerOf(found.person), c.req.raw.signal)
  return wantsPage(c) ? c.redirect('/?signed-out=1', 303) : c.body(null, 204)
}

export const sessionRoutes: Route[] = [
  { path: '/auth/session', GET: session },
  { path: '/auth/sign-out', POST: signOut },
]
