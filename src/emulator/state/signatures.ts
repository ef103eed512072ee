// Remembers: which signatures were verified, and when, so that none is accepted twice.
import { createBoundedMap } from './bounded-map.ts'

export interface Signatures {
  /** True when this signature was verified less than `withinMs` ago. */
  isRepeated(signature: string, now: number, withinMs: number): boolean
  remember(signature: string, now: number): void
  clear(): void
}

export function createSignatures(): Signatures {
  const verified = createBoundedMap<number>()
  return {
    isRepeated(signature, now, withinMs) {
      const at = verified.get(signature)
      return at !== undefined && Math.abs(now - at) < withinMs
    },
    remember: (signature, now) => verified.set(signature, now),
    clear: () => verified.clear(),
  }
}
