// Tests: that the statements which run often, or over many rows, go by their indexes.

import { DatabaseSync } from 'node:sqlite'
import { Kysely, SqliteDialect } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DirectoryStore } from '../../../directory/ports.ts'
import { key, lease, page, report } from '../../contracts/directory-samples.ts'
import { migrate } from '../migrate.ts'
import type { Tables } from '../schema.ts'
import { adaptSqlite } from '../sqlite/adapter.ts'
import { createEventInbox } from './inbox.ts'
import { createDirectoryStore } from './store.ts'

describe('the directory', () => {
  let file: DatabaseSync
  let db: Kysely<Tables>
  let store: DirectoryStore
  let statements: { sql: string; parameters: readonly unknown[] }[]
  beforeEach(async () => {
    statements = []
    file = new DatabaseSync(':memory:')
    db = new Kysely<Tables>({
      dialect: new SqliteDialect({ database: adaptSqlite(file) }),
      log: ({ query }) => void statements.push(query),
    })
    await migrate(db)
    store = createDirectoryStore(db)
    await store.acquireLease(lease, 0, 1)
    await store.beginRun(lease, report('r', { target: { kind: 'department', id: 'D' } }), [])
  })
  afterEach(() => db.destroy())

  /** How SQLite would find the rows of what `work` executes. */
  async function plansOf(work: () => Promise<unknown>): Promise<string[]> {
    statements = []
    await work()
    return statements
      .filter(({ sql }) => /^\s*(select|with|insert|update|delete)/i.test(sql))
      .flatMap(({ sql, parameters }) =>
        file.prepare(`explain query plan ${sql}`).all(...(parameters as string[])),
      )
      .map((row) => String(row.detail))
  }

  const full = page(1_000, {
    people: [{ id: 'ou_1', departmentIds: ['D'] }, { id: 'ou_2' }],
    departments: [{ id: 'D', memberCount: 0 }],
    listedIn: 'D',
    newTasks: [{ kind: 'people', target: 'E' }],
  })
  const find = { limit: 9, search: 'x' }
  const hot: [string, () => Promise<unknown>][] = [
    ['a page', () => store.writePage(lease, 'r', full)],
    ['tasks', () => store.tasks(key, 'r', 9)],
    ['counting tasks', () => store.countTasks(key, 'r')],
    ['an event', () => store.writeOne(key, { people: [{ id: 'ou_1', departmentIds: ['E'] }] }, 2_000, 2_000)],
    ['missing people', () => store.missing(key, 'r', 'person', { limit: 9 })],
    ['removing', () => store.remove(lease, 'r', 'department', ['D'], 'left', 3_000)],
    ['the end of a run', () => store.finishRun(lease, report('r', { state: 'completed' }))],
    ['one person', () => store.person(key, 'ou_1')],
    ['everybody', () => store.people(key, { limit: 9 })],
    ['members', () => store.people(key, { departmentId: 'D', limit: 9 })],
    ['members below', () => store.people(key, { departmentId: 'D', below: true, limit: 9 })],
    ['a search', () => store.people(key, find)],
    ['departments below', () => store.departments(key, { parentId: 'D', limit: 9 })],
    ['departments above', () => store.ancestors(key, 'D')],
    ['the organisation', () => store.holdsTenant(key, 'tenant')],
    ['the last whole run', () => store.lastWholeAt(key)],
    ['counts', () => store.count(key)],
    ['due events', () => createEventInbox(db).due(key, 1, 9)],
    ['old events', () => createEventInbox(db).deleteSettled(1)],
  ]
  it.each(hot)('reads no whole table for %s', async (_, work) => {
    const plans = await plansOf(work)
    expect(plans.length).toBeGreaterThan(0)
    // Walking what was found already is no reading of a table.
    const whole = plans.filter((plan) => /^SCAN (?!below|above|CONSTANT|\d)/.test(plan))
    expect(whole).toEqual([])
    // No index narrows it to the app alone, where it could be narrowed further.
    expect(
      plans.filter((plan) => /\(brand=\? AND app_id=\?\)/.test(plan) && !plan.includes('_leases')),
    ).toEqual([])
  })

  it('looks for old runs from the oldest on, and in no newer ones', async () => {
    const plans = await plansOf(() => store.deleteOldRuns(key, 0, 1))
    expect(plans).toContainEqual(expect.stringMatching(/directory_runs .*number<\?/))
    expect(plans.filter((plan) => /^SCAN|TEMP B-TREE/.test(plan))).toEqual([])
  })

  it.each<[string, object]>([
    ['everything', { target: { kind: 'all' } }],
    ['a part', {}],
    ['a dry run', { target: { kind: 'all' }, dryRun: true }],
  ])('D76 looks for the missing ones of %s id by id, a slice at a time', async (_, changes) => {
    const target = { kind: 'department', id: 'D' } as const
    await store.beginRun(lease, report('r2', { target, ...changes }), [])
    const plans = [
      ...(await plansOf(() => store.countMissing(key, 'r2'))),
      ...(await plansOf(() => store.missing(key, 'r2', 'person', { limit: 9 }))),
      ...(await plansOf(() => store.remove(lease, 'r2', 'person', ['ou_1'], 'left', 3_000))),
    ]
    const met = plans.filter((plan) => plan.includes('SEARCH met'))
    expect(met).toHaveLength(3)
    for (const plan of met) expect(plan).toContain('run_id=? AND kind=? AND id=?')
    // A list of everybody met, or removed, would be made for every statement.
    expect(plans.filter((plan) => /LIST SUBQUERY|^SCAN (?!CONSTANT)/.test(plan))).toEqual([])
    const entities = plans.filter((plan) => plan.startsWith('SEARCH entity'))
    expect(entities.every((plan) => /id[=<>]\?/.test(plan.split('app_id=?')[1] ?? ''))).toBe(true)
  })

  it('adds lists without looking through those that it has', async () => {
    const plans = await plansOf(() => store.writePage(lease, 'r', full))
    const last = plans.filter((plan) => plan.startsWith('SEARCH directory_tasks'))
    expect(last.some((plan) => plan.includes('directory_tasks_number (run_id=?)'))).toBe(true)
  })

  it('D76 ends memberships from the people on, not from the lists', async () => {
    const bare = { people: [{ id: 'ou_1' }], listedIn: 'D' }
    await store.writePage(lease, 'r', page(1_000, bare))
    const plans = await plansOf(() => store.finishRun(lease, report('r', { state: 'completed' })))
    const member = plans.findIndex((plan) => plan.startsWith('SEARCH member'))
    expect(plans[member - 1]).toContain('SEARCH met')
    expect(plans[member]).toContain('person_id=?')
    expect(plans.find((plan) => plan.startsWith('SEARCH list '))).toContain(
      'run_id=? AND kind=? AND target=?',
    )
  })

  it.each<[string, () => Promise<unknown>]>([
    ['everybody', () => store.people(key, { limit: 9 })],
    ['those who were removed too', () => store.people(key, { limit: 9, removed: true })],
    ['a search', () => store.people(key, find)],
    ['departments below', () => store.departments(key, { parentId: 'D', limit: 9 })],
    ['tasks', () => store.tasks(key, 'r', 9)],
    ['the last whole run', () => store.lastWholeAt(key)],
    ['due events', () => createEventInbox(db).due(key, 1, 9)],
  ])('sorts nothing for %s', async (_, work) => {
    expect((await plansOf(work)).filter((plan) => plan.includes('TEMP B-TREE'))).toEqual([])
  })
})
