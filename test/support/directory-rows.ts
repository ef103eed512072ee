// Reads: the directory's tables out of a database file, as lines that can be compared.
import { DatabaseSync } from 'node:sqlite'

export interface DirectoryRows {
  /** Every row of people, departments and memberships, without times. */
  rows: string[]
  /** Of each completed run what it changed, the newest run last; those of the same run in order. */
  changes: string[][]
  /** States of all runs, the newest last. */
  states: string[]
  /** How many rows there are that no run leaves behind. */
  leftovers: Record<string, number>
  /** What SQLite finds wrong with the file; `ok` when nothing. */
  integrity: string
}

type Row = Record<string, unknown>

/** Whether somebody is removed is no time. */
const line = (table: string, { updated_at: _, read_at: __, removed_at, ...row }: Row) =>
  `${table} ${JSON.stringify({ ...row, ...(removed_at === undefined ? {} : { removed: removed_at !== null }) })}`

export function directoryRows(file: string): DirectoryRows {
  const db = new DatabaseSync(file)
  const all = (sql: string, ...values: string[]) => db.prepare(sql).all(...values) as Row[]
  try {
    const rows = ['people', 'departments', 'memberships'].flatMap((table) =>
      all(`select * from directory_${table}`).map((row) => line(table, row)),
    )
    const leftovers = ['tasks', 'met', 'range', 'leases'].map((table) => [
      table,
      Number(all(`select count(*) n from directory_${table}`)[0]?.n),
    ])
    const runs = all('select id, state from directory_runs order by number')
    const changesOf = 'select * from directory_changes where run_id = ? order by kind, id, change'
    return {
      rows: rows.sort(),
      changes: runs.map(({ id }) =>
        all(changesOf, String(id)).map(({ run_id: _, ...change }) => JSON.stringify(change)),
      ),
      states: runs.map(({ state }) => String(state)),
      leftovers: Object.fromEntries(leftovers),
      integrity: String(all('pragma integrity_check')[0]?.integrity_check),
    }
  } finally {
    db.close()
  }
}

/** The first few lines that only one of them has. */
export function lineDifferences(is: readonly string[], shouldBe: readonly string[]): string[] {
  const [one, other] = [new Set(is), new Set(shouldBe)]
  const more = is.filter((each) => !other.has(each)).map((each) => `is: ${each}`)
  const less = shouldBe.filter((each) => !one.has(each)).map((each) => `should be: ${each}`)
  const twice = is.length - one.size
  return [...more.slice(0, 3), ...less.slice(0, 3), ...(twice > 0 ? [`${twice} lines are twice`] : [])]
}
