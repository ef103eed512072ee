// Refuses: requests that nobody is signed in with.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { AppContext } from './context.ts'
import type { SignedIn } from './user.ts'

/** @throws LarkspurError `session_required` */
export async function requireSignedIn(c: AppContext): Promise<SignedIn> {
  const found = await c.get('services').signedIn(c.req.raw)
  if (found === null) throw new LarkspurError('session_required')
  return found
}
