import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { createTestServer } from './test-server.ts'

const day = 86_400_000

test('housekeeping keeps the newest 1,000 runs, those of 400 days, and what is unfinished', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkspur-runs-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'x.db')
  await using server = await createTestServer({ database: `sqlite:${path}` })
  using file = new DatabaseSync(path)
  const now = server.time.now
  const add = file.prepare(`
    insert into directory_runs (brand, app_id, id, number, target, dry_run, first_import, state, started_at,
      finished_at, tally, report, has_notes)
    values ('feishu', 'cli_a1b2c3d4e5f60718', ?, ?, '{"id":"D","kind":"department"}', 0, 0, ?, ?, ?, '{}', '{}', ?)
  `)
  const ended = (number: number, ms: number) => add.run(`r${number}`, number, 'completed', ms, ms, 0)
  ended(1, now - 401 * day)
  ended(2, now - 399 * day)
  add.run('r3', 3, 'running', now - 401 * day, null, 1)
  for (let number = 4; number < 1_005; number += 1) ended(number, now - 401 * day)
  const left = () =>
    file
      .prepare('select id from directory_runs order by number limit 3')
      .all()
      .map(({ id }) => id)
  expect(left()).toEqual(['r1', 'r2', 'r3'])
  server.sweep()
  await expect.poll(left).toEqual(['r2', 'r3', 'r5'])
  expect(file.prepare('select count(*) as runs from directory_runs').get()).toEqual({ runs: 1_002 })
})
