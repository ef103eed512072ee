// Declares: how one process at a time works on a directory.

import type { DirectoryKey } from './model.ts'

/** Proof of being the one who works on a directory; see {@link DirectoryLeases.acquireLease}. */
export interface Lease {
  key: DirectoryKey
  /** What is being done: one sync, and beside it one application of events. */
  purpose: 'sync' | 'events'
  /** Random name of the holder. */
  owner: string
}

/** Keeps who works on a directory at present. */
export interface DirectoryLeases {
  /** Takes the lease when nobody holds it, or the holder's time is over. */
  acquireLease(lease: Lease, now: number, until: number): Promise<boolean>
  /** False when it is somebody else's by now. */
  renewLease(lease: Lease, until: number): Promise<boolean>
  releaseLease(lease: Lease): Promise<void>
  /** True while somebody holds it. */
  isLeased(key: DirectoryKey, purpose: Lease['purpose'], now: number): Promise<boolean>
}
