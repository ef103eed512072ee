// Queues: faults that a test ordered, and hands each to the requests it is meant for.
import type { Fault } from '../types.ts'

export interface Faults {
  add(fault: Fault): void
  list(): Fault[]
  /** The first fault for this operation, counted down. */
  take(operation: string): Fault | undefined
  clear(): void
}

const mostQueued = 1_000

/** @param check throws when no request could ever meet this fault */
export function createFaults(check: (fault: Fault) => void): Faults {
  let queue: (Fault & { times: number })[] = []
  return {
    add(fault) {
      const times = fault.times ?? 1
      if (!Number.isInteger(times) || times < 1) throw new Error('A fault hits at least one request')
      check(fault)
      if (queue.length >= mostQueued) throw new Error(`At most ${mostQueued} faults wait at a time`)
      queue.push({ ...structuredClone(fault), times })
    },
    list: () => structuredClone(queue),
    take(operation) {
      const found = queue.find((fault) => fault.operation === operation || fault.operation === '*')
      if (found === undefined) return undefined
      found.times--
      queue = queue.filter((fault) => fault.times > 0)
      return found
    },
    clear: () => {
      queue = []
    },
  }
}
