// Gathers: which scopes a sign-in asks for, so that a person who agrees to more keeps what they had.

import { type AskedScopes, tokenOwnerOf } from '../sign-in/index.ts'
import type { AppContext } from './context.ts'
import type { Instance } from './instance.ts'

/** With nothing asked, an ordinary sign-in: it asks for what everybody is asked for. */
export async function askedScopes(
  c: AppContext,
  instance: Instance,
  scopes: readonly string[],
): Promise<AskedScopes> {
  if (scopes.length === 0) return {}
  const signedIn = await c.get('services').signedIn(c.req.raw)
  // Scopes that another app was granted mean nothing to this one.
  if (signedIn === null || signedIn.instance !== instance) return { scopes }
  const known = await instance.userTokens.scopes(tokenOwnerOf(signedIn.person))
  return { scopes, granted: known?.granted ?? [] }
}
