// Computes: how long to wait before the next try.
import type { Random } from './context.ts'

/** A number in [0, 1) from the injected source. */
function fraction(random: Random): number {
  const [a = 0, b = 0, c = 0, d = 0] = random(4)
  return (a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) / 2 ** 32
}

/**
 * Doubles from 200 ms to 5 s unless told otherwise; half of it fixed, half random, so that many callers do not come
 * back together.
 */
export function backOffMs(tries: number, random: Random, firstMs = 200, mostMs = 5_000): number {
  const full = Math.min(firstMs * 2 ** (tries - 1), mostMs)
  return Math.round(full / 2 + (full / 2) * fraction(random))
}
