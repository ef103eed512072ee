import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rootId } from './model.ts'
import { arrangeTree, type Placed } from './tree.ts'

const placed = (parents: Record<string, string | null>): Placed[] =>
  Object.entries(parents).map(([id, parentId]) => ({ id, parentId, treeParentId: 'nowhere' }))

const treeOf = (departments: Placed[]) =>
  Object.fromEntries(arrangeTree(departments).changes.map(({ id, treeParentId }) => [id, treeParentId]))

describe('arrangeTree', () => {
  it('puts everybody under their parent', () => {
    expect(treeOf(placed({ a: '0', b: 'a', c: 'b', d: 'a' }))).toEqual({ a: '0', b: 'a', c: 'b', d: 'a' })
    expect(arrangeTree(placed({ a: '0', b: 'a' })).warnings).toEqual([])
  })

  it('tells only of those that stand elsewhere', () => {
    const now = [
      { id: 'a', parentId: '0', treeParentId: '0' },
      { id: 'b', parentId: 'c', treeParentId: 'a' },
      { id: 'c', parentId: 'a', treeParentId: 'a' },
    ]
    expect(arrangeTree(now).changes).toEqual([
      { id: 'b', treeParentId: 'c', before: { parentId: 'c', treeParentId: 'a' } },
    ])
  })

  it('D79 puts all members of a cycle under the root, and what hangs on them under them', () => {
    const departments = placed({ z: 'c', a: 'b', b: 'c', c: 'a', me: 'me', below: 'me' })
    expect(treeOf(departments)).toEqual({ z: 'c', a: '0', b: '0', c: '0', me: '0', below: 'me' })
    expect(arrangeTree(departments).warnings).toEqual([
      { kind: 'cycle', departmentIds: ['a', 'b', 'c'] },
      { kind: 'cycle', departmentIds: ['me'] },
    ])
  })

  it('D79 puts a department with an unknown parent under the root, and warns only of one that is told', () => {
    const departments = placed({ a: 'unseen', b: 'a', c: null })
    expect(treeOf(departments)).toEqual({ a: '0', b: 'a', c: '0' })
    expect(arrangeTree(departments).warnings).toEqual([{ kind: 'orphan', departmentIds: ['a'], count: 1 }])
  })

  it('warns of the first twenty, and says how many there are', () => {
    const ids = Array.from({ length: 30 }, (_, at) => `d${at}`)
    const orphans = arrangeTree(placed(Object.fromEntries(ids.map((id) => [id, 'unseen'])))).warnings
    expect(orphans).toEqual([{ kind: 'orphan', departmentIds: ids.toSorted().slice(0, 20), count: 30 }])
    const cycles = arrangeTree(placed(Object.fromEntries(ids.map((id) => [id, id])))).warnings
    expect(cycles).toHaveLength(20)
  })

  // Parents out of few ids, so that cycles and orphans abound.
  const anyDepartments = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 30 }).chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc.record({
          id: fc.constant(String(id)),
          parentId: fc.option(fc.integer({ min: 0, max: 40 }).map(String), { freq: 8 }),
          treeParentId: fc.constant('nowhere'),
        }),
      ),
    ),
  )

  it('always ends at the root, keeps every parent that does not lead back, and depends on no order', () => {
    fc.assert(
      fc.property(anyDepartments, fc.func(fc.integer()), (departments, rank) => {
        const tree = treeOf(departments)
        expect(Object.keys(tree)).toHaveLength(departments.length)
        const told = new Map(departments.map(({ id, parentId }) => [id, parentId]))
        const leadsBack = (id: string) => {
          let at = told.get(id)
          for (let steps = 0; steps < departments.length && at !== id; steps += 1) at = told.get(at ?? '')
          return at === id
        }
        for (const { id, parentId } of departments) {
          let at: string | undefined = id
          for (let steps = 0; at !== rootId; steps += 1) {
            expect(steps).toBeLessThanOrEqual(departments.length)
            at = tree[at ?? '']
          }
          const kept = parentId !== null && told.has(parentId) && !leadsBack(id)
          expect(tree[id]).toBe(kept ? parentId : rootId)
        }
        const shuffled = departments.toSorted((a, b) => rank(a.id) - rank(b.id))
        expect(treeOf(shuffled)).toEqual(tree)
        expect(arrangeTree(shuffled).warnings).toEqual(arrangeTree(departments).warnings)
      }),
    )
  })

  it.each([
    ['a chain', (at: number) => at - 1],
    ['a chain told from its end', (at: number) => at + 1],
    ['one cycle', (at: number) => (at + 1) % 100_000],
    ['a bush', (at: number) => Math.floor(at / 1_000)],
  ])('arranges 100,000 departments at once: %s', (_, parent) => {
    const departments = Array.from({ length: 100_000 }, (_, at) => ({
      id: `od-${at}`,
      parentId: `od-${parent(at)}`,
      treeParentId: '0',
    }))
    const before = performance.now()
    arrangeTree(departments)
    expect(performance.now() - before).toBeLessThan(2_000)
  })
})
