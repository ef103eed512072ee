// Tests: how a DirectoryStore writes what events tell of.

import { describe, expect, it } from 'vitest'
import { eachWithLease } from './directory-each.ts'
import {
  importAll,
  key,
  lease,
  type MakeDirectoryStore,
  page,
  placesOf,
  report,
} from './directory-samples.ts'

export function testDirectorySingles(name: string, make: MakeDirectoryStore): void {
  describe(`DirectoryStore, events: ${name}`, () => {
    const { store, second } = eachWithLease(make, async (store) => {
      const people = [{ id: 'ou_1', name: 'Ann', departmentIds: ['D'] }]
      await importAll(store, 'r1', 1_000, { people, departments: [{ id: 'D', name: 'Dept' }] })
    })

    it('writes without a lease and a run', async () => {
      const told = {
        people: [{ id: 'ou_1', name: 'Anna' }, { id: 'ou_2' }],
        departments: [{ id: 'D', name: 'New' }],
      }
      const result = await second.writeOne(key, told, 2_000, 2_001)
      expect(result.people).toEqual({ read: 2, created: 1, updated: 1, restored: 0 })
      expect(await store.person(key, 'ou_1')).toMatchObject({ name: 'Anna', updatedAt: 2_001 })
      expect(placesOf(await store.person(key, 'ou_1'))).toEqual(['D*:0'])
      expect(await store.department(key, 'D')).toMatchObject({ name: 'New' })
    })

    it('D80 ends all memberships only where the platform tells of others where they stand', async () => {
      const none = { id: 'ou_1', departmentIds: [] }
      const places = async () => placesOf(await store.person(key, 'ou_1'))
      // An app that may not see the departments is told the same of everybody.
      await store.writeOne(key, { people: [none] }, 2_000, 2_000)
      await store.beginRun(lease, report('r2', { startedAt: 2_001 }), [])
      await store.writePage(lease, 'r2', page(2_001, { people: [none] }))
      expect(await places()).toEqual(['D*:0'])
      const other = { id: 'ou_2', departmentIds: ['D'] }
      await store.writePage(lease, 'r2', page(2_002, { people: [other] }))
      await store.writePage(lease, 'r2', page(2_003, { people: [none] }))
      expect(await places()).toEqual([])
      await store.writeOne(key, { people: [{ id: 'ou_1', departmentIds: ['D'] }] }, 2_004, 2_004)
      await store.writeOne(key, { people: [none, other] }, 2_005, 2_005)
      expect(await places()).toEqual([])
    })

    it('D73 keeps what is newer, also when that changed nothing', async () => {
      await store.writeOne(
        key,
        { people: [{ id: 'ou_1', name: 'Ann' }], departments: [{ id: 'D' }] },
        3_000,
        3_000,
      )
      await store.writeOne(key, { people: [{ id: 'ou_1', name: 'Old' }] }, 2_999, 3_001)
      await store.beginRun(lease, report('r2', { startedAt: 2_000 }), [])
      await store.writePage(
        lease,
        'r2',
        page(2_999, { people: [{ id: 'ou_1', name: 'Old' }], departments: [{ id: 'D', name: 'Old' }] }),
      )
      expect(await store.person(key, 'ou_1')).toMatchObject({ name: 'Ann', updatedAt: 1_000 })
      expect(await store.department(key, 'D')).toMatchObject({ name: 'Dept' })
    })

    it('D73 removes, and what was read before does not bring back', async () => {
      expect(await store.removeOne(key, 'person', 'ou_1', 'left', 2_000, 2_001)).toBe(true)
      expect(await store.removeOne(key, 'person', 'ou_1', 'out_of_range', 2_002, 2_002)).toBe(false)
      expect(await store.removeOne(key, 'person', 'nobody', 'left', 2_000, 2_001)).toBe(false)
      await store.writeOne(key, { people: [{ id: 'ou_1', name: 'Late' }] }, 1_999, 2_003)
      expect(await store.person(key, 'ou_1')).toMatchObject({
        name: 'Ann',
        removedAt: 2_001,
        removedReason: 'left',
      })
      const { people } = await store.writeOne(key, { people: [{ id: 'ou_1' }] }, 2_004, 2_004)
      expect(people.restored).toBe(1)
      expect(await store.person(key, 'ou_1')).toMatchObject({ removedAt: null, removedReason: null })
    })

    it('D73 does not remove whom something newer has told', async () => {
      await store.writeOne(key, { people: [{ id: 'ou_1' }] }, 2_000, 2_000)
      expect(await store.removeOne(key, 'person', 'ou_1', 'left', 1_999, 2_001)).toBe(false)
      expect((await store.person(key, 'ou_1'))?.removedAt).toBeNull()
    })
  })
}
