// Writes: how far a run is, as words for the page and for the stream that follows it.

import type { RunReport } from '../../../directory/index.ts'
import type { AppContext } from '../../context.ts'
import { count, duration } from '../parts.ts'
import { words } from '../texts.ts'
import { syncWords } from './texts.ts'

/** What a page shows of a run under way. */
export interface ProgressView {
  /** 0 to 1; null until anything is known. */
  share: number | null
  /** Words by the name of their place on the page. */
  shown: Record<string, string>
  /** The same as one sentence, for whoever does not see the page. */
  spoken: string
}

/**
 * The platform's limit of the lists that a run reads. A long run starts faster than that and is held up later.
 * Source: https://open.feishu.cn/document/server-docs/api-call-guide/frequency-control
 */
const callsPerMinute = 1000

/** Milliseconds; null while there is nothing to reckon it from. */
export function timeLeft({
  calls,
  workedMs,
  pending,
}: Pick<RunReport, 'calls' | 'workedMs' | 'pending'>): number | null {
  if (calls === 0 || workedMs <= 0 || pending.calls === 0) return null
  const atLeast = ((pending.calls - callsPerMinute) / callsPerMinute) * 60_000
  return Math.max(atLeast, (pending.calls * workedMs) / calls)
}

/** The estimate grows as departments are found, and reaches 1 only when nothing is known to come. */
export function shareOf({ calls, pending }: Pick<RunReport, 'calls' | 'pending'>): number | null {
  return calls === 0 || pending.calls === 0 ? null : calls / (calls + pending.calls)
}

export const countKinds = ['read', 'created', 'updated', 'restored', 'removed'] as const

export function progressView(c: AppContext, report: RunReport): ProgressView {
  const text = words(c, syncWords)
  const ms = timeLeft(report)
  const left = ms === null ? text.unknown : duration(c, ms)
  const counts = (['people', 'departments'] as const).flatMap((of) =>
    countKinds.map((kind) => [`${of}.${kind}`, count(c, report[of][kind])] as const),
  )
  return {
    share: shareOf(report),
    shown: {
      ...Object.fromEntries(counts),
      calls: count(c, report.calls),
      limited: count(c, report.rateLimited),
      pending: count(c, report.pending.calls),
      worked: duration(c, report.workedMs),
      left,
    },
    spoken: text.spoken(count(c, report.people.read), count(c, report.departments.read), left),
  }
}
