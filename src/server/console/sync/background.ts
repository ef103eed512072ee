// Runs: synchronisations that administrators start, in the background of this process.

import type { RunReport } from '../../../directory/index.ts'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { Clock, Logger, Sleep } from '../../../feishu/index.ts'
import { toLarkspurError } from '../../to-larkspur-error.ts'

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

export interface Refusal {
  /** Epoch milliseconds. */
  at: number
  error: LarkspurError
}

/** Runs and watchers of one process; runs of others are known from the database alone. */
export interface ConsoleSyncs {
  /**
   * Begins a run, and goes on without anybody waiting. Resolves with its first report; with undefined when that takes
   * long. Rejects with what refuses it before there is a report.
   * @param app name of the app, whose page tells what refused it later
   */
  begin(app: string, perform: (hooks: Hooks) => Promise<RunReport>): Promise<RunReport | undefined>
  /** What refused the newest run of this app before it had a report, when nobody waited any longer. */
  refusal(app: string): Refusal | undefined
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

/** As many apps as a server has, and no more than a memory bears. */
const mostRefusals = 100

/** A page holds one connection open, of the six that a browser opens to one host; and a few dozen people. */
const watchersOfOne = 3
const watchersOfAll = 60

export function createConsoleSyncs(options: { logger: Logger; sleep: Sleep; clock: Clock }): ConsoleSyncs {
  const { logger, sleep, clock } = options
  const closing = new AbortController()
  const all = new Set<UnderWay>()
  const watchers = new Map<string, number>()
  const refusals = new Map<string, Refusal>()

  function remember(app: string, error: unknown): void {
    refusals.delete(app)
    refusals.set(app, { at: clock(), error: toLarkspurError(error) })
    const [oldest] = refusals.keys()
    if (refusals.size > mostRefusals && oldest !== undefined) refusals.delete(oldest)
  }

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
    async begin(app, perform) {
      if (closing.signal.aborted) throw new LarkspurError('aborted')
      refusals.delete(app)
      let isAwaited = true
      const first = Promise.withResolvers<RunReport>()
      const one: UnderWay = { report: undefined, stop: new AbortController(), ended: Promise.resolve() }
      const onProgress = (report: RunReport) => {
        one.report = report
        first.resolve(report)
      }
      one.ended = perform({ signal: one.stop.signal, onProgress })
        .then(onProgress, (error) => {
          // Whoever waits for the first report is told; later the report says it, too, if there is one.
          first.reject(error)
          if (!isAwaited && one.report === undefined) remember(app, error)
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
      return atMost(firstReportMs, first.promise).finally(() => {
        isAwaited = false
      })
    },
    refusal: (app) => refusals.get(app),
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
