// Keeps: the report of the run under way, and what it has cost since the last page that was written.
import type { Clock } from '../feishu/index.ts'
import type { ListPage } from './lists.ts'
import type { EntityKind, PageResult, Tally, Told } from './ports.ts'
import type { Counts, RunReport } from './report.ts'

export interface Progress {
  /** Counts an answer of the platform. */
  answered(limited: boolean): void
  /** Takes note of the fields that a page tells. */
  read(page: Pick<ListPage, 'people' | 'departments'>): void
  /** Of a dry run: the departments that were read, and what they say of their parents. */
  parents(): ReadonlyMap<string, string | undefined>
  /** What has come together since it was taken last. */
  take(): Tally
  /** Adds what a page changed, and tells the listener. */
  wrote(result: PageResult): void
  removed(of: EntityKind, count: number): void
  /** Changes the report; the listener hears of it with the next page. */
  note(part: Partial<RunReport>): void
  /** Changes the report, and tells the listener. */
  set(part: Partial<RunReport>): RunReport
  /** Takes over what the store says at the end, and tells the listener. */
  end(stored: RunReport): RunReport
  /** A copy of the report as it is now. */
  report(): RunReport
}

const fieldsOf = (items: readonly object[], into: Set<string>) => {
  for (const item of items) for (const name of Object.keys(item)) if (name !== 'id') into.add(name)
}

const added = (to: Counts, more: Partial<Counts>): Counts => ({
  read: to.read + (more.read ?? 0),
  created: to.created + (more.created ?? 0),
  updated: to.updated + (more.updated ?? 0),
  restored: to.restored + (more.restored ?? 0),
  removed: to.removed + (more.removed ?? 0),
})

/** `tell` gets a copy of each report. */
export function createProgress(
  start: RunReport,
  clock: Clock,
  tell: ((report: RunReport) => void) | undefined,
): Progress {
  let report = start
  let since = clock()
  let calls = 0
  let rateLimited = 0
  const person = new Set<string>()
  const department = new Set<string>()
  const parents = new Map<string, string | undefined>()

  function atWork(): number {
    const now = clock()
    // A clock that is set back must not make the work shorter.
    const ms = Math.max(0, now - since)
    since = now
    report = { ...report, workedMs: report.workedMs + ms }
    return ms
  }

  let workedMs = 0
  const told = (): Told => ({ person: [...person], department: [...department] })
  const announce = () => {
    workedMs += atWork()
    tell?.(structuredClone(report))
    return structuredClone(report)
  }

  return {
    answered(limited) {
      calls += 1
      rateLimited += limited ? 1 : 0
      report = {
        ...report,
        calls: report.calls + 1,
        rateLimited: report.rateLimited + (limited ? 1 : 0),
      }
    },
    read(page) {
      fieldsOf(page.people, person)
      fieldsOf(page.departments, department)
      // Otherwise the store has them.
      if (start.dryRun) for (const { id, parentId } of page.departments) parents.set(id, parentId)
    },
    parents: () => parents,
    take() {
      const tally = { calls, rateLimited, workedMs: workedMs + atWork(), told: told() }
      calls = 0
      rateLimited = 0
      workedMs = 0
      return tally
    },
    wrote(result) {
      report = {
        ...report,
        people: added(report.people, result.people),
        departments: added(report.departments, result.departments),
      }
      announce()
    },
    removed(of, count) {
      const name = of === 'person' ? 'people' : 'departments'
      report = { ...report, [name]: added(report[name], { removed: count }) }
      announce()
    },
    note(part) {
      report = { ...report, ...part }
    },
    set(part) {
      report = { ...report, ...part }
      return announce()
    },
    end(stored) {
      report = stored
      tell?.(structuredClone(report))
      return structuredClone(report)
    },
    report: () => structuredClone(report),
  }
}
