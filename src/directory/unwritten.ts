// Holds back: calls, while answers wait to be written. What has come and is not written yet is what fills the memory.

/** So many answers may wait for the database before no more are asked for; those under way still come. */
const most = 2

export interface Unwritten {
  /** Resolves when another answer may be asked for. */
  room(): Promise<void>
  /** Counts an answer that has come until `write` ends. */
  during<T>(write: () => Promise<T>): Promise<T>
}

export function createUnwritten(): Unwritten {
  const waiting: (() => void)[] = []
  let count = 0
  return {
    room: () => (count < most ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    async during(write) {
      count += 1
      try {
        return await write()
      } finally {
        count -= 1
        // One for each that was written, so that not all of them ask at the same time; all when nothing waits any more.
        for (const go of waiting.splice(0, count === 0 ? waiting.length : 1)) go()
      }
    },
  }
}
