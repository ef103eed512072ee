import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createClock, parseDuration } from './clock.ts'

test.each<[number | string, number]>([
  [0, 0],
  [250, 250],
  ['250ms', 250],
  ['45s', 45_000],
  ['30m', 1_800_000],
  ['2h', 7_200_000],
  ['1.5h', 5_400_000],
  ['5m1s', 301_000],
  ['7d', 604_800_000],
])('%j is %i milliseconds', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, '', '2', '2 h', 'h', '-2h', '2h tomorrow'])(
  '%j does not move the clock',
  (text) => {
    expect(() => parseDuration(text)).toThrow('The clock moves forward')
  },
)

test('follows real time, stops, moves and runs again from where it is', () => {
  let real = 1_000
  const clock = createClock(() => real)
  expect(clock.now()).toBe(1_000)
  clock.freeze()
  real = 5_000
  expect(clock.now()).toBe(1_000)
  clock.advance('2s')
  expect(clock.now()).toBe(3_000)
  clock.resume()
  real = 5_500
  expect(clock.now()).toBe(3_500)
  clock.set(100)
  real = 5_501
  expect(clock.now()).toBe(101)
  clock.freeze(42)
  expect(clock.now()).toBe(42)
  expect(() => clock.set(Number.NaN)).toThrow('epoch')
})

test.each([-1, 253_402_300_800_000, 8.64e15 + 1, Number.POSITIVE_INFINITY, Number.NaN])(
  'no move to %d, outside the years 1970 to 9999, and the clock goes on',
  (at) => {
    const clock = createClock(() => 1_000)
    expect(() => clock.set(at)).toThrow(TypeError)
    expect(() => clock.freeze(at)).toThrow(TypeError)
    expect(() => clock.advance('99999999d')).toThrow(TypeError)
    expect(clock.now()).toBe(1_000)
    clock.set(253_402_300_799_999)
    clock.set(0)
    expect(clock.now()).toBe(0)
  },
)

test('advance(a + b) is advance(a), then advance(b)', () => {
  fc.assert(
    fc.property(fc.nat(1e12), fc.nat(1e12), fc.boolean(), (a, b, frozen) => {
      const [once, twice] = [createClock(() => 7), createClock(() => 7)]
      if (frozen) for (const clock of [once, twice]) clock.freeze()
      once.advance(a + b)
      twice.advance(a)
      twice.advance(b)
      expect(twice.now()).toBe(once.now())
    }),
  )
})
