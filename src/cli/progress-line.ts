// Writes: how far a synchronisation is, in one line that fits the terminal.

import type { RunReport } from '../server/directory-types.ts'
import { amount, counted, duration } from './amounts.ts'
import { columnsOf } from './terminal-text.ts'
import type { Language } from './words.ts'

/** What a run's progress is written from. */
export interface Progress {
  people: number
  departments: number
  calls: number
  /** Calls that are still to come, as far as anybody knows. */
  pendingCalls: number
  /** Null until there is something to reckon it from. */
  callsPerSecond: number | null
}

/** 0 to 1. Less than 1 while anything is known to come; the estimate grows as departments are found. */
function shareOf({ calls, pendingCalls }: Pick<Progress, 'calls' | 'pendingCalls'>): number {
  return calls + pendingCalls === 0 ? 0 : calls / (calls + pendingCalls)
}

function bar(share: number, width: number): string {
  const full = Math.floor(share * width)
  // ASCII: in a Chinese terminal, blocks may be two columns wide.
  return `[${'='.repeat(full)}${'-'.repeat(width - full)}]`
}

const words = {
  en: {
    people: (count: number) => counted(count, 'person', 'people'),
    departments: (count: number) => counted(count, 'department', 'departments'),
    calls: (count: number) => counted(count, 'call', 'calls'),
    rate: (text: string) => `${text}/s`,
    left: (text: string) => `${text} left`,
  },
  zh: {
    people: (count: number) => `${amount(count)} 人`,
    departments: (count: number) => `${amount(count)} 个部门`,
    calls: (count: number) => `${amount(count)} 次调用`,
    rate: (text: string) => `每秒 ${text} 次`,
    left: (text: string) => `剩余 ${text}`,
  },
}

/**
 * The platform's limit of the lists that a run reads. A long run starts faster than that and is held up later.
 * Source: https://open.feishu.cn/document/server-docs/api-call-guide/frequency-control
 */
const callsPerMinute = 1000

/** Milliseconds. */
function timeLeft(pendingCalls: number, callsPerSecond: number): number {
  const atLeast = ((pendingCalls - callsPerMinute) / callsPerMinute) * 60_000
  return Math.max((pendingCalls / callsPerSecond) * 1000, atLeast)
}

/** What is told, and what goes first when it does not fit: the larger number. */
function pieces(progress: Progress, language: Language): { text: string; dropped: number }[] {
  const { people, departments, calls, pendingCalls, callsPerSecond: rate } = progress
  const say = words[language]
  const told = [
    { text: say.people(people), dropped: 0 },
    { text: say.departments(departments), dropped: 2 },
    { text: say.calls(calls), dropped: 3 },
  ]
  if (rate === null) return told
  told.push({ text: say.rate(rate.toFixed(rate < 10 ? 1 : 0)), dropped: 4 })
  // At a standstill no time can be told.
  if (rate === 0 || pendingCalls === 0) return told
  return [...told, { text: say.left(duration(timeLeft(pendingCalls, rate), language)), dropped: 1 }]
}

const widestBar = 30
const leastBar = 8

/** Never wider than `columns`, so that it can be written over: a line that breaks would stay. */
export function progressLine(progress: Progress, columns: number, language: Language): string {
  const share = shareOf(progress)
  const percent = `${String(Math.floor(share * 100)).padStart(3)}%`
  const told = pieces(progress, language)
  const rest = () => [percent, ...told.map(({ text }) => text)].join('  ')
  const room = () => columns - columnsOf(rest()) - ' '.length - '[]'.length
  while (told.length > 0 && room() < leastBar) {
    const least = Math.max(...told.map(({ dropped }) => dropped))
    told.splice(
      told.findIndex(({ dropped }) => dropped === least),
      1,
    )
  }
  const width = Math.min(widestBar, room())
  return width < leastBar ? percent.slice(0, Math.max(0, columns)) : `${bar(share, width)} ${rest()}`
}

/** What of a report the line needs. */
export function progressOf(report: RunReport, callsPerSecond: number | null): Progress {
  return {
    people: report.people.read,
    departments: report.departments.read,
    calls: report.calls,
    pendingCalls: report.pending.calls,
    callsPerSecond,
  }
}
