// Runs: synchronisations that administrators start, in the background of this process.

import type { RunReport } from '../../../directory/index.ts'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { Logger, Sleep } from '../../../feishu/index.ts'

/** What a run is begun with. */
interface Hooks {
  signal: AbortSignal
  onProgress(report: RunReport): void
}

interface UnderWay {
  report: RunReport | undefined
  stop: AbortController
  ended: Promise<void>
}

/** Runs and watchers of one process; runs of others are known from the database alone. */
export interface ConsoleSyncs {
  /**
   * Begins a run, and goes on without anybody waiting. Resolves with its first report; with undefined when that takes
   * long. Rejects with what refuses it before there is a report.
   */
  begin(perform: (hooks: Hooks) => Promise<RunReport>): Promise<RunReport | undefined>
  /** How a run that was begun here stands; undefined when it has ended, or is another process's. */
  report(runId: string): RunReport | undefined
  /** Interrupts a run that was begun here, and waits for its end. False when there is none of this id. */
  stop(runId: string): Promise<boolean>
  /**
   * Counts one more who watches a run; what it returns counts them off again, once.
   * @throws LarkspurError `too_many_requests`
   */
  watch(accountId: string): () => void
  /** Aborted when the server closes: whoever watches leaves. */
  readonly closing: AbortSignal
  /** Interrupts what runs, and waits for it. */
  close(): Promise<void>
}

/** The first page of a run is usually there in less; nobody waits for a page of the console longer. */
const firstReportMs = 3_000

/** A page holds one connection open; these are a few windows of one person, and a few dozen people. */
const watchersOfOne = 6
const watchersOfAll = 60

export function createConsoleSyncs(options: { logger: Logger; sleep: Sleep }): ConsoleSyncs {
  const { logger, sleep } = options
  const closing = new AbortController()
  const all = new Set<UnderWay>()
  const watchers = new Map<string, number>()

  const find = (runId: string) => [...all].find(({ report }) => report?.id === runId)

  async function atMost<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
    const done = new AbortController()
    const late = sleep(ms, done.signal).then(
      () => undefined,
      () => undefined,
    )
    return Promise.race([work, late]).finally(() => done.abort())
  }

  return {
    closing: closing.signal,
    async begin(perform) {
      if (closing.signal.aborted) throw new LarkspurError('aborted')
      const first = Promise.withResolvers<RunReport>()
      const one: UnderWay = { report: undefined, stop: new AbortController(), ended: Promise.resolve() }
      const onProgress = (report: RunReport) => {
        one.report = report
        first.resolve(report)
      }
      one.ended = perform({ signal: one.stop.signal, onProgress })
        .then(onProgress, (error) => {
          // Whoever waits for the first report is told; later the report says it, too.
          first.reject(error)
          if (!(error instanceof LarkspurError) || error.code !== 'aborted') {
            logger.warn(
              { error, run: one.report?.id },
              'a synchronisation that was begun in the console failed',
            )
          }
        })
        .finally(() => all.delete(one))
      all.add(one)
      first.promise.catch(() => undefined)
      return atMost(firstReportMs, first.promise)
    },
    report: (runId) => find(runId)?.report,
    async stop(runId) {
      const one = find(runId)
      one?.stop.abort()
      await one?.ended
      return one !== undefined
    },
    watch(accountId) {
      const own = watchers.get(accountId) ?? 0
      const every = [...watchers.values()].reduce((sum, some) => sum + some, 0)
      if (closing.signal.aborted || own >= watchersOfOne || every >= watchersOfAll) {
        throw new LarkspurError('too_many_requests', { retryAfterSeconds: 10 })
      }
      watchers.set(accountId, own + 1)
      let isCounted = true
      return () => {
        if (!isCounted) return
        isCounted = false
        const left = (watchers.get(accountId) ?? 1) - 1
        if (left === 0) watchers.delete(accountId)
        else watchers.set(accountId, left)
      }
    },
    async close() {
      closing.abort()
      for (const { stop } of all) stop.abort()
      await Promise.all([...all].map(({ ended }) => ended))
    },
  }
}
