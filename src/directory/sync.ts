// Synchronises: a directory, one run at a time, and keeps every run in a state in which it can go on.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { createPacer, randomId, type Sleep } from '../feishu/index.ts'
import { beginRun, newReport, syncPerson } from './begin.ts'
import { type HeldLease, holdLease, longestSleepMs } from './lease.ts'
import { rootId } from './model.ts'
import { createPlatform } from './platform.ts'
import { createProgress } from './progress.ts'
import type { RunReport, SyncTarget } from './report.ts'
import { continueRun } from './run.ts'
import { type RunWork, writeFound } from './run-work.ts'
import type { DirectorySync, DirectorySyncOptions, SyncRequest } from './sync-options.ts'
import { createUnwritten } from './unwritten.ts'

/** An interrupted run that began longer ago is not continued: too much of what it has read is no longer so. */
const resumableMs = 24 * 60 * 60_000

const defaults = { concurrency: 5, removalGuard: 0.1, maxPagesPerList: 20_000 }

function limitsOf(given: DirectorySyncOptions['options'] = {}) {
  const limits = { ...defaults, ...given }
  const whole = (value: number) => Number.isSafeInteger(value) && value >= 1
  const share = limits.removalGuard >= 0 && limits.removalGuard <= 1
  if (!whole(limits.concurrency) || !whole(limits.maxPagesPerList) || !share) {
    throw new LarkspurError('configuration_invalid', {
      message:
        'The synchronisation needs a concurrency and maxPagesPerList of at least 1, and a removalGuard from 0 to 1.',
    })
  }
  return limits
}

const isEverything = (target: SyncTarget) => target.kind === 'department' && target.id === rootId

/** Makes the synchronisation of one app's directory. */
export function createDirectorySync(parts: DirectorySyncOptions): DirectorySync {
  const { key, app, context, tokens, store, onLeft } = parts
  const { clock, random, logger } = context
  const limits = limitsOf(parts.options)
  const closing = new AbortController()
  const underWay = new Set<Promise<unknown>>()
  let atWork: HeldLease | undefined

  /** Waits, and keeps the lease of the run meanwhile. */
  const sleep: Sleep = async (ms, signal) => {
    let left = ms
    do {
      const now = Math.min(left, longestSleepMs)
      await context.sleep(now, signal)
      left -= now
      // Whoever waits here may be another caller of the platform; the run itself learns at its next write.
      await atWork?.keep().catch(() => undefined)
    } while (left > 0)
  }
  const pacer = createPacer({ ...context, sleep })

  type Steps = (work: RunWork) => Promise<RunReport>

  /** Does the steps of a run, and writes down how they failed. */
  async function carryOut(held: HeldLease, start: RunReport, request: SyncRequest, steps: Steps) {
    const stopping = new AbortController()
    const outside = [closing.signal, ...(request.signal === undefined ? [] : [request.signal])]
    const signal = AbortSignal.any([stopping.signal, ...outside])
    const progress = createProgress(start, clock, request.onProgress)
    const { answered } = progress
    const platform = createPlatform({ app, context, tokens, pacer, sleep, signal, answered })
    const { dryRun, id: runId } = start
    const stop = (error: unknown) => stopping.abort(error)
    const work: RunWork = {
      ...{ key, runId, dryRun, held, store, platform, progress, clock, limits, onLeft, stop },
      unwritten: createUnwritten(),
    }
    try {
      return await steps(work)
    } catch (error) {
      const interrupted = outside.some(({ aborted }) => aborted)
      const failure = failureOf(error, interrupted)
      await keepFailure(work, failure, interrupted)
      throw failure
    }
  }

  function failureOf(error: unknown, interrupted: boolean): LarkspurError {
    if (interrupted) {
      return new LarkspurError('aborted', {
        message: 'The synchronisation was interrupted; it can be continued.',
        cause: error,
      })
    }
    return error instanceof LarkspurError ? error : new LarkspurError('internal_error', { cause: error })
  }

  /** The run as it stands, unless it never began, has come to its end, or is somebody else's by now. */
  async function keepFailure(work: RunWork, failure: LarkspurError, interrupted: boolean): Promise<void> {
    if (failure.code === 'sync_lost') return
    try {
      const begun = await store.run(key, work.runId)
      if (begun === undefined && !interrupted && !isMistyped(failure)) await keepRefusal(work, failure)
      if (begun === undefined || begun.state !== 'running') return
      await writeFound(work)
      const { code, message } = failure
      const ended = { state: 'failed', error: { code, message }, finishedAt: clock() } as const
      const report = { ...work.progress.report(), ...(interrupted ? {} : ended) }
      await store.saveRun(work.held.lease, report)
      work.progress.set(report)
    } catch (cause) {
      logger.warn({ error: cause, run: work.runId }, 'the end of a synchronisation could not be written')
    }
  }

  /** There is no such target: nothing that an operator would have to see among the runs. */
  const isMistyped = ({ code }: LarkspurError): boolean =>
    code === 'person_not_found' || code === 'department_not_found'

  /** A run that was refused before it began: whoever looks at the runs has to see that there was one, and why. */
  async function keepRefusal({ held, progress }: RunWork, { code, message }: LarkspurError): Promise<void> {
    const error = { code, message, early: true } as const
    const report = { ...progress.report(), state: 'failed', error, finishedAt: clock() } as const
    await store.beginRun(held.lease, report, [])
    progress.set(report)
  }

  /** Runs under the lease; nobody else works on this directory meanwhile. */
  async function exclusively(work: (held: HeldLease) => Promise<RunReport>): Promise<RunReport> {
    const lease = { key, purpose: 'sync' as const, owner: randomId(random) }
    const held = await holdLease(store, lease, clock)
    atWork = held
    try {
      return await work(held)
    } finally {
      atWork = undefined
      await held.release()
    }
  }

  function tracked(work: () => Promise<RunReport>, signal: AbortSignal | undefined): Promise<RunReport> {
    if (closing.signal.aborted || signal?.aborted) return Promise.reject(new LarkspurError('aborted'))
    const run = work()
    const ended = run.catch(() => undefined).finally(() => underWay.delete(ended))
    underWay.add(ended)
    return run
  }

  /** A run that stands in the store goes on where it was. */
  async function resume(held: HeldLease, before: RunReport, request: SyncRequest): Promise<RunReport> {
    const again = { ...before, state: 'running', error: null, finishedAt: null } as const
    const start = { ...again, resumed: before.resumed + 1 }
    return carryOut(held, start, request, async (work) => {
      await store.saveRun(held.lease, start)
      return continueRun(work)
    })
  }

  async function resumable(target: SyncTarget, dryRun: boolean): Promise<RunReport | undefined> {
    if (target.kind === 'person') return undefined
    const run = await store.unfinishedRun(key, target, dryRun)
    // What waits was read to its end already: a new run looks again.
    if (run === undefined || run.state === 'waiting') return undefined
    return clock() - run.startedAt < resumableMs ? run : undefined
  }

  async function sync(held: HeldLease, request: SyncRequest): Promise<RunReport> {
    const { target: asked = { kind: 'all' }, dryRun = false, full = false } = request
    const target: SyncTarget = isEverything(asked) ? { kind: 'all' } : asked
    const before = full ? undefined : await resumable(target, dryRun)
    if (before !== undefined) return resume(held, before, request)
    const start = newReport(randomId(random), target, dryRun, clock())
    return carryOut(held, start, request, async (work) => {
      if (target.kind === 'person') return syncPerson(work, target.id)
      return continueRun(work, await beginRun(work, target))
    })
  }

  async function confirm(held: HeldLease, runId: string, request: SyncRequest): Promise<RunReport> {
    const run = await store.run(key, runId)
    if (run === undefined) throw new LarkspurError('run_not_found')
    if (run.state !== 'waiting') {
      throw new LarkspurError('request_invalid', {
        message: `The run does not wait for a confirmation: it is ${run.state}.`,
      })
    }
    // What was confirmed stays in the report, so that an interruption does not ask again.
    const removals = run.removals && { ...run.removals, confirmed: true }
    return resume(held, { ...run, removals }, request)
  }

  return {
    pacer,
    sync: (request = {}) => tracked(() => exclusively((held) => sync(held, request)), request.signal),
    confirm: (runId, request = {}) =>
      tracked(() => exclusively((held) => confirm(held, runId, request)), request.signal),
    async close() {
      closing.abort()
      await Promise.all(underWay)
    },
  }
}
