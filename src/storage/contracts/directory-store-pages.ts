// Tests: what a DirectoryStore writes of a page.

import { describe, expect, it } from 'vitest'
import type { PersonRead } from '../../feishu/index.ts'
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

const ann: PersonRead = {
  id: 'ou_1',
  name: 'Ann',
  email: 'ann@example.com',
  departmentIds: ['D', 'E'],
  customAttributes: [{ id: 'C-1', type: 'TEXT', value: { text: 'a', __proto__x: 1 } }],
}
const order = (departmentId: string, departmentOrder: number, isPrimary = false, userOrder = 0) => ({
  departmentId,
  departmentOrder,
  isPrimary,
  userOrder,
})

export function testDirectoryPages(name: string, make: MakeDirectoryStore): void {
  describe(`DirectoryStore, pages: ${name}`, () => {
    const { store, second } = eachWithLease(make)

    const person = (id = 'ou_1') => second.person(key, id)

    it('gives back what was told', async () => {
      await importAll(store, 'r1', 1_000, {
        people: [ann],
        departments: [{ id: 'D', name: 'Dept', order: 3, parentId: 'P' }],
      })
      const { departmentIds: _, ...fields } = ann
      const times = { updatedAt: 1_000, removedAt: null, removedReason: null }
      expect(await person()).toEqual({
        ...fields,
        ...times,
        departments: [
          { departmentId: 'D', isPrimary: true, order: 0 },
          { departmentId: 'E', isPrimary: false, order: 0 },
        ],
      })
      expect(await second.department(key, 'D')).toEqual({
        ...times,
        ...{ id: 'D', name: 'Dept', order: 3, parentId: 'P', treeParentId: '0' },
      })
      expect(await store.person({ ...key, appId: 'cli_2' }, 'ou_1')).toBeUndefined()
    })

    it('D80 keeps known values of fields that are not told any more', async () => {
      await importAll(store, 'r1', 1_000, {
        people: [ann],
        departments: [{ id: 'D', name: 'Dept', leaderId: 'ou_1' }],
      })
      await importAll(store, 'r2', 2_000, { people: [{ id: 'ou_1', name: '' }], departments: [{ id: 'D' }] })
      expect(await person()).toMatchObject({ name: '', email: 'ann@example.com', updatedAt: 2_000 })
      expect(placesOf(await person())).toEqual(['D*:0', 'E:0'])
      expect(await store.department(key, 'D')).toMatchObject({
        name: 'Dept',
        leaderId: 'ou_1',
        updatedAt: 1_000,
      })
    })

    it('writes nothing when nothing differs, whatever the order of keys', async () => {
      await importAll(store, 'r1', 1_000, { people: [ann], departments: [{ id: 'D', name: 'Dept' }] })
      await store.beginRun(lease, report('r2', { startedAt: 2_000 }), [])
      const again: PersonRead = {
        ...Object.fromEntries(Object.entries(ann).toReversed()),
        id: 'ou_1',
        customAttributes: [{ value: { __proto__x: 1, text: 'a' }, type: 'TEXT', id: 'C-1' }],
      }
      const result = await store.writePage(
        lease,
        'r2',
        page(2_000, { people: [again], departments: [{ name: 'Dept', id: 'D' }] }),
      )
      const nothing = { read: 1, created: 0, updated: 0, restored: 0 }
      expect(result).toEqual({ people: nothing, departments: nothing })
      expect((await person())?.updatedAt).toBe(1_000)
      expect((await store.department(key, 'D'))?.updatedAt).toBe(1_000)
    })

    it.each<[string, Partial<PersonRead>, string[]]>([
      ['the one told', { orders: [order('A', 9), order('B', 1, true, 4)] }, ['B*:4', 'A:0', 'C:0']],
      [
        'else the largest departmentOrder',
        { orders: [order('A', 1), order('C', 7, false, 2)] },
        ['C*:2', 'A:0', 'B:0'],
      ],
      ['else the first', {}, ['A*:0', 'B:0', 'C:0']],
      [
        'one of two that are told',
        { orders: [order('B', 1, true), order('C', 2, true)] },
        ['C*:0', 'B:0', 'A:0'],
      ],
      ['none of another department', { orders: [order('X', 9, true)] }, ['A*:0', 'B:0', 'C:0']],
    ])('D79 makes one department the primary one: %s', async (_, told, expected) => {
      await importAll(store, 'r1', 1_000, {
        people: [{ id: 'ou_1', departmentIds: ['A', 'B', 'A', 'C'], ...told }],
      })
      expect(placesOf(await person())).toEqual(expected)
    })

    it('D79 moves a person, and keeps orders that are not told', async () => {
      const orders = [order('A', 1, false, 5), order('B', 9, true, 6)]
      await importAll(store, 'r1', 1_000, { people: [{ id: 'ou_1', departmentIds: ['A', 'B'], orders }] })
      await importAll(store, 'r2', 2_000, { people: [{ id: 'ou_1', departmentIds: ['C', 'A', 'B'] }] })
      expect(placesOf(await person())).toEqual(['B*:6', 'C:0', 'A:5'])
      await importAll(store, 'r3', 3_000, { people: [{ id: 'ou_1', departmentIds: ['C'] }] })
      expect(placesOf(await person())).toEqual(['C*:0'])
    })

    it('passes over whom the run has met, unless the answer is newer; each counts once', async () => {
      await store.beginRun(lease, report('r1'), [])
      const named = (at: number, name: string) =>
        page(at, { people: [{ ...ann, name }, ann], departments: [{ id: 'D', name }] })
      const first = await store.writePage(lease, 'r1', named(1_001, 'first'))
      expect(first.people).toEqual({ read: 1, created: 1, updated: 0, restored: 0 })
      const nothing = { read: 0, created: 0, updated: 0, restored: 0 }
      for (const at of [1_000, 1_001]) {
        const result = await store.writePage(lease, 'r1', named(at, 'older'))
        expect(result).toEqual({ people: nothing, departments: nothing })
      }
      expect((await person())?.name).toBe('first')
      const newer = await store.writePage(lease, 'r1', named(1_002, 'newer'))
      expect(newer).toEqual({ people: nothing, departments: nothing })
      expect((await person())?.name).toBe('newer')
      expect((await store.department(key, 'D'))?.name).toBe('newer')
      // Who was as known when first met counts when the newer answer differs.
      await store.beginRun(lease, report('r2', { startedAt: 2_000 }), [])
      await store.writePage(lease, 'r2', named(2_000, 'newer'))
      const changed = await store.writePage(lease, 'r2', named(2_001, 'third'))
      expect(changed.people).toEqual({ ...nothing, updated: 1 })
      expect(changed.departments).toEqual({ ...nothing, updated: 1 })
    })

    it('D79 a newer list without departments takes none away that the run was told', async () => {
      await store.beginRun(lease, report('r1'), [{ kind: 'people', target: 'D' }])
      await store.writePage(
        lease,
        'r1',
        page(1_000, { people: [ann], task: { kind: 'people', target: 'E' } }),
      )
      const list = page(1_001, { people: [{ id: 'ou_1', name: 'New', departmentIds: [] }], listedIn: 'F' })
      await store.writePage(lease, 'r1', list)
      await store.finishRun(lease, report('r1', { state: 'completed' }))
      expect(await person()).toMatchObject({ name: 'New' })
      expect(placesOf(await person())).toEqual(['D*:0', 'E:0'])
    })

    it('D79 a newer list without departments adds the one whose list it is', async () => {
      const tasks = ['D', 'E'].map((target) => ({ kind: 'people', target }) as const)
      await store.beginRun(lease, report('r1'), tasks)
      for (const [n, { target }] of tasks.entries()) {
        const task = { kind: 'people', target } as const
        const people = [{ id: 'ou_1' }]
        await store.writePage(lease, 'r1', page(1_000 + n, { people, task, listedIn: target }))
      }
      await store.finishRun(lease, report('r1', { state: 'completed' }))
      expect(placesOf(await person())).toEqual(['D*:0', 'E:0'])
    })

    it('D79 takes departments from the lists when the platform tells none', async () => {
      const bare = { id: 'ou_1', name: 'Ann' }
      const list = (listedIn: string, ...people: PersonRead[]) => ({
        ...{ task: { kind: 'people', target: listedIn } as const, listedIn, people },
        newTasks: [{ kind: 'people', target: 'E' } as const],
      })
      const everything = async (id: string, at: number, lists: ReturnType<typeof list>[], dryRun = false) => {
        const run = report(id, { startedAt: at, dryRun })
        const tasks = ['D', 'E', 'F'].map((target) => ({ kind: 'people', target }) as const)
        await store.beginRun(lease, run, tasks)
        for (const changes of lists) await store.writePage(lease, id, page(at, changes))
        await store.finishRun(lease, { ...run, state: 'completed', finishedAt: at })
        return (await store.run(key, id))?.people
      }
      await everything('r1', 1_000, [list('D', bare), list('E', { ...bare, departmentIds: [] }), list('F')])
      expect(placesOf(await person())).toEqual(['D*:0', 'E:0'])
      // Not in D any more, but in F; in the list that was not read to its end nothing is known.
      const moved = await everything('r2', 2_000, [list('D'), list('F', bare)])
      expect(moved).toMatchObject({ read: 1, updated: 1 })
      expect(placesOf(await person())).toEqual(['E*:0', 'F:0'])
      expect(await person()).toMatchObject({ updatedAt: 2_000 })
      expect((await store.changes(key, 'r2', { limit: 9 })).items).toMatchObject([
        { change: 'updated', fields: ['departments'] },
      ])
      const same = await everything('r3', 3_000, [list('D'), list('E', bare), list('F', bare)])
      expect(same).toMatchObject({ read: 1, updated: 0 })
      // A dry run counts who would lose a department, and who would get one.
      const less = await everything('r4', 4_000, [list('D'), list('E', bare), list('F')], true)
      expect(less).toMatchObject({ read: 1, updated: 1 })
      const more = await everything('r5', 5_000, [list('E', bare), list('D', bare), list('F', bare)], true)
      expect(more).toMatchObject({ read: 1, updated: 1 })
      expect(placesOf(await person())).toEqual(['E*:0', 'F:0'])
    })

    it('D80 keeps departments of whom the platform told them, though a list is without the person', async () => {
      const tasks = ['D', 'E'].map((target) => ({ kind: 'people', target }) as const)
      await store.beginRun(lease, report('r1'), tasks)
      await store.writePage(
        lease,
        'r1',
        page(1_000, { people: [ann], listedIn: 'E', task: { kind: 'people', target: 'E' } }),
      )
      await store.writePage(lease, 'r1', page(1_000, { task: { kind: 'people', target: 'D' } }))
      await store.finishRun(lease, report('r1', { state: 'completed' }))
      expect(placesOf(await person())).toEqual(['D*:0', 'E:0'])
    })

    it('D73 ignores what was asked for before the newest that is written', async () => {
      await importAll(store, 'r1', 1_000, { people: [ann], departments: [{ id: 'D', name: 'new' }] })
      await store.beginRun(lease, report('r2', { startedAt: 900 }), [])
      const stale = page(999, { people: [{ ...ann, name: 'Old' }], departments: [{ id: 'D', name: 'old' }] })
      expect((await store.writePage(lease, 'r2', stale)).people).toMatchObject({ read: 1, updated: 0 })
      expect((await person())?.name).toBe('Ann')
      expect((await store.department(key, 'D'))?.name).toBe('new')
      expect(await store.countMissing(key, 'r2')).toEqual({ people: 0, departments: 0 })
    })

    it('brings back whom a run removed, but nobody who has left', async () => {
      await importAll(store, 'r1', 1_000, { people: [ann, { id: 'ou_2' }], departments: [{ id: 'D' }] })
      await store.beginRun(lease, report('r2', { startedAt: 2_000 }), [])
      await store.remove(lease, 'r2', 'person', ['ou_1', 'ou_2'], 'out_of_range', 2_000)
      await store.remove(lease, 'r2', 'department', ['D'], 'left', 2_000)
      const result = await store.writePage(
        lease,
        'r2',
        page(2_001, { people: [ann, { id: 'ou_2', state: 'resigned' }], departments: [{ id: 'D' }] }),
      )
      expect(result.people).toEqual({ read: 2, created: 0, updated: 1, restored: 1 })
      expect(result.departments.restored).toBe(1)
      expect(await person()).toMatchObject({ removedAt: null, removedReason: null, updatedAt: 2_001 })
      expect(await person('ou_2')).toMatchObject({
        state: 'resigned',
        removedAt: 2_000,
        removedReason: 'out_of_range',
      })
    })

    it('in a dry run only counts and notes', async () => {
      await importAll(store, 'r1', 1_000, {
        people: [ann, { id: 'ou_2' }, { id: 'ou_3' }],
        departments: [{ id: 'D' }],
      })
      await store.beginRun(lease, report('dry', { dryRun: true, startedAt: 2_000 }), [])
      const changes = {
        people: [
          { ...ann, name: 'New', departmentIds: ['F'] },
          { id: 'ou_4', name: 'N' },
        ],
        departments: [{ id: 'E' }],
      }
      const result = await store.writePage(lease, 'dry', page(2_000, changes))
      expect(result.people).toEqual({ read: 2, created: 1, updated: 1, restored: 0 })
      expect(await store.countMissing(key, 'dry')).toEqual({ people: 2, departments: 1 })
      expect(await store.remove(lease, 'dry', 'person', ['ou_2'], 'left', 2_000)).toBe(1)
      expect(await store.remove(lease, 'dry', 'person', ['ou_2'], 'left', 2_000)).toBe(0)
      expect(await store.countMissing(key, 'dry')).toEqual({ people: 1, departments: 1 })
      await store.finishRun(lease, report('dry', { dryRun: true, state: 'completed', startedAt: 2_000 }))
      expect(await person()).toMatchObject({ name: 'Ann', updatedAt: 1_000 })
      expect(placesOf(await person())).toEqual(['D*:0', 'E:0'])
      expect(await person('ou_2')).toMatchObject({ removedAt: null })
      expect(await store.count(key)).toEqual({ people: 3, departments: 1 })
      expect((await store.run(key, 'dry'))?.people).toEqual({ ...result.people, removed: 1 })
      const noted = (await store.changes(key, 'dry', { limit: 9 })).items.map(
        ({ id, change }) => `${id} ${change}`,
      )
      expect(noted).toEqual(['E created', 'ou_1 updated', 'ou_2 removed', 'ou_4 created'])
    })

    it('D76 writes a page as a whole or not at all', async () => {
      await store.beginRun(lease, report('r1'), [{ kind: 'people', target: 'D' }])
      const broken = page(1_000, {
        people: [ann],
        newTasks: [{ kind: 'people', target: null as unknown as string }],
      })
      await expect(store.writePage(lease, 'r1', broken)).rejects.toMatchObject({ code: 'internal_error' })
      expect(await store.person(key, 'ou_1')).toBeUndefined()
      expect(await store.countTasks(key, 'r1')).toBe(1)
      expect((await store.run(key, 'r1'))?.calls).toBe(0)
      expect((await store.writePage(lease, 'r1', page(1_000, { people: [ann] }))).people.created).toBe(1)
    })
  })
}
