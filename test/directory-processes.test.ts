// Tests: processes that synchronise the same directory: at the same moment, one after another's death, and after its sleep.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Emulator } from '../src/emulator/index.ts'
import { startCompany } from './support/changing-company.ts'
import { directoryRows } from './support/directory-rows.ts'
import type { KillPoint, Phase } from './support/kill-point.ts'
import { beginSync, endOf, leaseOverMs, outcomeOf } from './support/sync-process.ts'

let feishu: Emulator
let folder: string

beforeAll(async () => {
  feishu = await startCompany(600)
})
afterAll(() => feishu?.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'larkspur-processes-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const start = (ahead = 0, point?: KillPoint) => {
  const places = { file: join(folder, 'a.db'), cache: join(folder, 'cache') }
  return beginSync(feishu, { ...places, ahead, ...(point === undefined ? {} : { point }) })
}

/** Waits before this statement until `goOn`. */
const waitAt = (phase: Phase, statement: number): KillPoint => ({
  phase,
  statement,
  how: 'wait',
  gate: join(folder, 'gate'),
})
const goOn = () => writeFile(join(folder, 'gate'), '')

const here = /^here$/m
const midway = 150

test('D77 of two processes that begin at the same moment one runs, and the other says so', async () => {
  // The tables are there, and neither has to make them.
  await using before = start()
  await before.ended
  await using one = start(0, waitAt('beginning', 1))
  await using other = start(0, waitAt('beginning', 1))
  await Promise.all([one.printed(here), other.printed(here)])
  await goOn()
  expect((await Promise.all([endOf(one), endOf(other)])).sort()).toEqual(['completed', 'sync_running'])
  expect(directoryRows(join(folder, 'a.db'))).toMatchObject({
    states: ['completed', 'completed'],
    leftovers: { tasks: 0, met: 0, range: 0, leases: 0 },
  })
})

test('D77 a process that was killed is waited for until its lease is over, and then continued', async () => {
  await using killed = start(0, waitAt('lists', midway))
  await killed.printed(here)
  await using meanwhile = start()
  expect(await endOf(meanwhile)).toBe('sync_running')
  await killed.stop('SIGKILL')
  // Nobody can know that it is dead.
  await using soon = start(60_000)
  expect(await endOf(soon)).toBe('sync_running')
  await using later = start(leaseOverMs)
  const { report } = await outcomeOf(later)
  expect(report).toMatchObject({ state: 'completed', resumed: 1 })
  expect(directoryRows(join(folder, 'a.db'))).toMatchObject({ states: ['completed'], integrity: 'ok' })
})

test('D77 a process that slept for longer than its lease writes nothing any more', async () => {
  await using slow = start(0, waitAt('lists', midway))
  await slow.printed(here)
  await using next = start(leaseOverMs)
  expect(await endOf(next)).toBe('completed')
  const after = directoryRows(join(folder, 'a.db'))
  await goOn()
  expect(await endOf(slow)).toBe('sync_lost')
  expect(directoryRows(join(folder, 'a.db'))).toEqual(after)
})
