// Hashes: random values that only the browser may hold.

import { createHash, timingSafeEqual } from 'node:crypto'

/** 256 random bits in base64url, as `randomValue` makes them. */
export function isRandomValue(value: string | undefined): value is string {
  return value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value)
}

/** SHA-256 in hex; enough for a value of 256 random bits, which nobody can guess from its hash. */
export function sha256(value: string): string {
  return createHash('sha256').update(value).digest('hex')
}

/** Compares two hashes in a time that does not tell where they differ. */
export function sameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
