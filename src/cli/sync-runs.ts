// Prints: the last synchronisations, and everything that is kept of one.

import type { RunReport, RunState, SyncTarget } from '../server/directory-types.ts'
import { amount, counted, duration, moment } from './amounts.ts'
import { type Io, terminalLanguage } from './io.ts'
import { readWhole } from './numbers.ts'
import { withDirectory } from './sync-directory.ts'
import { readRunId, type SyncFlags } from './sync-request.ts'
import { shown, toJsonLine } from './terminal-text.ts'
import type { Language } from './words.ts'

const words = {
  en: {
    states: {
      running: 'running',
      interrupted: 'interrupted',
      waiting: 'waiting',
      completed: 'completed',
      failed: 'failed',
      superseded: 'superseded',
    },
    dryRun: 'dry run',
    all: 'everything',
    department: 'department',
    person: 'person',
    range: 'contact range',
    calls: (count: number, time: string) => `${counted(count, 'call', 'calls')} in ${time}`,
  },
  zh: {
    states: {
      running: '进行中',
      interrupted: '已中断',
      waiting: '等待确认',
      completed: '已完成',
      failed: '失败',
      superseded: '已被取代',
    },
    dryRun: '试运行',
    all: '全部',
    department: '部门',
    person: '成员',
    range: '通讯录范围',
    calls: (count: number, time: string) => `${amount(count)} 次调用，用时 ${time}`,
  },
} satisfies Record<Language, { states: Record<RunState | 'interrupted', string> } & Record<string, unknown>>

function targetName(target: SyncTarget, language: Language): string {
  const name = words[language][target.kind]
  return 'id' in target ? `${name} ${shown(target.id)}` : name
}

/** Everything that a run changed, `+` created or restored, `~` updated, `-` removed. */
function changesOf({ people, departments }: RunReport): string {
  const both = (['created', 'restored', 'updated', 'removed'] as const).map(
    (kind) => people[kind] + departments[kind],
  )
  const [created = 0, restored = 0, updated = 0, removed = 0] = both
  return `+${amount(created + restored)} ~${amount(updated)} -${amount(removed)}`
}

function runLine(report: RunReport, state: RunState | 'interrupted', language: Language): string {
  const say = words[language]
  return [
    shown(report.id),
    moment(report.startedAt),
    say.states[state],
    ...(report.dryRun ? [say.dryRun] : []),
    targetName(report.target, language),
    changesOf(report),
    say.calls(report.calls, duration(report.workedMs, language)),
  ].join('  ')
}

export type RunsFlags = Pick<SyncFlags, 'config' | 'instance' | 'json'> & { limit?: string }

export async function listRuns(io: Io, flags: RunsFlags): Promise<void> {
  const limit = readWhole(flags.limit ?? '20', '--limit', 1, 200)
  const language = terminalLanguage(io.environment)
  const json = flags.json === true || !io.isOutTerminal
  const { items, atWork } = await withDirectory(io, flags, async (directory) => ({
    ...(await directory.runs({ limit })),
    atWork: await directory.isSyncing(),
  }))
  // Whoever is at work has begun, or begun again, the newest of them: the others go on with the next run, or never.
  const current = atWork ? items.find(({ state }) => state === 'running') : undefined
  for (const report of items) {
    const state = report.state === 'running' && report !== current ? 'interrupted' : report.state
    io.out(json ? toJsonLine(report) : runLine(report, state, language))
  }
}

/** All pages of a list, one after another, so that memory holds one. */
async function* pagesOf<T>(
  read: (query: { cursor?: string; limit: number }) => Promise<{ items: T[]; next: string | null }>,
): AsyncGenerator<T> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await read({ limit: 200, ...(cursor === undefined ? {} : { cursor }) })
    yield* page.items
    cursor = page.next
  }
}

export async function showRun(
  io: Io,
  id: string,
  flags: Pick<SyncFlags, 'config' | 'instance'>,
): Promise<void> {
  const runId = readRunId(id)
  await withDirectory(io, flags, async (directory) => {
    io.out(toJsonLine({ report: await directory.run(runId) }))
    for await (const change of pagesOf((query) => directory.changes(runId, query))) {
      io.out(toJsonLine({ change }))
    }
    for (const kind of ['department', 'person'] as const) {
      for await (const missing of pagesOf((query) => directory.missing(runId, kind, query))) {
        io.out(toJsonLine({ missing: { of: kind, ...missing } }))
      }
    }
  })
}
