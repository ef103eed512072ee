// Tests: runs of a DirectoryStore, their tasks, reports and changes.

import { describe, expect, it } from 'vitest'
import type { RunReport, SyncTarget } from '../../directory/report.ts'
import { eachWithLease } from './directory-each.ts'
import { importAll, key, lease, type MakeDirectoryStore, page, report, walk } from './directory-samples.ts'

const department = { kind: 'department', id: 'D' } as const
const reordered: SyncTarget = { id: 'D', kind: 'department' }

export function testDirectoryRuns(name: string, make: MakeDirectoryStore): void {
  describe(`DirectoryStore, runs: ${name}`, () => {
    const { store, second } = eachWithLease(make)

    it('gives back what a run began with, to its own app', async () => {
      const run = report('r', { target: department, dryRun: true, calls: 3, workedMs: 5 })
      await store.beginRun(lease, run, [])
      expect(await second.run(key, 'r')).toEqual(run)
      expect(await store.run({ ...key, appId: 'cli_2' }, 'r')).toBeUndefined()
      await expect(store.told({ ...key, brand: 'lark' }, 'r')).rejects.toMatchObject({
        code: 'run_not_found',
      })
    })

    it('finds the newest unfinished run of a target, which the next one supersedes', async () => {
      await store.beginRun(lease, report('a'), [])
      await store.beginRun(lease, report('b', { target: department }), [])
      await store.beginRun(lease, report('c', { dryRun: true }), [])
      expect((await store.unfinishedRun(key, { kind: 'all' }, false))?.id).toBe('a')
      expect((await store.unfinishedRun(key, reordered, false))?.id).toBe('b')
      expect(await store.unfinishedRun(key, { ...department, id: 'E' }, false)).toBeUndefined()
      await store.beginRun(lease, report('d'), [])
      expect((await store.run(key, 'a'))?.state).toBe('superseded')
      expect((await store.run(key, 'c'))?.state).toBe('running')
      expect((await store.unfinishedRun(key, { kind: 'all' }, false))?.id).toBe('d')
      await store.finishRun(lease, report('d', { state: 'completed' }))
      expect(await store.unfinishedRun(key, { kind: 'all' }, false)).toBeUndefined()
    })

    it.each(['running', 'waiting', 'failed'] as const)(
      'counts a run as unfinished while it is %s',
      async (state) => {
        await store.beginRun(lease, report('a'), [])
        await store.saveRun(lease, report('a', { state }))
        expect((await store.unfinishedRun(key, { kind: 'all' }, false))?.id).toBe('a')
      },
    )

    it('D76 counts no run that was refused before it began as unfinished, whatever came before it', async () => {
      const error = { code: 'scope_not_allowed', message: 'm', early: true } as const
      const refused = (id: string) => report(id, { state: 'failed', error, finishedAt: 2_000 })
      await store.beginRun(lease, refused('a'), [])
      expect(await store.unfinishedRun(key, { kind: 'all' }, false)).toBeUndefined()
      await store.beginRun(lease, report('b'), [])
      await store.beginRun(lease, refused('c'), [])
      expect((await store.unfinishedRun(key, { kind: 'all' }, false))?.id).toBe('b')
      await store.finishRun(lease, report('b', { state: 'completed', finishedAt: 3_000 }))
      for (const id of ['a', 'c']) expect(await store.run(key, id)).toEqual(refused(id))
    })

    it('writes nothing more to a run that has ended', async () => {
      await store.beginRun(lease, report('a'), [])
      await store.beginRun(lease, report('b'), [])
      const late = store.writePage(lease, 'a', page(1_000, { people: [{ id: 'ou_1' }] }))
      await expect(late).rejects.toMatchObject({ code: 'sync_lost' })
      expect(await store.person(key, 'ou_1')).toBeUndefined()
    })

    it('keeps what pages count when the rest is saved', async () => {
      await store.beginRun(lease, report('r', { calls: 2 }), [])
      const told = { person: ['name'], department: [] }
      await store.writePage(
        lease,
        'r',
        page(1_000, {
          people: [{ id: 'ou_1' }],
          tally: { calls: 4, rateLimited: 1, workedMs: 7, told },
        }),
      )
      await store.writePage(
        lease,
        'r',
        page(1_000, {
          tally: { calls: 1, rateLimited: 0, workedMs: 1, told: { person: ['email'], department: ['name'] } },
        }),
      )
      const error = { code: 'rate_limited', message: 'm' } as const
      const saved = report('r', {
        state: 'failed',
        finishedAt: 5,
        resumed: 2,
        error,
        warnings: [{ kind: 'groups_not_read', count: 2 }],
      })
      await store.saveRun(lease, saved)
      expect(await store.run(key, 'r')).toEqual({
        ...saved,
        calls: 7,
        rateLimited: 1,
        workedMs: 8,
        people: { read: 1, created: 1, updated: 0, restored: 0, removed: 0 },
      })
      expect(await store.told(key, 'r')).toEqual({ person: ['email', 'name'], department: ['name'] })
    })

    it('D76 hands out tasks in their order, from where they stand, each only once', async () => {
      const task = (target: string) => ({ kind: 'people', target }) as const
      await store.beginRun(lease, report('r'), [task('D'), task('A')])
      expect(await store.tasks(key, 'r', 9)).toEqual([
        { ...task('D'), pageToken: null, pages: 0 },
        { ...task('A'), pageToken: null, pages: 0 },
      ])
      await store.writePage(
        lease,
        'r',
        page(1_000, { next: { pageToken: 'two', pages: 1 }, newTasks: [task('C'), task('A')] }),
      )
      expect((await store.tasks(key, 'r', 2)).map(({ target }) => target)).toEqual(['D', 'A'])
      expect((await second.tasks(key, 'r', 9))[0]).toEqual({ ...task('D'), pageToken: 'two', pages: 1 })
      await store.restartTask(lease, 'r', task('D'))
      expect((await store.tasks(key, 'r', 1))[0]).toEqual({ ...task('D'), pageToken: null, pages: 0 })
      await store.writePage(lease, 'r', page(1_000))
      await store.writePage(lease, 'r', page(1_000, { task: task('A'), newTasks: [task('D')] }))
      await store.restartTask(lease, 'r', task('D'))
      expect((await store.tasks(key, 'r', 9)).map(({ target }) => target)).toEqual(['C'])
      expect(await store.countTasks(key, 'r')).toBe(1)
    })

    it('knows the list of an empty department without a task for it', async () => {
      await store.beginRun(lease, report('r'), [])
      const departments = [
        { id: 'D', memberCount: 0 },
        { id: 'E', memberCount: 1 },
      ]
      const newTasks = [{ kind: 'people', target: 'E' }] as const
      await store.writePage(
        lease,
        'r',
        page(1_000, { task: { kind: 'tree', target: '0' }, departments, newTasks }),
      )
      expect((await store.tasks(key, 'r', 9)).map(({ target }) => target)).toEqual(['E'])
    })

    it('D80 reads the list of a department that is told to be empty where somebody is known', async () => {
      await importAll(store, 'r1', 1_000, { people: [{ id: 'ou_1' }], listedIn: 'D' })
      await store.beginRun(lease, report('r2', { startedAt: 2_000 }), [])
      const departments = ['D', 'E'].map((id) => ({ id, memberCount: 0 }))
      const tree = { kind: 'tree', target: '0' } as const
      await store.writePage(lease, 'r2', page(2_000, { task: tree, departments }))
      expect((await store.tasks(key, 'r2', 9)).map(({ target }) => target)).toEqual(['D'])
      // Not read, it takes nobody out.
      const bare = { people: [{ id: 'ou_1' }], listedIn: 'F', task: { kind: 'people', target: 'F' } } as const
      await store.writePage(lease, 'r2', page(2_001, bare))
      await store.finishRun(lease, report('r2', { state: 'completed', startedAt: 2_000 }))
      const places = (await store.person(key, 'ou_1'))?.departments.map(({ departmentId }) => departmentId)
      expect(places).toEqual(['D', 'F'])
    })

    it('D76 a whole run that is completed leaves none of the older ones to be continued', async () => {
      const target = { kind: 'department', id: 'D' } as const
      const tasks = [{ kind: 'people', target: 'D' }] as const
      await store.beginRun(lease, report('part', { target }), tasks)
      await importAll(store, 'whole', 1_001, {})
      expect((await store.run(key, 'part'))?.state).toBe('superseded')
      expect(await store.unfinishedRun(key, target, false)).toBeUndefined()
      expect(await store.tasks(key, 'part', 9)).toEqual([])
      await store.beginRun(lease, report('newer', { target }), tasks)
      await store.finishRun(lease, report('whole', { state: 'completed' }))
      expect((await store.unfinishedRun(key, target, false))?.id).toBe('newer')
    })

    it.each<[string, RunReport['target']]>([
      ['of the same target', { kind: 'all' }],
      ['of another', { kind: 'department', id: 'D' }],
    ])('D76 after a whole run one that failed, %s, shows why, and is not continued', async (_, target) => {
      const tasks = [{ kind: 'people', target: 'D' }] as const
      const error = { code: 'internal_error', message: 'm' } as const
      const failed = report('failed', { target, state: 'failed', error, finishedAt: 1_500 })
      await store.beginRun(lease, report('failed', { target }), tasks)
      await store.saveRun(lease, failed)
      const other = { kind: 'department', id: 'E' } as const
      await store.beginRun(lease, report('interrupted', { target: other }), [])
      await store.beginRun(lease, report('whole', { startedAt: 2_000 }), [])
      await store.finishRun(
        lease,
        report('whole', { state: 'completed', startedAt: 2_000, finishedAt: 3_000 }),
      )
      expect(await store.run(key, 'failed')).toEqual(failed)
      expect(await store.unfinishedRun(key, target, false)).toBeUndefined()
      expect(await store.tasks(key, 'failed', 9)).toEqual([])
      expect(await store.run(key, 'interrupted')).toMatchObject({ state: 'superseded', finishedAt: 3_000 })
    })

    it('lists runs from the newest on, also those that began in one moment', async () => {
      for (const id of ['c', 'a', 'd', 'b', 'e']) await store.beginRun(lease, report(id), [])
      const ids = async (query: object) =>
        (await walk((of) => store.runs(key, { ...query, ...of }))).map(({ id }) => id)
      expect(await ids({})).toEqual(['e', 'b', 'd', 'a', 'c'])
      expect(await ids({ state: 'superseded' })).toEqual(['b', 'd', 'a', 'c'])
      expect(await ids({ state: 'completed' })).toEqual([])
    })

    it('knows when everything was last synchronised, however many runs there were since', async () => {
      expect(await store.lastWholeAt(key)).toBeNull()
      await importAll(store, 'whole 1', 1_000, {})
      await importAll(store, 'whole 2', 2_000, {})
      const others: [Partial<RunReport>, number][] = [
        [{ target: department, state: 'completed' }, 250],
        [{ target: { kind: 'person', id: 'ou_1' }, state: 'completed' }, 1],
        [{ dryRun: true, state: 'completed' }, 1],
        [{ state: 'failed' }, 1],
      ]
      for (const [changes, count] of others) {
        for (let n = 0; n < count; n++) {
          const run = report(`${JSON.stringify(changes)} ${n}`, { ...changes, finishedAt: 3_000 })
          await store.beginRun(lease, { ...run, state: 'running', finishedAt: null }, [])
          await (run.state === 'completed' ? store.finishRun(lease, run) : store.saveRun(lease, run))
        }
      }
      expect(await second.lastWholeAt(key)).toBe(2_000)
      expect(await store.lastWholeAt({ ...key, appId: 'cli_2' })).toBeNull()
    })

    it('counts the very first import and notes no change of it, whatever interrupts it', async () => {
      await store.beginRun(lease, report('r0'), [])
      await store.writePage(lease, 'r0', page(1_000, { people: [{ id: 'ou_1', name: 'A' }] }))
      await importAll(store, 'r1', 1_001, { people: [{ id: 'ou_1', name: 'B' }, { id: 'ou_2' }] })
      expect(await walk((query) => store.changes(key, 'r0', query))).toEqual([])
      expect(await walk((query) => store.changes(key, 'r1', query))).toEqual([])
      expect((await store.run(key, 'r1'))?.people).toMatchObject({ read: 2, created: 1, updated: 1 })
    })

    it('notes what later runs change, by names of fields and never by values', async () => {
      await importAll(store, 'r1', 1_000, {
        people: [
          { id: 'ou_1', name: 'A', jobTitle: 'x', departmentIds: ['D'] },
          { id: 'ou_2', name: 'B' },
          { id: 'ou_3', name: 'C' },
        ],
        departments: [{ id: 'D', name: 'Dept' }],
      })
      await store.beginRun(lease, report('r2', { startedAt: 2_000 }), [])
      await store.remove(lease, 'r2', 'person', ['ou_3'], 'left', 2_000)
      await store.writePage(
        lease,
        'r2',
        page(2_000, {
          people: [
            { id: 'ou_1', name: 'A', jobTitle: 'y', departmentIds: ['E'] },
            { id: 'ou_2', name: 'B' },
            { id: 'ou_4', name: 'N', jobTitle: 'z' },
          ],
          departments: [{ id: 'D', name: 'Renamed' }],
        }),
      )
      const change = { reason: null, fields: [] }
      expect(await walk((query) => second.changes(key, 'r2', query))).toEqual([
        { ...change, of: 'department', id: 'D', name: 'Renamed', change: 'updated', fields: ['name'] },
        {
          ...change,
          of: 'person',
          id: 'ou_1',
          name: 'A',
          change: 'updated',
          fields: ['jobTitle', 'departments'],
        },
        { ...change, of: 'person', id: 'ou_3', name: 'C', change: 'removed', reason: 'left' },
        { ...change, of: 'person', id: 'ou_4', name: 'N', change: 'created' },
      ])
    })

    it('forgets the changes of all but the newest runs', async () => {
      await importAll(store, 'r0', 1_000, {})
      const many = Array.from({ length: 450 }, (_, n) => ({ id: `ou_${n}` }))
      await importAll(store, 'r1', 1_001, { people: many })
      await importAll(store, 'r2', 1_002, { people: [{ id: 'ou_1', name: 'x' }] })
      expect(await store.forgetChanges(key, 2)).toBe(0)
      expect(await store.forgetChanges(key, 1)).toBe(450)
      expect(await store.changes(key, 'r1', { limit: 9 })).toEqual({ items: [], next: null })
      expect((await store.changes(key, 'r2', { limit: 9 })).items).toHaveLength(1)
    })

    it.each([
      '',
      'x',
      Buffer.from('["runs","1"]').toString('base64url'),
      Buffer.from('["events",1]').toString('base64url'),
    ])('refuses the cursor %j', async (cursor) => {
      await expect(store.runs(key, { cursor, limit: 1 })).rejects.toMatchObject({ code: 'request_invalid' })
      await expect(store.people(key, { cursor, limit: 1 })).rejects.toMatchObject({ code: 'request_invalid' })
      await expect(store.departments(key, { cursor, limit: 1 })).rejects.toMatchObject({
        code: 'request_invalid',
      })
    })
  })
}
