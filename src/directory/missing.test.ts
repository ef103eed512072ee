import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { missingOf } from './missing.ts'
import type { DirectoryStore } from './ports.ts'
import type { RunWork } from './run-work.ts'

test('others have their turn between two pages of missing people', async () => {
  const store: Pick<DirectoryStore, 'missing'> = {
    async missing(_key, _runId, _of, { cursor = '0' }) {
      const page = Number(cursor)
      return { items: [{ id: `p${page}`, name: '' }], next: page === 9 ? null : `${page + 1}` }
    },
  }
  const work = { store, key: { brand: 'feishu', appId: 'cli_1' }, runId: 'r1' } as unknown as RunWork
  let turns = 0
  let isOver = false
  const others = (async () => {
    for (; !isOver; turns += 1) await nextTurn()
  })()
  const seen: number[] = []
  for await (const [{ id } = { id: '' }] of missingOf(work, 'person')) {
    expect(id).toBe(`p${seen.length}`)
    seen.push(turns)
  }
  isOver = true
  await others
  expect(new Set(seen).size).toBe(10)
})
