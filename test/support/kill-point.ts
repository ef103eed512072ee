// Stops: this process at a chosen statement to its database, for good or until it may go on.
import { existsSync, writeSync } from 'node:fs'
import { StatementSync } from 'node:sqlite'

/** The parts of a synchronisation, in their order. */
export const phases = ['beginning', 'lists', 'tree', 'removal', 'finishing'] as const
export type Phase = (typeof phases)[number]

export interface KillPoint {
  phase: Phase
  /** Just before this statement of the phase; 1 is the first. */
  statement: number
  /**
   * `kill`: SIGKILL. `tell`: prints that it is here and goes on, so that others can kill it. `wait`: prints it at the
   * first moment from then on that is in no transaction, and nothing happens before the file `gate` is there.
   */
  how: 'kill' | 'tell' | 'wait'
  gate?: string
}

/** The statement that a phase begins with. Lists of people come after the first of departments. The tree is arranged twice: the second time is the end of the run. */
const arranging = /^select "id", "parent_id", "tree_parent_id" from/
const beginnings: readonly [from: Phase, statement: RegExp, to: Phase][] = [
  ['beginning', /from "directory_people"/, 'lists'],
  // Whoever continues may find every list read.
  ['beginning', arranging, 'tree'],
  ['lists', arranging, 'tree'],
  ['tree', /^\s*select count\(\*\) as count\s+from/, 'removal'],
  ['removal', arranging, 'finishing'],
]

function stand({ how, gate = '' }: KillPoint): void {
  // At once: what is written in the usual way is lost with the process.
  writeSync(1, 'here\n')
  if (how === 'kill') process.kill(process.pid, 'SIGKILL')
  const nothing = new Int32Array(new SharedArrayBuffer(4))
  while (how === 'wait' && !existsSync(gate)) Atomics.wait(nothing, 0, 0, 5)
}

/** Counts the statements of each phase from now on, and stands still at the point. */
export function watchStatements(point: KillPoint | undefined): Record<Phase, number> {
  const counts = { beginning: 0, lists: 0, tree: 0, removal: 0, finishing: 0 }
  let phase: Phase = 'beginning'
  let isInside = false
  let hasStood = false
  const isReached = (at: KillPoint) =>
    !hasStood &&
    at.phase === phase &&
    (at.how === 'wait' ? !isInside && at.statement <= counts[phase] : at.statement === counts[phase])
  const pass = (sql: string) => {
    phase = beginnings.find(([from, first]) => from === phase && first.test(sql))?.[2] ?? phase
    counts[phase] += 1
    if (point !== undefined && isReached(point)) {
      hasStood = true
      stand(point)
    }
    if (/^(begin|commit|rollback)/.test(sql)) isInside = sql.startsWith('begin')
  }
  const { run, all } = StatementSync.prototype
  Object.assign(StatementSync.prototype, {
    run(this: StatementSync, ...values: Parameters<typeof run>) {
      pass(this.sourceSQL)
      return run.apply(this, values)
    },
    all(this: StatementSync, ...values: Parameters<typeof all>) {
      pass(this.sourceSQL)
      return all.apply(this, values)
    },
  })
  return counts
}
