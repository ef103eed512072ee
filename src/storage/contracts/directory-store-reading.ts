// Tests: how a DirectoryStore lists, finds and counts.

import { describe, expect, it } from 'vitest'
import type { DepartmentsQuery, PeopleQuery } from '../../directory/ports.ts'
import type { PersonRead } from '../../feishu/index.ts'
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

const at = (departmentId: string, userOrder: number) => ({
  departmentId,
  userOrder,
  departmentOrder: 0,
  isPrimary: false,
})
const people: PersonRead[] = [
  {
    id: 'ou_1',
    name: '李雷',
    enName: 'Li Lei',
    email: 'Lei_1@Example.com',
    departmentIds: ['A'],
    state: 'active',
  },
  {
    id: 'ou_2',
    name: '韩梅梅',
    nickname: 'Meimei',
    employeeNo: 'E%2',
    departmentIds: ['B', 'A'],
    orders: [at('A', 9)],
    state: 'frozen',
  },
  { id: 'ou_3', name: 'Zoë', userId: 'zo\\e', departmentIds: ['0'], state: 'active' },
  { id: 'ou_4', name: 'Same', departmentIds: ['B'], enterpriseEmail: 'x@corp.example' },
  { id: 'ou_5', name: 'Same', departmentIds: ['B'] },
  { id: 'ou_6', name: 'Ａｄａ', departmentIds: ['C'] },
  { id: 'ou_7', name: 'Gone', departmentIds: ['A'] },
]

export function testDirectoryReading(name: string, make: MakeDirectoryStore): void {
  describe(`DirectoryStore, reading: ${name}`, () => {
    const { store, second } = eachWithLease(make, async (store) => {
      await importAll(store, 'r1', 1_000, {
        people,
        departments: [
          { id: 'A', name: 'Alpha', order: 2 },
          { id: 'B', name: 'Beta', i18nName: { zh_cn: '贝塔', en_us: 'BETA' } },
          { id: 'C', name: 'Gamma', order: 1 },
          { id: 'D', name: 'Delta' },
        ],
      })
      await place(store, { B: 'A', C: 'B' }, 1_000)
      await store.removeOne(key, 'person', 'ou_7', 'left', 1_000, 1_000)
      await store.removeOne(key, 'department', 'D', 'left', 1_000, 1_000)
    })

    it.each<[string, Omit<PeopleQuery, 'limit'>, string]>([
      ['everybody by name', {}, '4 5 3 1 2 6'],
      ['removed ones too', { removed: true }, '7 4 5 3 1 2 6'],
      ['members by order, then name', { departmentId: 'A' }, '2 1'],
      ['members with removed ones', { departmentId: 'A', removed: true }, '2 7 1'],
      ['members of equal names', { departmentId: 'B' }, '4 5 2'],
      ['members of the root', { departmentId: '0' }, '3'],
      ['members below', { departmentId: 'A', below: true }, '4 5 1 2 6'],
      ['members below a leaf', { departmentId: 'C', below: true }, '6'],
      ['everybody below the root', { departmentId: '0', below: true }, '4 5 3 1 2 6'],
      ['nobody in an unknown department', { departmentId: 'Z', below: true }, ''],
      ['those of a state', { state: 'active' }, '3 1'],
      ['part of a name', { search: '梅' }, '2'],
      ['an English name in any case', { search: ' LI  lei ' }, '1'],
      ['letters of another width', { search: 'ada' }, '6'],
      ['an e-mail', { search: 'lei_1@' }, '1'],
      ['a company e-mail', { search: 'CORP' }, '4'],
      ['no pattern in an underscore', { search: 'lei_1_' }, ''],
      ['no pattern in a percent sign', { search: 'e%2' }, '2'],
      ['no pattern in percent alone', { search: 'E%%' }, ''],
      ['a backslash as itself', { search: 'o\\e' }, '3'],
      ['nothing across two fields', { search: 'lei lei_1' }, ''],
      ['everybody for spaces', { search: '  ' }, '4 5 3 1 2 6'],
      ['names only: no e-mail', { search: 'example', namesOnly: true }, ''],
      ['names only: a nickname', { search: 'mei', namesOnly: true }, '2'],
      ['within a department', { search: 'same', departmentId: 'B', state: 'active' }, ''],
      ['an attempt to break out', { search: `' or 1=1 --` }, ''],
    ])('lists %s', async (_, query, expected) => {
      for (const limit of [1, 2, 200]) {
        const found = await walk((of) => second.people(key, { ...query, ...of }), limit)
        expect(found.map(({ id }) => id.slice(3)).join(' ')).toBe(expected)
      }
    })

    it.each<[string, Omit<DepartmentsQuery, 'limit'>, string]>([
      ['all by name', {}, 'A B C'],
      ['removed ones too', { removed: true }, 'A B D C'],
      ['those below the root', { parentId: '0' }, 'A'],
      ['those below another', { parentId: 'A' }, 'B'],
      ['those of a name in another language', { search: '塔' }, 'B'],
      ['none below a leaf', { parentId: 'C' }, ''],
    ])('lists departments: %s', async (_, query, expected) => {
      for (const limit of [1, 200]) {
        const found = await walk((of) => second.departments(key, { ...query, ...of }), limit)
        expect(found.map(({ id }) => id).join(' ')).toBe(expected)
      }
    })

    it('lists departments below one by their order, the smaller first', async () => {
      await place(store, { B: '0', C: '0' }, 1_001)
      const found = await walk((query) => store.departments(key, { parentId: '0', ...query }), 1)
      expect(found.map(({ id }) => id)).toEqual(['B', 'C', 'A'])
    })

    it('D79 tells the departments above, the nearest first, and ends also in a ring', async () => {
      expect((await store.ancestors(key, 'C')).map(({ id }) => id)).toEqual(['B', 'A'])
      expect(await store.ancestors(key, 'A')).toEqual([])
      expect(await store.ancestors(key, 'unknown')).toEqual([])
      await place(store, { A: 'C' }, 1_001)
      expect((await store.ancestors(key, 'C')).length).toBeLessThan(2_000)
      const below = await store.people(key, { departmentId: 'A', below: true, limit: 9 })
      expect(below.items).toHaveLength(5)
    })

    it('counts and gives states', async () => {
      expect(await store.count(key)).toEqual({ people: 6, departments: 3 })
      expect(await store.states(key, ['ou_2', 'ou_4', 'ou_7', 'nobody'])).toEqual(
        new Map([
          ['ou_2', { state: 'frozen', removed: false, readAt: 1_000 }],
          ['ou_4', { state: null, removed: false, readAt: 1_000 }],
          ['ou_7', { state: null, removed: true, readAt: 1_000 }],
        ]),
      )
      expect(await store.states(key, [])).toEqual(new Map())
    })

    it('tells when states were read, in a run also of whom it found as they were', async () => {
      await store.beginRun(lease, report('r2', { startedAt: 2_000 }), [])
      await store.writePage(lease, 'r2', page(2_001, { people: [{ id: 'ou_1', state: 'active' }] }))
      await store.writeOne(key, { people: [{ id: 'ou_2' }] }, 2_002, 2_002)
      const readAt = async (runId?: string) =>
        [...(await store.states(key, ['ou_1', 'ou_2', 'ou_4'], runId)).values()].map((one) => one.readAt)
      expect(await readAt()).toEqual([1_000, 2_002, 1_000])
      expect(await readAt('r2')).toEqual([2_001, 2_002, 1_000])
    })

    it('gives a removed one by id, with the reason', async () => {
      expect(await store.person(key, 'ou_7')).toMatchObject({ removedAt: 1_000, removedReason: 'left' })
      expect(await store.department(key, 'D')).toMatchObject({ removedAt: 1_000, removedReason: 'left' })
    })

    it.each([
      ['of another list', async () => store.people(key, { departmentId: 'B', limit: 1 })],
      ['of departments', async () => store.departments(key, { limit: 1 })],
    ])('refuses a cursor %s', async (_, list) => {
      const cursor = (await list()).next ?? ''
      expect(cursor).not.toBe('')
      await expect(store.people(key, { limit: 1, cursor })).rejects.toMatchObject({ code: 'request_invalid' })
    })
  })
}
