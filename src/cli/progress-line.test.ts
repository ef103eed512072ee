import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Progress, progressLine } from './progress-line.ts'
import { columnsOf } from './terminal-text.ts'

const half: Progress = {
  people: 51_204,
  departments: 2_510,
  calls: 3_500,
  pendingCalls: 3_500,
  callsPerSecond: 16.4,
}

test.each<[number, 'en' | 'zh', string]>([
  [
    120,
    'en',
    '[===============---------------]  50%  51,204 people  2,510 departments  3,500 calls  16/s  3 min 33 s left',
  ],
  [80, 'en', '[====-----]  50%  51,204 people  2,510 departments  3,500 calls  3 min 33 s left'],
  [40, 'en', '[=========---------]  50%  51,204 people'],
  [20, 'en', '[======-------]  50%'],
  [6, 'en', ' 50%'],
  [
    120,
    'zh',
    '[===============---------------]  50%  51,204 人  2,510 个部门  3,500 次调用  每秒 16 次  剩余 3 分 33 秒',
  ],
])('on %d columns in %s', (columns, language, line) => {
  expect(progressLine(half, columns, language)).toBe(line)
})

test.each<[string, Partial<Progress>, RegExp]>([
  ['at the beginning', { calls: 0, pendingCalls: 0, callsPerSecond: null }, /^\[-{30}\] {3}0% .* 0 calls$/],
  ['before a rate is known', { callsPerSecond: null }, /calls$/],
  ['at a standstill', { callsPerSecond: 0 }, /0\.0\/s$/],
  ['when nothing more is known to come', { pendingCalls: 0 }, /^\[={30}\] 100% .*16\/s$/],
  ['with one of each', { people: 1, departments: 1, calls: 1 }, / 1 person {2}1 department {2}1 call {2}/],
  ['when a long run is still fast', { pendingCalls: 7000, callsPerSecond: 50 }, /50\/s {2}6 min left$/],
  ['just before the end', { calls: 9_999, pendingCalls: 1 }, / 99% /],
])('%s', (_what, change, line) => {
  expect(progressLine({ ...half, ...change }, 120, 'en')).toMatch(line)
})

test('no line is wider than the terminal', () => {
  const many = fc.nat(100_000_000)
  const progress = fc.record({
    people: many,
    departments: many,
    calls: many,
    pendingCalls: many,
    callsPerSecond: fc.option(fc.double({ min: 0, max: 1000, noNaN: true })),
  })
  fc.assert(
    fc.property(
      progress,
      fc.integer({ min: 0, max: 300 }),
      fc.constantFrom('en', 'zh'),
      (one, width, language) => {
        expect(columnsOf(progressLine(one, width, language))).toBeLessThanOrEqual(width)
      },
    ),
  )
})
