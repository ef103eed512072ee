import { expect, test } from 'vitest'
import { arrange } from './arrange.ts'
import type { Lease, TreeChange } from './ports.ts'
import type { Placed } from './tree.ts'

const key = { brand: 'feishu' as const, appId: 'cli_1' }
const lease: Lease = { key, purpose: 'sync', owner: 'me' }

/** A store whose departments somebody else moves when they have been read for the n-th time. */
function createMovingStore(departments: Placed[], move: (reads: number) => void) {
  let reads = 0
  return {
    reads: () => reads,
    async parents() {
      const found = structuredClone(departments)
      reads += 1
      if (reads > 100) throw new Error('Asked for ever.')
      move(reads)
      return found
    },
    async setTreeParents(_: Lease, changes: readonly TreeChange[]) {
      const moved = changes.flatMap(({ id, treeParentId, before }) => {
        const one = departments.find((each) => each.id === id)
        const same = one?.parentId === before.parentId && one.treeParentId === before.treeParentId
        return one !== undefined && same ? [Object.assign(one, { treeParentId })] : []
      })
      return moved.length
    },
  }
}

const run = (store: ReturnType<typeof createMovingStore>) =>
  arrange({ key, store, lease, clock: () => 0, keep: async () => {} })

test('D79 what another has moved meanwhile is read again, and arranged', async () => {
  const departments: Placed[] = [
    { id: 'a', parentId: 'b', treeParentId: '0' },
    { id: 'b', parentId: '0', treeParentId: '0' },
  ]
  const [a, b] = departments
  const store = createMovingStore(departments, (reads) => {
    if (reads > 1) return
    Object.assign(a ?? {}, { parentId: 'c' })
    Object.assign(b ?? {}, { parentId: 'a' })
  })
  expect(await run(store)).toEqual([{ kind: 'orphan', departmentIds: ['a'], count: 1 }])
  expect(departments.map(({ treeParentId }) => treeParentId)).toEqual(['0', 'a'])
})

test('D79 one that never stands still is left to whoever moves it', async () => {
  const departments: Placed[] = [
    { id: 'a', parentId: 'b', treeParentId: '0' },
    { id: 'b', parentId: '0', treeParentId: '0' },
  ]
  const store = createMovingStore(departments, (reads) => {
    Object.assign(departments[0] ?? {}, { treeParentId: `elsewhere-${reads}` })
  })
  await run(store)
  expect(store.reads()).toBe(10)
})
