// Ends: what an access token is believed to live, so that the next use refreshes it.
import type { Clock } from '../feishu/index.ts'
import type { TokenOwner, UserTokenStore } from './user-token-store.ts'

/** @param at when the platform revoked it; what the person authorized since is another one */
export async function expirePair(
  parts: { store: UserTokenStore; clock: Clock; holder: string; lockMs: number },
  owner: TokenOwner,
  at: number,
): Promise<void> {
  const { store, clock, holder, lockMs } = parts
  for (;;) {
    const stored = await store.find(owner)
    if (stored === undefined || stored.pair.authorizedAt >= at || stored.pair.expiresAt === 0) return
    const { pair, version } = stored
    const now = clock()
    const times = { now, until: now + lockMs, latest: now + 2 * lockMs }
    const { outcome } = await store.lock(owner, version, `${holder}.expired`, times)
    // Whoever is refreshing it gets another one, or learns that there is none any more.
    if (outcome === 'held') return
    if (outcome === 'locked' && (await store.replace(owner, version, { ...pair, expiresAt: 0 }))) return
  }
}
