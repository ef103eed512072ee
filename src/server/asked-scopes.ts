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
  const { signedIn, instances } = c.get('services')
  const person = (await signedIn(c.req.raw))?.person
  // Scopes that another app was granted mean nothing to this one.
  if (person === undefined || instances.of(person.identity) !== instance) return { scopes }
  const known = await instance.userTokens.scopes(tokenOwnerOf(person))
  return { scopes, granted: known?.granted ?? [] }
}
