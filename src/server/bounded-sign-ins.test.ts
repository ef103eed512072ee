import { expect, test } from 'vitest'
import type { SignInLog, SignInRecord } from '../audit/index.ts'
import { boundedSignIns, failuresPerHour } from './bounded-sign-ins.ts'

const hour = 3_600_000

function setUp() {
  const written: string[] = []
  const warnings: object[] = []
  const time = { now: 10 * hour }
  const log = { add: async ({ outcome }: SignInRecord) => void written.push(outcome) } as SignInLog
  const warn = (fields: object, message: string) => void warnings.push({ ...fields, message })
  const logger = { debug: warn, info: warn, warn, error: warn }
  const bounded = boundedSignIns(log, { clock: () => time.now, logger })
  const add = (outcome: string) => bounded.add({ outcome } as SignInRecord)
  return { written, warnings, time, add }
}

test('failures beyond a number per hour are counted in the log file alone; successes are all written down', async () => {
  const { written, warnings, time, add } = setUp()
  for (let n = 0; n < failuresPerHour + 7; n++) await add('code_invalid')
  await add('ok')
  expect(written.filter((outcome) => outcome === 'code_invalid')).toHaveLength(failuresPerHour)
  expect(written.at(-1)).toBe('ok')
  expect(warnings).toEqual([
    { written: failuresPerHour, message: 'no more failed sign-ins are written down in this hour' },
  ])
  time.now += hour
  await add('user_resigned')
  expect(written.at(-1)).toBe('user_resigned')
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
