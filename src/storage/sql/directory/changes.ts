// Stores: the differences that runs found.

import { type Kysely, sql } from 'kysely'
import type { RemovalReason } from '../../../directory/model.ts'
import type { DirectoryStore, EntityKind } from '../../../directory/ports.ts'
import type { RunChange } from '../../../directory/report.ts'
import type { Tables } from '../schema.ts'
import { pageOf, readCursor } from './cursor.ts'
import { expectRun, numberBehind } from './find-run.ts'
import { chunksOf, keyColumns } from './key-columns.ts'
import { deleteRowsOfRun } from './notes.ts'
import type { Outcome } from './outcome.ts'
import type { ChangeRow, RunRow } from './tables.ts'

export function createChanges(db: Kysely<Tables>): Pick<DirectoryStore, 'changes' | 'forgetChanges'> {
  return {
    async changes(key, runId, { cursor, limit }) {
      const listing = 'changes:TTT'
      const after = readCursor(listing, cursor)
      const { id } = await expectRun(db, key, runId)
      let query = db
        .selectFrom('directory_changes')
        .selectAll()
        .where('run_id', '=', id)
        .orderBy('kind')
        .orderBy('id')
        .orderBy('change')
        .limit(limit + 1)
      if (after !== undefined) {
        query = query.where(sql<boolean>`(kind, id, change) > (${sql.join([...after])})`)
      }
      const placeOf = (row: ChangeRow) => [row.kind, row.id, row.change]
      return pageOf(listing, await query.execute(), limit, placeOf, toChange)
    },

    async forgetChanges(key, keep) {
      const old = await db
        .selectFrom('directory_runs')
        .select('id')
        .where((where) => where.and(keyColumns(key)))
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('directory_changes')
              .select('directory_changes.id')
              .whereRef('directory_changes.run_id', '=', 'directory_runs.id'),
          ),
        )
        .where('number', '<=', await numberBehind(db, key, keep))
        .execute()
      let gone = 0
      for (const { id } of old) {
        gone += await deleteRowsOfRun(db, 'directory_changes', ['run_id', 'kind', 'id', 'change'], id)
      }
      return gone
    },
  }
}

/** What the very first import brings is only counted. */
export async function noteChanges(
  db: Kysely<Tables>,
  run: RunRow,
  kind: EntityKind,
  outcomes: readonly (Outcome | Removal)[],
): Promise<void> {
  const rows = outcomes
    .filter(({ change }) => change === 'removed' || (change !== 'none' && run.first_import === 0))
    .map(({ id, name, change, fields, ...rest }) => ({
      ...{ run_id: run.id, kind, id, name, change },
      // Of a new one all is new.
      fields: change === 'created' ? '' : fields.join(' '),
      reason: 'reason' in rest ? rest.reason : null,
    }))
  for (const some of chunksOf(rows)) {
    await db
      .insertInto('directory_changes')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/** Somebody whom a run removes. */
export interface Removal extends Omit<Outcome, 'change'> {
  change: 'removed'
  reason: RemovalReason
}

function toChange(row: ChangeRow): RunChange {
  return {
    of: row.kind as EntityKind,
    id: row.id,
    name: row.name,
    change: row.change as RunChange['change'],
    fields: row.fields === '' ? [] : row.fields.split(' '),
    reason: row.reason as RemovalReason | null,
  }
}
