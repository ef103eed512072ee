// Tests: a company of 100,000 people in 5,000 departments comes over whole, with the fewest calls, at the platform's pace.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Emulator, startEmulator } from '../src/emulator/index.ts'
import { createLarkspur, type Larkspur } from '../src/index.ts'
import { startProgram } from './support/command.ts'
import { contactScopes } from './support/contact-scopes.ts'
import { directoryDifferences } from './support/directory-differences.ts'
import { testSecret } from './support/world.ts'

interface Outcome {
  report: Awaited<ReturnType<Larkspur['directory']['sync']>>
  calls: Record<string, number>
  peakMb: number
}

const pageSize = 50
const perMinute = 1_000
const contact = '/open-apis/contact/v3'
const members = `${contact}/users/find_by_department`

/** The least that the platform's paging allows: counted from what it exports, not from what was asked. */
function leastCalls(feishu: Emulator): number {
  const { departments, people } = feishu.organisation.exportFor()
  const direct = new Map<string, number>()
  for (const person of people as Iterable<{ department_ids: string[] }>)
    for (const id of person.department_ids) direct.set(id, (direct.get(id) ?? 0) + 1)
  const all = [...departments] as { open_department_id: string; member_count: number }[]
  // A department with members below it cannot be known to have none of its own.
  const asked = ['0', ...all.filter((each) => each.member_count > 0).map((each) => each.open_department_id)]
  const pages = (items: number) => Math.max(1, Math.ceil(items / pageSize))
  const ofPeople = asked.reduce((sum, id) => sum + pages(direct.get(id) ?? 0), 0)
  const token = 1
  const scopes = 1
  return token + scopes + pages(all.length) + ofPeople
}

describe('100,000 people in 5,000 departments', () => {
  let folder: string
  let feishu: Emulator
  let first: Outcome
  let second: Outcome
  let written: number

  const sync = async (): Promise<Outcome> => {
    await using program = startProgram('test/support/sync-program.ts', [], {
      ...feishu.env,
      DATABASE: `sqlite:${join(folder, 'a.db')}`,
      SECRET: testSecret,
      CONTROL: 'yes',
      // docs/directory.md: how much garbage may gather. Without it 275 MB were seen on a quick machine.
      NODE_OPTIONS: '--max-semi-space-size=16',
    })
    const [, json] = await program.printed(/^report (.*)$/m)
    await program.ended
    return JSON.parse(json ?? '')
  }

  /** How many rows of people, departments and memberships change, whatever they are changed to. */
  function watchRows(): () => number {
    const db = new DatabaseSync(join(folder, 'a.db'))
    db.exec('create table written (n integer)')
    for (const table of ['people', 'departments', 'memberships'])
      for (const change of ['insert', 'update', 'delete'])
        db.exec(
          `create trigger ${table}_${change} after ${change} on directory_${table} begin insert into written values (1); end`,
        )
    return () => {
      const { n } = db.prepare('select count(*) n from written').get() as { n: number }
      db.close()
      return n
    }
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'larkspur-scale-'))
    feishu = await startEmulator({
      seed: 5,
      organisation: { users: 100_000, departments: 5_000 },
      app: { scopes: contactScopes },
      rateLimits: true,
    })
    first = await sync()
    // The platform still counts the calls of the process before.
    feishu.clock.advance('1m')
    const count = watchRows()
    second = await sync()
    written = count()
  }, 400_000)
  afterAll(async () => {
    await feishu?.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('comes over whole: every row as the platform exports it', async () => {
    const quiet = () => {}
    const larkspur = await createLarkspur({
      url: 'http://127.0.0.1:3000',
      feishu: { appId: feishu.env.APP_ID, appSecret: feishu.env.APP_SECRET, host: feishu.env.FEISHU_HOST },
      database: `sqlite:${join(folder, 'a.db')}`,
      sessionSecret: testSecret,
      allowInsecureHosts: true,
      logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    })
    try {
      expect(await directoryDifferences(larkspur.directory, feishu.organisation.exportFor())).toEqual([])
    } finally {
      await larkspur.close()
    }
    expect(first.report).toMatchObject({ state: 'completed', rateLimited: 0, warnings: [] })
    expect(first.report.departments.created).toBe(5_000)
    expect(first.report.people.created).toBeGreaterThan(95_000)
  }, 120_000)

  it('asks at most 1.02 times the least that the paging allows', () => {
    const asked = Object.values(first.calls).reduce((sum, each) => sum + each, 0)
    const least = leastCalls(feishu)
    expect(least).toBeGreaterThan(4_000)
    expect(asked / least).toBeLessThanOrEqual(1.02)
  }, 60_000)

  it('goes at the platform’s limit and never meets it', () => {
    const { startedAt, finishedAt, rateLimited } = first.report
    const minutes = (Number(finishedAt) - startedAt) / 60_000
    expect(rateLimited).toBe(0)
    expect(minutes).toBeLessThanOrEqual(1.05 * ((first.calls[members] ?? 0) / perMinute))
    // The limit is there: nobody was quicker than it allows.
    expect(minutes).toBeGreaterThan((first.calls[members] ?? 0) / perMinute - 1)
  })

  it('holds its memory below 250 MB', () => {
    expect(first.peakMb).toBeLessThan(250)
    expect(second.peakMb).toBeLessThan(250)
  })

  it('writes no row the second time', () => {
    expect(second.report).toMatchObject({ state: 'completed', rateLimited: 0 })
    expect(second.report.people).toMatchObject({ created: 0, updated: 0, restored: 0, removed: 0 })
    expect(written).toBe(0)
  })
})
