// Tests: whom a DirectoryStore finds missing, and how it removes.

import { describe, expect, it } from 'vitest'
import type { EntityKind } from '../../directory/ports.ts'
import type { SyncTarget } from '../../directory/report.ts'
import { eachWithLease } from './directory-each.ts'
import {
  importAll,
  key,
  lease,
  type MakeDirectoryStore,
  page,
  place,
  report,
  walk,
} from './directory-samples.ts'

/** `A` holds `B`, `B` holds `C`; `X` stands beside them. */
const tree = ['A', 'B', 'C', 'X']
const members = {
  ou_a: ['A'],
  ou_b: ['B', 'X'],
  ou_c: ['C'],
  ou_root: ['0'],
  ou_x: ['X'],
  ou_unknown: [],
}

export function testDirectoryRemoval(name: string, make: MakeDirectoryStore): void {
  describe(`DirectoryStore, removal: ${name}`, () => {
    const { store, second } = eachWithLease(make, async (store) => {
      await importAll(store, 'r1', 1_000, {
        departments: tree.map((id) => ({ id, name: `Dept ${id}` })),
        people: Object.entries(members).map(([id, departmentIds]) => ({
          id,
          name: `Mx ${id}`,
          departmentIds,
        })),
      })
      await place(store, { B: 'A', C: 'B' }, 1_000)
    })

    const missing = async (id: string, of: EntityKind) =>
      (await walk((query) => second.missing(key, id, of, query))).map((one) => one.id)

    const range = (departmentIds: string[], personIds: string[] = []): SyncTarget => ({
      ...{ kind: 'range', departmentIds, personIds },
    })
    const everybody = Object.keys(members).toSorted()
    it.each<[string, SyncTarget, string[], string[]]>([
      ['everything', { kind: 'all' }, tree, everybody],
      ['a department', { kind: 'department', id: 'B' }, ['B', 'C'], ['ou_b', 'ou_c']],
      ['the root as a department', { kind: 'department', id: '0' }, tree, everybody],
      ['an unknown department', { kind: 'department', id: 'Z' }, [], []],
      ['a person', { kind: 'person', id: 'ou_a' }, [], ['ou_a']],
      ['a range', range(['C', 'X'], ['ou_a', 'ou_c', 'ou_z']), ['C', 'X'], ['ou_a', 'ou_b', 'ou_c', 'ou_x']],
      ['a range of people', range([], ['ou_a']), [], ['ou_a']],
    ])('D74 of %s may miss only what it holds', async (_, target, departments, people) => {
      await store.beginRun(lease, report('r2', { target, startedAt: 2_000 }), [])
      expect(await missing('r2', 'department')).toEqual(departments)
      expect(await missing('r2', 'person')).toEqual(people)
      const count = { people: people.length, departments: departments.length }
      expect(await store.countMissing(key, 'r2')).toEqual(count)
    })

    it('misses nobody whom the run has met, or whom somebody else removed or read meanwhile', async () => {
      await store.beginRun(lease, report('r2', { startedAt: 2_000 }), [])
      await store.writePage(
        lease,
        'r2',
        page(2_000, { people: [{ id: 'ou_a' }], departments: [{ id: 'A' }] }),
      )
      await store.removeOne(key, 'person', 'ou_b', 'left', 2_001, 2_001)
      await store.writeOne(key, { people: [{ id: 'ou_c' }], departments: [{ id: 'C' }] }, 2_001, 2_001)
      expect(await missing('r2', 'person')).toEqual(['ou_root', 'ou_unknown', 'ou_x'])
      expect(await missing('r2', 'department')).toEqual(['B', 'X'])
      expect((await store.missing(key, 'r2', 'person', { limit: 1 })).items).toEqual([
        { id: 'ou_root', name: 'Mx ou_root' },
      ])
    })

    it('D74 counts and lists all of many, whom the run has met here and there', async () => {
      const many = Array.from({ length: 4_100 }, (_, n) => ({ id: `p${n}`, departmentIds: ['X'] }))
      await store.writeOne(key, { people: many }, 1_500, 1_500)
      const met = many.filter((_, n) => n % 3 === 0)
      const left = many.filter((_, n) => n % 3 !== 0).map(({ id }) => id)
      const runs: [string, SyncTarget, string[]][] = [
        ['r2', { kind: 'all' }, everybody],
        ['r3', range(['X']), ['ou_b', 'ou_x']],
      ]
      for (const [id, target, others] of runs) {
        await store.beginRun(lease, report(id, { target, startedAt: 2_000 }), [])
        await store.writePage(lease, id, page(2_000, { people: met }))
        const wanted = [...left, ...others].toSorted()
        expect((await store.countMissing(key, id)).people).toBe(wanted.length)
        const found = await walk((query) => store.missing(key, id, 'person', query), 700)
        expect(found.map((one) => one.id)).toEqual(wanted)
      }
    })

    it('keeps the range as the tree was when the run began', async () => {
      await store.beginRun(
        lease,
        report('r2', { target: { kind: 'department', id: 'A' }, startedAt: 2_000 }),
        [],
      )
      await place(store, { B: '0' }, 2_000)
      expect(await missing('r2', 'department')).toEqual(['A', 'B', 'C'])
    })

    it('removes softly, once, and counts it', async () => {
      await store.beginRun(lease, report('r2', { startedAt: 2_000 }), [])
      expect(await store.remove(lease, 'r2', 'person', ['ou_a', 'ou_b', 'nobody'], 'left', 2_001)).toBe(2)
      expect(await store.remove(lease, 'r2', 'person', ['ou_a'], 'out_of_range', 2_002)).toBe(0)
      expect(await second.person(key, 'ou_a')).toMatchObject({
        ...{ name: 'Mx ou_a', removedAt: 2_001, removedReason: 'left', updatedAt: 2_001 },
        departments: [{ departmentId: 'A' }],
      })
      expect((await store.run(key, 'r2'))?.people.removed).toBe(2)
      expect(await store.count(key)).toEqual({ people: 4, departments: 4 })
      const left = ['ou_c', 'ou_root', 'ou_unknown', 'ou_x']
      expect(await missing('r2', 'person')).toEqual(left)
      expect((await walk((query) => store.people(key, query))).map(({ id }) => id)).toEqual(left)
    })

    it('D73 does not remove whom an event has read since the run began', async () => {
      await store.beginRun(lease, report('r2', { startedAt: 2_000 }), [])
      await store.writeOne(key, { people: [{ id: 'ou_a' }] }, 2_001, 2_001)
      expect(await store.remove(lease, 'r2', 'person', ['ou_a'], 'left', 2_002)).toBe(0)
      expect((await store.person(key, 'ou_a'))?.removedAt).toBeNull()
    })

    it('D73 a clock that was once a year ahead leaves nobody as they are, and keeps nobody', async () => {
      const ahead = 365 * 86_400_000
      const renamed = (name: string) => ({
        people: ['ou_a', 'ou_b', 'ou_c'].map((id) => ({ id, name })),
        departments: ['A', 'B', 'C'].map((id) => ({ id, name })),
      })
      await store.writeOne(key, renamed('ahead'), ahead, ahead)
      await store.beginRun(lease, report('r2', { startedAt: 2_000 }), [])
      expect((await missing('r2', 'person')).slice(0, 3)).toEqual(['ou_a', 'ou_b', 'ou_c'])
      expect((await store.states(key, ['ou_a'], 'r2')).get('ou_a')?.readAt).toBe(0)
      const read = { people: [{ id: 'ou_a', name: 'now' }], departments: [{ id: 'A', name: 'now' }] }
      await store.writePage(lease, 'r2', page(2_001, read))
      expect(await store.person(key, 'ou_a')).toMatchObject({ name: 'now' })
      expect(await store.department(key, 'A')).toMatchObject({ name: 'now' })
      expect(await store.remove(lease, 'r2', 'person', ['ou_b'], 'left', 2_002)).toBe(1)
      expect(await store.removeOne(key, 'person', 'ou_c', 'left', 2_002, 2_002)).toBe(true)
      // Where nothing else differs the time is put right all the same.
      const same = { departments: [{ id: 'B', name: 'ahead' }] }
      await store.writePage(lease, 'r2', page(2_001, same))
      await store.writeOne(key, { departments: [{ id: 'B', name: 'older' }] }, 1_900, 2_002)
      expect(await store.department(key, 'B')).toMatchObject({ name: 'ahead' })
    })

    it('D79 lets no department stand below one that is removed, nor in a ring when it comes back', async () => {
      await store.beginRun(lease, report('r2', { startedAt: 2_000 }), [])
      await store.remove(lease, 'r2', 'department', ['B'], 'left', 2_001)
      expect((await store.department(key, 'C'))?.treeParentId).toBe('0')
      await place(store, { A: 'C' }, 2_001)
      await store.writePage(lease, 'r2', page(2_002, { departments: [{ id: 'B' }] }))
      await place(store, { C: 'B' }, 2_002)
      expect((await store.ancestors(key, 'A')).map(({ id }) => id)).toEqual(['C', 'B'])
      expect(await store.parents(key)).toContainEqual({ id: 'B', parentId: null, treeParentId: '0' })
    })

    it('D79 moves no department that another has moved, or whose parent has changed, since', async () => {
      const before = { parentId: null, treeParentId: '0' }
      const move = (id: string, treeParentId: string, from: object = {}) =>
        store.setTreeParents(lease, [{ id, treeParentId, before: { ...before, ...from } }], 2_001)
      await store.writeOne(key, { departments: [{ id: 'X', parentId: 'C' }] }, 2_000, 2_000)
      expect(await move('X', 'A')).toBe(0)
      expect(await move('X', 'A', { parentId: 'B' })).toBe(0)
      expect(await move('X', 'A', { parentId: 'C', treeParentId: 'B' })).toBe(0)
      expect(await store.parents(key)).toContainEqual({ id: 'X', parentId: 'C', treeParentId: '0' })
      expect(await move('X', 'C', { parentId: 'C' })).toBe(1)
      expect(await store.parents(key)).toContainEqual({ id: 'X', parentId: 'C', treeParentId: 'C' })
      await store.removeOne(key, 'department', 'X', 'left', 2_002, 2_002)
      expect(await move('X', 'A', { parentId: 'C', treeParentId: 'C' })).toBe(0)
    })

    it('D74 keeps the directories of two apps apart', async () => {
      const other = { ...key, appId: 'cli_2' }
      const otherLease = { ...lease, key: other }
      await store.acquireLease(otherLease, 0, 100)
      await store.beginRun(otherLease, report('r2', { startedAt: 2_000 }), [])
      expect(await store.countMissing(other, 'r2')).toEqual({ people: 0, departments: 0 })
      expect(await store.remove(otherLease, 'r2', 'person', ['ou_a'], 'left', 2_000)).toBe(0)
      await store.writePage(otherLease, 'r2', page(2_000, { people: [{ id: 'ou_a', name: 'Other' }] }))
      expect((await store.person(key, 'ou_a'))?.name).toBe('Mx ou_a')
      expect(await store.count(other)).toEqual({ people: 1, departments: 0 })
      await expect(store.countMissing(key, 'r2')).rejects.toMatchObject({ code: 'run_not_found' })
      await expect(store.remove(lease, 'r2', 'person', ['ou_a'], 'left', 2_000)).rejects.toMatchObject({
        code: 'run_not_found',
      })
    })

    it('leaves no notes behind, also of a run that another one superseded', async () => {
      await store.beginRun(lease, report('r2', { startedAt: 2_000 }), [{ kind: 'people', target: 'A' }])
      const many = Array.from({ length: 450 }, (_, n) => ({ id: `ou_${n}` }))
      await store.writePage(lease, 'r2', page(2_000, { people: many, task: { kind: 'people', target: 'B' } }))
      await importAll(store, 'r3', 3_000, {})
      expect(await store.tasks(key, 'r2', 9)).toEqual([])
      // Nobody counts as met any more.
      expect((await store.countMissing(key, 'r2')).people).toBe(456)
    })
  })
}
