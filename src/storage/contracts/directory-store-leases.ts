// Tests: leases of a DirectoryStore, and that nobody writes without one.

import { describe, expect, it } from 'vitest'
import type { DirectoryStore, Lease } from '../../directory/ports.ts'
import { eachWithStores } from './directory-each.ts'
import { key, lease, type MakeDirectoryStore, page, place, report } from './directory-samples.ts'

const other: Lease = { ...lease, owner: 'other' }

export function testDirectoryLeases(name: string, make: MakeDirectoryStore): void {
  describe(`DirectoryStore, leases: ${name}`, () => {
    const { store, second } = eachWithStores(make)

    it('D77 gives the lease to one, until its time is over', async () => {
      expect(await store.isLeased(key, 'sync', 0)).toBe(false)
      expect(await store.acquireLease(lease, 0, 100)).toBe(true)
      expect(await second.acquireLease(other, 99, 200)).toBe(false)
      expect(await store.acquireLease(lease, 99, 200)).toBe(false)
      expect(await second.isLeased(key, 'sync', 99)).toBe(true)
      expect(await second.isLeased(key, 'sync', 100)).toBe(false)
      expect(await second.acquireLease(other, 100, 200)).toBe(true)
      expect(await store.renewLease(lease, 900)).toBe(false)
      expect(await store.isLeased(key, 'sync', 200)).toBe(false)
    })

    it('D77 of many at once on two connections one gets it', async () => {
      const stores = [store, second]
      const tries = Array.from({ length: 10 }, (_, n) =>
        stores[n % 2]?.acquireLease({ ...lease, owner: `${n}` }, 0, 100),
      )
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
    })

    it('renews and releases only what is one’s own', async () => {
      await store.acquireLease(lease, 0, 100)
      await store.releaseLease(other)
      expect(await store.renewLease(lease, 300)).toBe(true)
      expect(await store.isLeased(key, 'sync', 299)).toBe(true)
      await store.releaseLease(lease)
      expect(await store.acquireLease(other, 0, 100)).toBe(true)
    })

    it.each<[string, Partial<Lease>]>([
      ['purpose', { purpose: 'events' }],
      ['app', { key: { ...key, appId: 'cli_2' } }],
      ['brand', { key: { ...key, brand: 'lark' } }],
    ])('keeps leases of another %s apart', async (_, change) => {
      await store.acquireLease(lease, 0, 100)
      expect(await store.acquireLease({ ...other, ...change }, 0, 100)).toBe(true)
    })

    const writes: [string, (store: DirectoryStore, by: Lease) => Promise<unknown>][] = [
      ['beginRun', (store, by) => store.beginRun(by, report('r2'), [])],
      ['saveRun', (store, by) => store.saveRun(by, report('r', { state: 'failed' }))],
      ['writePage', (store, by) => store.writePage(by, 'r', page(2_000, { people: [{ id: 'ou_2' }] }))],
      ['restartTask', (store, by) => store.restartTask(by, 'r', { kind: 'people', target: 'D' })],
      ['remove', (store, by) => store.remove(by, 'r', 'person', ['ou_1'], 'left', 2_000)],
      ['finishRun', (store, by) => store.finishRun(by, report('r', { state: 'completed' }))],
      ['setTreeParents', (store, by) => place(store, { D: 'E' }, 2_000, by)],
    ]
    it.each(writes)('D77 %s fails once another has the lease, and writes nothing', async (_, write) => {
      await store.acquireLease(lease, 0, 100)
      await store.beginRun(lease, report('r'), [{ kind: 'people', target: 'D' }])
      const next = { pageToken: 'next', pages: 1 }
      await store.writePage(
        lease,
        'r',
        page(500, { people: [{ id: 'ou_1' }], departments: [{ id: 'D' }], next }),
      )
      const state = async () => [
        await store.runs(key, { limit: 9 }),
        await store.people(key, { limit: 9, removed: true }),
        await store.departments(key, { limit: 9 }),
        await store.tasks(key, 'r', 9),
      ]
      const before = await state()
      await second.acquireLease(other, 100, 200)
      await expect(write(store, lease)).rejects.toMatchObject({ code: 'sync_lost' })
      expect(await state()).toEqual(before)
      await write(second, other)
      expect(await state()).not.toEqual(before)
    })

    it('lets the holder write while nobody has taken over, however late', async () => {
      await store.acquireLease(lease, 0, 100)
      await store.beginRun(lease, report('r'), [])
      const { people } = await store.writePage(lease, 'r', page(9_000, { people: [{ id: 'ou_1' }] }))
      expect(people.created).toBe(1)
    })
  })
}
