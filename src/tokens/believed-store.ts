// Checks: what a store hands out before anybody believes it.
import { readPair } from './user-token-pair.ts'
import type { UserTokenStore } from './user-token-store.ts'

/** The same store, in which a row that holds no pair is no row. */
export function believedStore(store: UserTokenStore): UserTokenStore {
  return {
    ...store,
    async find(owner) {
      const stored = await store.find(owner)
      const pair = readPair(stored?.pair)
      return stored === undefined || pair === undefined ? undefined : { pair, version: stored.version }
    },
  }
}
