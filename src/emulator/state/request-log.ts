// Keeps: the last requests, for people and for tests.
import type { RequestEntry } from '../types.ts'

export interface RequestLog {
  add(entry: Omit<RequestEntry, 'id'>): void
  list(filter?: { operation?: string; since?: number }): RequestEntry[]
  clear(): void
}

export function createRequestLog(limit = 1_000): RequestLog {
  const entries: RequestEntry[] = []
  let lastId = 0
  return {
    add(entry) {
      entries.push({ id: ++lastId, ...entry })
      if (entries.length > limit) entries.shift()
    },
    list: ({ operation, since } = {}) =>
      entries.filter(
        (entry) =>
          (operation === undefined || entry.operation === operation) &&
          (since === undefined || entry.at >= since),
      ),
    clear: () => void entries.splice(0),
  }
}
