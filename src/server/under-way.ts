// Counts: what is under way, so that nothing is taken from under it.

export interface UnderWay {
  /** Does the work; whoever asks for the end of what is under way waits for it. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Resolves when everything has ended that has begun by now. */
  ended(): Promise<void>
}

export function createUnderWay(): UnderWay {
  const running = new Set<Promise<unknown>>()
  return {
    run(work) {
      const begun = work()
      running.add(begun)
      const done = () => void running.delete(begun)
      begun.then(done, done)
      return begun
    },
    async ended() {
      await Promise.allSettled([...running])
    },
  }
}
