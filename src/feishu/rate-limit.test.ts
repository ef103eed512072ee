// Tests: how a rate-limit header becomes a number of seconds.
import { expect, test } from 'vitest'
import { secondsToWait } from './rate-limit.ts'

const now = Date.UTC(2026, 0, 1, 12, 0, 0)
const reset = (value: string) => ({ 'x-ogw-ratelimit-reset': value })
const after = (value: string) => ({ 'retry-after': value })

test.each<[Record<string, string>, number | undefined]>([
  [reset('7'), 7],
  [reset('0'), 0],
  [reset('1.2'), 2],
  [reset('999999999'), 86_400],
  [reset('-5'), undefined],
  [reset('soon'), undefined],
  [reset('0x10'), undefined],
  [reset('1e3'), undefined],
  [after('12'), 12],
  [after('Thu, 01 Jan 2026 12:00:30 GMT'), 30],
  [after('Thu, 01 Jan 2026 11:00:00 GMT'), 0],
  [after('tomorrow'), undefined],
  [after(''), undefined],
  [{ ...reset('3'), ...after('9') }, 3],
  [{ ...reset('?'), ...after('9') }, 9],
  [{}, undefined],
])('%j gives %s', (headers, seconds) => {
  expect(secondsToWait(new Headers(headers), now)).toBe(seconds)
})
