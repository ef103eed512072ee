import { expect, test } from 'vitest'
import { createSchedule, scheduleProblem, timeZoneProblem } from './schedule-pattern.ts'

const iso = (ms: number | null) => ms && new Date(ms).toISOString()

test.each([
  ['0 3 * * *', 'UTC', '2026-01-01T02:59:59.999Z', '2026-01-01T03:00:00.000Z'],
  ['0 3 * * *', 'UTC', '2026-01-01T03:00:00.000Z', '2026-01-02T03:00:00.000Z'],
  ['0 3 * * *', 'Asia/Shanghai', '2026-01-01T03:00:00.000Z', '2026-01-01T19:00:00.000Z'],
  ['@hourly', 'UTC', '2026-01-01T03:00:00.001Z', '2026-01-01T04:00:00.000Z'],
  ['0 0 29 2 *', 'UTC', '2026-01-01T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
  // An hour that the clocks leave out, and one that comes twice.
  ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00.000Z', '2026-03-29T01:30:00.000Z'],
  ['30 2 * * *', 'Europe/Berlin', '2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
])('%s in %s comes after %s at %s', (pattern, timeZone, after, next) => {
  expect(iso(createSchedule(pattern, timeZone).next(Date.parse(after)))).toBe(next)
})

test.each(['0 3 * * *', '*/15 * * * *', '@daily', '0 0 3 * * 1-5', '0 3 L * *'])(
  '%s is a schedule',
  (pattern) => {
    expect(scheduleProblem(pattern)).toBeUndefined()
  },
)

test.each([
  ['', /cron pattern/],
  ['daily', /cron pattern/],
  ['@reboot', /cron pattern/],
  ['* * * *', /cron pattern/],
  ['99 * * * *', /cron pattern/],
  ['0 3 * * * * 2020', /cron pattern/],
  ['2026-01-01T00:00:00', /cron pattern/],
  ['0 3 31 2 *', /never comes/],
])('%j is no schedule', (pattern, sentence) => {
  expect(scheduleProblem(pattern)).toMatch(sentence)
})

test('a time zone is one that the system knows', () => {
  expect(timeZoneProblem('Asia/Shanghai')).toBeUndefined()
  expect(timeZoneProblem('Mars/Base')).toMatch(/time zone/)
  expect(timeZoneProblem('')).toMatch(/time zone/)
})
