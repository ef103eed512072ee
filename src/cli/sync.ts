// Runs: a synchronisation of the directory, from the command line.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { RunReport } from '../server/directory-types.ts'
import { type Io, terminalLanguage } from './io.ts'
import type { ProgressBar } from './progress.ts'
import { confirmationLines } from './sync-confirmation.ts'
import { type Directory, withDirectory } from './sync-directory.ts'
import { failureLines } from './sync-failure.ts'
import { notedRun } from './sync-noted.ts'
import { readSyncCommand, type SyncCommand, type SyncFlags } from './sync-request.ts'
import { summaryLines } from './sync-summary.ts'
import { goesOn, interrupted, stopping } from './sync-words.ts'
import { toJsonLine } from './terminal-text.ts'

/** Names of a waiting run that are printed, of each kind. */
const mostNames = 20

/** 0 completed, 1 failed, 3 waits for a confirmation, 130 interrupted. */
type SyncExitCode = 0 | 1 | 3 | 130

interface Hooks {
  signal: AbortSignal
  onProgress(report: RunReport): void
}

function perform(directory: Directory, command: SyncCommand, hooks: Hooks): Promise<RunReport> {
  if (command.kind === 'confirm') return directory.confirm(command.runId, hooks)
  const { target, dryRun, full } = command
  return directory.sync({ target, dryRun, full, ...hooks })
}

/** What became of it: a report, unless it came to none, and the failure, if any. */
interface Outcome {
  report: RunReport | undefined
  failure: unknown
}

/** Begins the work, and tells how it stands. */
type Perform = (hooks: Hooks) => Promise<RunReport>

/** Runs to the end or to the first signal, and shows the progress. */
async function run(io: Io, work: Perform, bar?: ProgressBar): Promise<Outcome> {
  const stop = new AbortController()
  void io.onStop().then(() => {
    stop.abort()
    const line = `larkspur: ${stopping[terminalLanguage(io.environment)]}`
    if (bar === undefined) io.err(line)
    else bar.print(line)
  })
  let last: RunReport | undefined
  const onProgress = (report: RunReport) => {
    last = report
    bar?.show(report)
  }
  try {
    const report = await work({ signal: stop.signal, onProgress })
    return { report, failure: undefined }
  } catch (failure) {
    return { report: last, failure }
  }
}

const isAborted = (failure: unknown) => failure instanceof LarkspurError && failure.code === 'aborted'

/** Whatever the command was told to find the app by, to be told to the next one. */
function sameApp({ instance, config }: SyncFlags): string[] {
  return [
    ...(instance === undefined ? [] : ['--instance', instance]),
    ...(config === undefined ? [] : ['--config', config]),
  ]
}

/** Names of people are for a person who reads them, not for the log of a job. */
async function waitingLines(
  io: Io,
  directory: Directory,
  report: RunReport,
  flags: SyncFlags,
  named: boolean,
) {
  const first = async (of: 'person' | 'department') =>
    named ? (await directory.missing(report.id, of, { limit: mostNames })).items : []
  const people = await first('person')
  const departments = await first('department')
  const language = terminalLanguage(io.environment)
  return confirmationLines(report, { people, departments }, sameApp(flags), language)
}

/** Loaded only here, so that no other command holds any of it. */
async function startBar(io: Io): Promise<ProgressBar> {
  const { createProgressBar } = await import('./progress.ts')
  const language = terminalLanguage(io.environment)
  return createProgressBar({ screen: io.screen, language, clock: Date.now })
}

/** Answers the exit code. */
export async function sync(io: Io, flags: SyncFlags): Promise<SyncExitCode> {
  const command = readSyncCommand(flags)
  const language = terminalLanguage(io.environment)
  const { quiet = false } = flags
  const json = flags.json === true || !io.isOutTerminal
  const withBar = io.isTerminal && !quiet
  let bar: ProgressBar | undefined
  const log = (line: string) => (bar === undefined ? io.err(line) : bar.print(line))
  const make = command.kind === 'sync'
  return withDirectory(io, { ...flags, log, make }, async (directory, larkspur) => {
    bar = withBar ? await startBar(io) : undefined
    const work: Perform = ({ signal, onProgress }) =>
      notedRun(larkspur, { command, flags }, (onReport) => {
        const both = (report: RunReport) => {
          onReport(report)
          onProgress(report)
        }
        return perform(directory, command, { signal, onProgress: both })
      })
    const { report, failure } = await run(io, work, bar).finally(() => {
      bar?.stop()
      bar = undefined
    })
    if (json && report !== undefined) io.out(toJsonLine(report))
    if (isAborted(failure)) {
      io.err(`larkspur: ${interrupted[language]}`)
      return 130
    }
    if (report === undefined || failure !== undefined) {
      if (!(failure instanceof LarkspurError) || failure.code === 'request_invalid') throw failure
      const lines = await failureLines(failure, command, directory, language)
      if (report?.state === 'failed' && report.error?.early !== true) lines.push(goesOn[language])
      for (const line of lines) io.err(`larkspur: ${line}`)
      return 1
    }
    if (!json && !quiet) for (const line of summaryLines(report, language)) io.out(line)
    if (report.state !== 'waiting') return 0
    // Also for whoever reads JSON: somebody has to decide.
    const aside = json || quiet
    const tell = aside ? io.err : io.out
    const named = aside ? io.isTerminal : true
    for (const line of await waitingLines(io, directory, report, flags, named)) tell(line)
    return 3
  })
}
