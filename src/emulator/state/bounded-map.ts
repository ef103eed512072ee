// Keeps: the newest entries of a map, so that a long run does not fill the memory.

export interface BoundedMap<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  values(): Iterable<Value>
  clear(): void
}

export function createBoundedMap<Value>(limit = 100_000): BoundedMap<Value> {
  const entries = new Map<string, Value>()
  return {
    get: (key) => entries.get(key),
    values: () => entries.values(),
    clear: () => entries.clear(),
    set(key, value) {
      entries.set(key, value)
      const [oldest] = entries.keys()
      if (entries.size > limit && oldest !== undefined) entries.delete(oldest)
    },
  }
}
