import { expect, test } from 'vitest'
import { amount, duration, moment } from './amounts.ts'

test.each([
  [0, '0 s', '0 秒'],
  [400, '0 s', '0 秒'],
  [-1, '0 s', '0 秒'],
  [59_600, '1 min', '1 分'],
  [61_000, '1 min 1 s', '1 分 1 秒'],
  [3_600_000, '1 h', '1 小时'],
  [7_512_000, '2 h 5 min', '2 小时 5 分'],
  [90_000_000, '25 h', '25 小时'],
])('%d ms is %s', (ms, en, zh) => {
  expect(duration(ms, 'en')).toBe(en)
  expect(duration(ms, 'zh')).toBe(zh)
})

test('thousands are grouped', () => {
  expect([amount(0), amount(999), amount(1234567)]).toEqual(['0', '999', '1,234,567'])
})

test('a moment is told to the minute', () => {
  expect(moment(new Date(2026, 0, 2, 3, 4, 59).getTime())).toBe('2026-01-02 03:04')
})
