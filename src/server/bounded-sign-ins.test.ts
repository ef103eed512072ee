import { expect, test } from 'vitest'
import type { SignInLog, SignInRecord } from '../audit/index.ts'
import { boundedSignIns, failuresOfOne, failuresPerHour } from './bounded-sign-ins.ts'

const hour = 3_600_000

function setUp() {
  const written: string[] = []
  const warnings: object[] = []
  const time = { now: 10 * hour }
  const log = { add: async ({ outcome }: SignInRecord) => void written.push(outcome) } as SignInLog
  const warn = (fields: object, message: string) => void warnings.push({ ...fields, message })
  const logger = { debug: warn, info: warn, warn, error: warn }
  const bounded = boundedSignIns(log, { clock: () => time.now, logger })
  const add = (outcome: string, address?: string, userId: string | null = null) =>
    bounded.add({ outcome, userId } as SignInRecord, address)
  const count = (wanted: string) => written.filter((outcome) => outcome === wanted).length
  return { bounded, written, warnings, time, add, count }
}

test('failures beyond a number per hour are counted in the log file alone; successes are all written down', async () => {
  const { bounded, written, warnings, time, add, count } = setUp()
  for (let n = 0; n < failuresPerHour + 7; n++) await add('code_invalid')
  await add('ok')
  expect(count('code_invalid')).toBe(failuresPerHour)
  expect(written.at(-1)).toBe('ok')
  expect(bounded.leftOut()).toBe(7)
  expect(warnings).toEqual([
    { written: failuresPerHour, message: 'no more failed sign-ins are written down in this hour' },
  ])
  time.now += hour
  await add('platform_unavailable')
  expect(written.at(-1)).toBe('platform_unavailable')
  expect(warnings.at(-1)).toEqual({
    left: 7,
    message: 'failed sign-ins of an hour were too many to write down all',
  })
})

test('successes use up no room, and an hour without failures warns of nothing', async () => {
  const { written, warnings, time, add } = setUp()
  for (let n = 0; n < failuresPerHour + 7; n++) await add('ok')
  await add('code_invalid')
  time.now += 3 * hour
  await add('code_invalid')
  expect(written).toHaveLength(failuresPerHour + 9)
  expect(warnings).toEqual([])
})

test('one sender leaves room for the others, and for its other outcomes', async () => {
  const { bounded, add, count, time } = setUp()
  for (let n = 0; n < failuresPerHour; n++) await add('code_invalid', '203.0.113.1')
  expect(count('code_invalid')).toBe(failuresOfOne)
  await add('pkce_failed', '203.0.113.1')
  await add('code_invalid', '203.0.113.2')
  expect([count('pkce_failed'), count('code_invalid')]).toEqual([1, failuresOfOne + 1])
  expect(bounded.leftOut()).toBe(failuresPerHour - failuresOfOne)
  time.now += hour
  await add('code_invalid', '203.0.113.1')
  expect(count('code_invalid')).toBe(failuresOfOne + 2)
})

test('a network of IPv6 addresses is one sender', async () => {
  const { add, count } = setUp()
  for (let n = 0; n < 200; n++) await add('code_invalid', `2001:db8:1:2::${n.toString(16)}`)
  expect(count('code_invalid')).toBe(failuresOfOne)
  await add('code_invalid', '2001:db8:1:3::1')
  expect(count('code_invalid')).toBe(failuresOfOne + 1)
})

test('failures of people whom the platform recognised are always written down', async () => {
  const { bounded, add, count } = setUp()
  for (let n = 0; n < failuresPerHour; n++) await add('code_invalid')
  for (let n = 0; n < 3 * failuresOfOne; n++) await add('user_frozen', '203.0.113.1')
  await add('code_invalid', '203.0.113.1', 'somebody')
  expect([count('user_frozen'), count('code_invalid')]).toEqual([3 * failuresOfOne, failuresPerHour + 1])
  expect(bounded.leftOut()).toBe(0)
})

test('what was left out is told for a day', async () => {
  const { bounded, add, time } = setUp()
  for (let n = 0; n < failuresOfOne + 3; n++) await add('code_invalid', '203.0.113.1')
  time.now += 23 * hour
  for (let n = 0; n < failuresOfOne + 2; n++) await add('code_invalid', '203.0.113.1')
  expect(bounded.leftOut()).toBe(5)
  time.now += hour
  expect(bounded.leftOut()).toBe(2)
  time.now += 30 * hour
  expect(bounded.leftOut()).toBe(0)
})
