// Makes: a directory store of its own for each test of a suite, and closes it.

import { afterEach, beforeEach } from 'vitest'
import type { DirectoryStore } from '../../directory/ports.ts'
import { type DirectoryStoreUnderTest, lease, type MakeDirectoryStore } from './directory-samples.ts'

type Stores = Pick<DirectoryStoreUnderTest, 'store' | 'second'>

/** To be called in a `describe`. What it returns stands for the stores of whichever test runs. */
export function eachWithStores(make: MakeDirectoryStore): Stores {
  let under: DirectoryStoreUnderTest
  beforeEach(async () => {
    under = await make()
  })
  afterEach(() => under.close())
  const current = (of: keyof Stores) =>
    new Proxy({} as DirectoryStore, { get: (_, method) => Reflect.get(under[of], method) })
  return { store: current('store'), second: current('second') }
}

/** The same, with the lease taken and the directory prepared before each test. */
export function eachWithLease(
  make: MakeDirectoryStore,
  prepare?: (store: DirectoryStore) => Promise<unknown>,
): Stores {
  const stores = eachWithStores(make)
  beforeEach(async () => {
    await stores.store.acquireLease(lease, 0, 100)
    await prepare?.(stores.store)
  })
  return stores
}
