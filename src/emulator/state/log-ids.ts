// Mints: request ids in the platform's shape, the time followed by hex digits.
import type { RandomStream } from './random.ts'

export function createLogIds(now: () => number, random: RandomStream): () => string {
  return () => {
    const time = new Date(now()).toISOString().replace(/\D/g, '').slice(0, 14)
    return `${time}${random.bytes(10).toString('hex').toUpperCase()}`
  }
}
