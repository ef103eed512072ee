// Runs: tasks side by side, in their order, while they bring forth others.

/** How many tasks are read from their source at once; those that wait are not kept in memory. */
const slice = 100

export interface PoolOptions<T> {
  concurrency: number
  /** The first tasks that are not done, those at work included. */
  source(limit: number): Promise<T[]>
  name(task: T): string
  /** Resolves when the task is done. `more` is called when it has brought forth others. */
  work(task: T, more: () => void): Promise<void>
  /** Called at the first failure, so that the others can stop. */
  stop(error: unknown): void
}

/** Resolves when no task is left; fails as the first that failed, when all others have ended. */
export async function runPool<T>(options: PoolOptions<T>): Promise<void> {
  const { concurrency, source, name, work, stop } = options
  const active = new Map<string, Promise<void>>()
  let queue: T[] = []
  let failure: { error: unknown } | undefined
  let more = true
  let wake = Promise.withResolvers<void>()

  const foundMore = () => {
    more = true
    wake.resolve()
  }

  function fail(error: unknown): void {
    if (failure === undefined) {
      failure = { error }
      stop(error)
    }
  }

  function begin(task: T): void {
    const key = name(task)
    const ended = work(task, foundMore)
      .catch(fail)
      .finally(() => {
        active.delete(key)
        wake.resolve()
      })
    active.set(key, ended)
  }

  async function refill(): Promise<void> {
    more = false
    // One that ends while the source is read may still be in what was read.
    const known = new Set(active.keys())
    const limit = known.size + slice
    const found = await source(limit)
    if (found.length === limit) more = true
    queue = found.filter((task) => !known.has(name(task)))
  }

  while (failure === undefined) {
    if (queue.length === 0 && more && active.size < concurrency) await refill().catch(fail)
    while (failure === undefined && active.size < concurrency) {
      const next = queue.shift()
      if (next === undefined) break
      begin(next)
    }
    if (active.size === 0 && queue.length === 0 && !more) break
    if (active.size === 0) continue
    if (queue.length === 0 && more && active.size < concurrency) continue
    await wake.promise
    wake = Promise.withResolvers<void>()
  }
  await Promise.all(active.values())
  if (failure !== undefined) throw (failure as { error: unknown }).error
}
