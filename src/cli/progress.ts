// Draws: the progress of a synchronisation on a terminal, as long as it goes on.

import { type Options, SingleBar } from 'cli-progress'
import type { RunReport } from '../server/directory-types.ts'
import { type Progress, progressLine, progressOf } from './progress-line.ts'
import type { Language } from './words.ts'

/** A terminal that people read. */
export interface Screen {
  write(text: string): unknown
  /** Undefined when unknown. */
  readonly columns?: number | undefined
}

export interface ProgressBar {
  /** Takes what the run has reached; draws at most ten times a second. */
  show(report: RunReport): void
  /** Writes a whole line above the bar. */
  print(line: string): void
  /** Takes the bar away. What is written afterwards begins where it stood. */
  stop(): void
}

/** Calls of about this last while make the rate: the platform counts by the minute. */
const windowMs = 60_000

/** Answers come later than calls began, some by so much more than others. */
const jitterMs = 250

/**
 * Reckons calls per second out of how many there were when. In whole seconds, as the platform counts: calls come in
 * bursts, and half a second more than the last burst would make the rate higher than any limit.
 */
function createRate(): (calls: number, now: number) => number | null {
  const samples: { calls: number; at: number }[] = []
  return (calls, now) => {
    const newest = samples.at(-1)
    if (newest === undefined || now - newest.at >= 1000) samples.push({ calls, at: now })
    while (samples.length > 1 && now - (samples[1]?.at ?? now) >= windowMs) samples.shift()
    const oldest = samples[0]
    if (oldest === undefined || now - oldest.at < 1000) return null
    return (calls - oldest.calls) / Math.ceil((now - oldest.at + jitterMs) / 1000)
  }
}

/**
 * What the bar needs of a terminal. Nothing that would have to be put back: a second Ctrl-C ends the process at once.
 */
function createTerminal(screen: Screen) {
  const nothing = () => {}
  return {
    cursorSave: nothing,
    cursorRestore: nothing,
    cursor: nothing,
    lineWrapping: nothing,
    newline: nothing,
    cursorTo: () => screen.write('\r'),
    clearRight: () => screen.write('\u001b[K'),
    clearLine: () => screen.write('\u001b[2K'),
    write: (text: string) => screen.write(text),
    isTTY: () => true,
    // The last column stays free: a terminal may break the line there.
    getWidth: () => Math.max(0, (screen.columns || 80) - 1),
  }
}

export function createProgressBar(options: {
  screen: Screen
  language: Language
  /** Epoch milliseconds. */
  clock: () => number
}): ProgressBar {
  const { screen, language, clock } = options
  const rate = createRate()
  let progress: Progress = { people: 0, departments: 0, calls: 0, pendingCalls: 0, callsPerSecond: null }
  const settings: Options & { terminal: ReturnType<typeof createTerminal> } = {
    terminal: createTerminal(screen),
    clearOnComplete: true,
    // Also when nothing has changed: a line above may have taken its place.
    forceRedraw: true,
    // With each drawing, so that the rate falls while the run waits.
    format: (_options, { maxWidth }) => {
      const callsPerSecond = progress.calls === 0 ? null : rate(progress.calls, clock())
      return progressLine({ ...progress, callsPerSecond }, maxWidth, language)
    },
  }
  const bar = new SingleBar(settings)
  bar.start(1, 0)
  return {
    show(report) {
      progress = progressOf(report, null)
    },
    print(line) {
      screen.write(`\r\u001b[2K${line}\n`)
      bar.render()
    },
    stop: () => bar.stop(),
  }
}
