// Serves: the identities of the signed-in person's account: which there are, one more, one less.

import * as z from 'zod'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import { safeReturnPath } from '../../sign-in/index.ts'
import { signInPath } from '../addresses.ts'
import { readJson, readJsonOrForm } from '../body.ts'
import { ensureBrowserId } from '../browser-id.ts'
import { clientAddress } from '../client-address.ts'
import type { AppContext } from '../context.ts'
import { wantsPage } from '../errors.ts'
import { requireSameOrigin } from '../guards.ts'
import { requireSignedIn } from '../require-signed-in.ts'
import { endSession } from '../session-cookie.ts'
import type { SignedIn } from '../user.ts'
import type { Route } from './table.ts'

const binding = z.object({ instance: z.string().optional(), return_to: z.string().max(2048).optional() })
const unbinding = z.object({ id: z.string().min(1).max(128) })

/**
 * Who may get into an account is decided by somebody who has just confirmed on the platform's page, which was told to
 * ask, not by whoever is signed in by a page that goes on without a word.
 * @throws LarkspurError `session_required`, `reauthentication_required`
 */
async function requireRecent(c: AppContext): Promise<SignedIn> {
  const { clock, settings } = c.get('services')
  const found = await requireSignedIn(c)
  const { confirmedAt, instance } = found
  // A time that is ahead is of a clock that went back since, and says nothing.
  const age = confirmedAt === null ? Number.POSITIVE_INFINITY : Math.abs(clock() - confirmedAt)
  if (age > settings.reauthenticateMs) {
    const path = signInPath({ instance: instance.name, returnTo: '/', prompt: 'consent' })
    throw new LarkspurError('reauthentication_required', { consentUrl: settings.origin + path })
  }
  return found
}

async function list(c: AppContext): Promise<Response> {
  const { person } = await requireSignedIn(c)
  const all = await c.get('services').accounts.identities(person.userId)
  const identities = all.map(({ id, instance, brand, appId, tenantKey, name, avatarUrl, lastSignInAt }) => ({
    ...{ id, instance, brand, appId, tenantKey, name, avatarUrl },
    current: id === person.identityId,
    lastSignInAt,
  }))
  return c.json({ identities })
}

/** @throws LarkspurError `not_found` when only administrators change what belongs to an account */
function requireBinding(c: AppContext): void {
  if (!c.get('services').settings.binding) throw new LarkspurError('not_found')
}

async function bind(c: AppContext): Promise<Response> {
  requireBinding(c)
  const { instances, limits, settings } = c.get('services')
  // Also with a bearer token: what begins here ends in a browser's own session.
  requireSameOrigin(c.req.raw.headers, settings.origin)
  const body = await readJsonOrForm(c.req.raw, binding)
  const { person } = await requireRecent(c)
  const instance = await instances.named(body.instance)
  await limits.start(clientAddress(c))
  const { location } = await instance.signIn.startBind({
    browserId: ensureBrowserId(c),
    userId: person.userId,
    returnTo: safeReturnPath(body.return_to),
  })
  return wantsPage(c) ? c.redirect(location, 303) : c.json({ location })
}

async function unbind(c: AppContext): Promise<Response> {
  requireBinding(c)
  const { accounts, settings } = c.get('services')
  // Also with a bearer token: such a session is never confirmed.
  requireSameOrigin(c.req.raw.headers, settings.origin)
  const { id } = await readJson(c.req.raw, unbinding)
  const { person } = await requireRecent(c)
  await accounts.unbind(person.userId, id, { signal: c.req.raw.signal })
  // The store has ended the sessions of that identity; this one tells the browser, too.
  if (id === person.identityId) await endSession(c)
  return c.body(null, 204)
}

export const identityRoutes: Route[] = [
  { path: '/auth/identities', GET: list, POST: bind },
  { path: '/auth/identities/unbind', POST: unbind },
]
