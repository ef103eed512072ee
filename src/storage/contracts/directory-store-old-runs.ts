// Tests: which runs a DirectoryStore deletes once they are old.

import { describe, expect, it } from 'vitest'
import type { DirectoryStore } from '../../directory/ports.ts'
import type { RunReport } from '../../directory/report.ts'
import { eachWithLease } from './directory-each.ts'
import { key, lease, type MakeDirectoryStore, page, report, walk } from './directory-samples.ts'

const part = (id: string) => ({ target: { kind: 'department', id } }) as const

/** Begins and ends at `at`. */
async function end(store: DirectoryStore, id: string, at: number, changes: Partial<RunReport> = {}) {
  const run = report(id, { ...part('D'), startedAt: at, ...changes })
  await store.beginRun(lease, run, [])
  await store.finishRun(lease, { ...run, state: 'completed', finishedAt: at })
}

export function testDirectoryOldRuns(name: string, make: MakeDirectoryStore): void {
  describe(`DirectoryStore, old runs: ${name}`, () => {
    const { store, second } = eachWithLease(make)

    const left = async () => (await walk((query) => second.runs(key, query))).map(({ id }) => id)

    it('deletes those that ended before, but the newest of all', async () => {
      for (const at of [1_000, 1_001, 1_002, 1_003, 1_004]) await end(store, `r${at}`, at)
      expect(await store.deleteOldRuns(key, 5, 9_000)).toBe(0)
      expect(await store.deleteOldRuns(key, 2, 1_001)).toBe(1)
      expect(await left()).toEqual(['r1004', 'r1003', 'r1002', 'r1001'])
      expect(await store.deleteOldRuns(key, 2, 9_000)).toBe(2)
      expect(await left()).toEqual(['r1004', 'r1003'])
      expect(await store.deleteOldRuns(key, 2, 9_000)).toBe(0)
    })

    it('deletes one that began long ago only once its end is old', async () => {
      await store.beginRun(lease, report('a', part('D')), [])
      await store.finishRun(lease, report('a', { ...part('D'), state: 'completed', finishedAt: 5_000 }))
      expect(await store.deleteOldRuns(key, 0, 5_000)).toBe(0)
      expect(await store.deleteOldRuns(key, 0, 5_001)).toBe(1)
    })

    it('deletes many, with their changes, and none of another app', async () => {
      const other = { ...key, appId: 'cli_2' }
      const otherLease = { ...lease, key: other }
      await store.acquireLease(otherLease, 0, 100)
      const refused = { state: 'failed', finishedAt: 1_000 } as const
      await store.beginRun(otherLease, report('other', refused), [])
      await end(store, 'whole', 1_000, { target: { kind: 'all' } })
      const run = report('changed', part('D'))
      await store.beginRun(lease, run, [])
      await store.writePage(lease, 'changed', page(1_000, { people: [{ id: 'ou_1', name: 'Ann' }] }))
      await store.finishRun(lease, { ...run, state: 'completed', finishedAt: 1_000 })
      expect((await store.changes(key, 'changed', { limit: 9 })).items).toHaveLength(1)
      for (let n = 0; n < 450; n += 1) await store.beginRun(lease, report(`r${n}`, refused), [])
      expect(await store.deleteOldRuns(key, 10, 9_000)).toBe(441)
      expect(await left()).toHaveLength(11)
      expect(await store.run(key, 'changed')).toBeUndefined()
      expect(await store.run(other, 'other')).toBeDefined()
      expect((await store.person(key, 'ou_1'))?.name).toBe('Ann')
    })

    it.each(['running', 'waiting', 'failed'] as const)(
      'keeps one that is %s, however old, until it cannot be continued any more',
      async (state) => {
        await store.beginRun(lease, report('a', part('D')), [{ kind: 'people', target: 'D' }])
        await store.saveRun(lease, report('a', { ...part('D'), state, finishedAt: 1_000 }))
        await end(store, 'b', 1_000, part('E'))
        expect(await store.deleteOldRuns(key, 0, 9_000)).toBe(1)
        expect(await left()).toEqual(['a'])
        expect((await store.unfinishedRun(key, part('D').target, false))?.id).toBe('a')
        expect(await store.tasks(key, 'a', 9)).toHaveLength(1)
        await end(store, 'c', 2_000)
        expect(await store.deleteOldRuns(key, 0, 9_000)).toBe(2)
        expect(await left()).toEqual([])
      },
    )

    it('keeps the newest that has read everything, which tells when that was', async () => {
      const whole = { target: { kind: 'all' } } as const
      await end(store, 'a', 1_000, whole)
      await end(store, 'b', 1_001, whole)
      await end(store, 'c', 1_002, { ...whole, dryRun: true })
      await end(store, 'd', 1_003)
      expect(await store.deleteOldRuns(key, 0, 9_000)).toBe(3)
      expect(await left()).toEqual(['b'])
      expect(await second.lastWholeAt(key)).toBe(1_001)
      // Numbers go on behind it.
      await end(store, 'e', 1_004)
      expect(await left()).toEqual(['e', 'b'])
    })
  })
}
