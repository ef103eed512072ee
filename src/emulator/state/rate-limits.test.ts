import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRateLimits, tiers } from './rate-limits.ts'

const asked = { appId: 'a', operation: 'o', tier: 4, window: 'sliding' } as const

test('no window of a tier ever holds more calls than its limit, and a wait as told is enough', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { minLength: 50, maxLength: 300 }), (gaps) => {
      const limits = createRateLimits({ factor: 0.1 })
      const passed: number[] = []
      let now = 1_000_000
      for (const gap of gaps) {
        now += gap
        const exceeded = limits.count(asked, now)
        if (exceeded === undefined) passed.push(now)
        else {
          now += exceeded.reset * 1_000
          expect(limits.count(asked, now)).toBe(undefined)
          passed.push(now)
        }
      }
      for (const { calls, windowMs } of tiers[4])
        for (const [at, time] of passed.entries()) {
          const tooSoon = passed[at + Math.floor(calls / 10)]
          if (tooSoon !== undefined) expect(tooSoon - time).toBeGreaterThanOrEqual(windowMs)
        }
    }),
    { numRuns: 50 },
  )
})

test('a clock that is set back forgets the calls of the future', () => {
  const limits = createRateLimits({ factor: 0.02 })
  expect(limits.count(asked, 100_000)).toBe(undefined)
  expect(limits.count(asked, 100_000)).toEqual({ limit: 1, reset: 1 })
  expect(limits.count(asked, 50_000)).toBe(undefined)
})

test.each(Object.entries(tiers))('tier %s lets its limit pass and no call more', (tier, windows) => {
  const limits = createRateLimits(true)
  const call = { ...asked, tier: Number(tier) as keyof typeof tiers }
  const most = Math.min(...windows.map(({ calls }) => calls))
  for (let times = 0; times < most; times++) expect(limits.count(call, 1)).toBe(undefined)
  expect(limits.count(call, 1)).toMatchObject({ limit: most })
})
