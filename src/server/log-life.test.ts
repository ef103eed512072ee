import { expect, test } from 'vitest'
import { openTestConsole } from './console/test-console.ts'
import { auditKeptMs, signInsKeptMs } from './log-life.ts'

const day = 86_400_000

test('sign-ins are kept for 400 days and what administrators did for 1,100, then they go by themselves', async () => {
  expect([signInsKeptMs / day, auditKeptMs / day]).toEqual([400, 1_100])
  await using console = await openTestConsole()
  const { server } = console
  await console.open('/console/audit.csv')
  const counts = () => [console.rows('sign_ins').length, console.rows('audit').length]
  const before = counts()
  expect(before.every((count) => count > 0)).toBe(true)
  const start = server.time.now
  const sweepAfter = async (ms: number) => {
    server.time.now = start + ms
    server.sweep()
    // Sweeps run one after the other, each over the database of this process.
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
    return counts()
  }
  expect(await sweepAfter(400 * day)).toEqual(before)
  expect(await sweepAfter(400 * day + 1)).toEqual([0, before[1]])
  expect(await sweepAfter(1_100 * day)).toEqual([0, before[1]])
  expect(await sweepAfter(1_100 * day + 1)).toEqual([0, 0])
})
