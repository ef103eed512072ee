// Keeps: what a sign-in was given, unless it is worth less than what is there.
import type { Clock, IssuedUserTokens } from '../feishu/index.ts'
import { authorizedPair, missingFrom, tellsScopes, willLast } from './user-token-pair.ts'
import type { TokenOwner, UserTokenStore } from './user-token-store.ts'

/** @returns whether the pair is a new one now, and the scopes of the one that is there */
export async function keepPair(
  { store, clock }: { store: UserTokenStore; clock: Clock },
  owner: TokenOwner,
  issued: IssuedUserTokens,
): Promise<{ isNew: boolean; granted: string[] }> {
  const now = clock()
  const pair = authorizedPair(issued, now)
  const old = await store.find(owner)
  const oldLasts = old !== undefined && willLast(old.pair, now)
  if (oldLasts && pair.refreshToken === undefined && missingFrom(old.pair, pair.scopes).length === 0) {
    // The old pair does everything the new one does, and longer. Nobody touches it: it may be on its way to the next.
    return { isNew: false, granted: old.pair.scopes }
  }
  // A token that may do nothing is not worth keeping.
  if (tellsScopes(pair.generation) && pair.scopes.length === 0) {
    return { isNew: false, granted: old?.pair.scopes ?? [] }
  }
  await store.put(owner, pair)
  return { isNew: true, granted: pair.scopes }
}
