// Holds: the lease of a run, from its beginning to its end.
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { Clock } from '../feishu/index.ts'
import type { DirectoryStore, Lease } from './ports.ts'

/** A process that has died is waited for so long. */
const leaseMs = 90_000
/** Renewing costs a write: not with every page. */
const renewEveryMs = 15_000
/** The longest sleep without looking at the lease. */
export const longestSleepMs = 20_000

export interface HeldLease {
  readonly lease: Lease
  /**
   * Renews it when that is due.
   *
   * @throws {LarkspurError} `sync_lost`
   */
  keep(): Promise<void>
  release(): Promise<void>
}

/** @throws {LarkspurError} `sync_running` while somebody else holds it. */
export async function holdLease(store: DirectoryStore, lease: Lease, clock: Clock): Promise<HeldLease> {
  let renewedAt = clock()
  if (!(await store.acquireLease(lease, renewedAt, renewedAt + leaseMs))) {
    throw new LarkspurError('sync_running')
  }
  return {
    lease,
    async keep() {
      const now = clock()
      if (now - renewedAt < renewEveryMs) return
      if (!(await store.renewLease(lease, now + leaseMs))) throw new LarkspurError('sync_lost')
      renewedAt = now
    },
    release: () => store.releaseLease(lease),
  }
}
