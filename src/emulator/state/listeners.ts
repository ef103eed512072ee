// Tells: those who have asked, in the order in which they asked.

export interface Listeners<Value> {
  /** Returns how to stop listening. */
  add(listener: (value: Value) => void): () => void
  tell(value: Value): void
}

export function createListeners<Value>(): Listeners<Value> {
  const listeners = new Set<(value: Value) => void>()
  return {
    add(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    tell(value) {
      for (const listener of [...listeners]) listener(value)
    },
  }
}
