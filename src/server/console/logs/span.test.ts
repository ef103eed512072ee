import { expect, test } from 'vitest'
import { days, lastDays } from './span.ts'

const hour = 3_600_000

test.each(days)(
  '%i days end with the hour that runs, begin at a full hour, and are whole slices',
  (count) => {
    for (const now of [
      Date.UTC(2026, 0, 1),
      Date.UTC(2026, 0, 1, 10, 59, 59, 999),
      Date.UTC(2026, 2, 29, 1, 30),
    ]) {
      const { from, until, sliceMs } = lastDays(count, now)
      expect(until).toBeGreaterThan(now)
      expect(until - now).toBeLessThanOrEqual(hour)
      expect(until % hour).toBe(0)
      expect(until - from).toBe(count * 24 * hour)
      expect((until - from) % sliceMs).toBe(0)
      expect((until - from) / sliceMs).toBeLessThanOrEqual(400)
    }
  },
)
