// Rotates: what former keys have encrypted, to the newest key.

import { type Kysely, sql } from 'kysely'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import { rowName, type Sealer } from '../seal.ts'
import type { Tables } from './schema.ts'
import { whenFree } from './sqlite/busy.ts'
import { foldLog } from './sqlite/fold-log.ts'

/** How many sealed texts were met so far, by what became of them. */
export interface RotationProgress {
  rewritten: number
  /** The newest key had sealed them already. */
  current: number
  /** None of the keys opens them; they stay as they are, and read as if they were not there. */
  unreadable: number
}

export interface Rotation extends RotationProgress {
  /**
   * Whether what former keys have encrypted has left the files, too. False while another process reads or writes without
   * a pause: then it stays in the log until the database does what is left by itself, or until another rotation.
   */
  emptied: boolean
}

export interface RotationOptions {
  /** Called after every hundred texts, and at the end of each table that holds some. */
  onProgress?: ((soFar: RotationProgress) => void) | undefined
  /** Stops it between two rows. */
  signal?: AbortSignal | undefined
}

/** A column of sealed texts. A text is sealed under the name of its table and the key of its row. */
interface SealedColumn {
  table: keyof Tables
  key: readonly [string, ...string[]]
  column: string
}

const sealedColumns: readonly SealedColumn[] = [
  { table: 'user_tokens', key: ['brand', 'app_id', 'tenant_key', 'open_id'], column: 'sealed' },
  { table: 'attempts', key: ['id'], column: 'sealed_verifier' },
  { table: 'elements', key: ['full_name'], column: 'sealed' },
]

const rowsAtOnce = 100

/**
 * Goes through all rows until there is nothing left to rewrite: an app that has not been told of the newest key may
 * have added a row where a pass had been already. Each text is written only while it still is the one that was read, so
 * a write of the app in between wins.
 */
export async function rotateKeys(
  db: Kysely<Tables>,
  sealer: Sealer,
  { onProgress, signal }: RotationOptions = {},
): Promise<Rotation> {
  const first = await onePass(db, sealer, signal, onProgress)
  const total = { ...first }
  for (let last = first; last.rewritten > 0; ) {
    last = await onePass(db, sealer, signal)
    total.rewritten += last.rewritten
    total.unreadable = last.unreadable
  }
  return { ...total, emptied: await foldLog(db) }
}

async function onePass(
  db: Kysely<Tables>,
  sealer: Sealer,
  signal: AbortSignal | undefined,
  onProgress?: (soFar: RotationProgress) => void,
): Promise<RotationProgress> {
  const soFar: RotationProgress = { rewritten: 0, current: 0, unreadable: 0 }
  for (const column of sealedColumns) {
    for await (const rows of slices(db, column)) {
      for (const row of rows) {
        if (signal?.aborted) throw new LarkspurError('aborted')
        const outcome = await rotateRow(db, sealer, column, row)
        if (outcome !== 'gone') soFar[outcome]++
      }
      onProgress?.({ ...soFar })
    }
  }
  return soFar
}

interface SealedText {
  key: string[]
  sealed: string
}

/**
 * All rows, a few at a time in the order of their keys. None that stays is left out; one that comes meanwhile is, when its
 * key stands before those that were read.
 */
async function* slices(db: Kysely<Tables>, of: SealedColumn): AsyncGenerator<SealedText[]> {
  const key = keyList(of)
  for (let last: SealedText | undefined; ; ) {
    const after = last === undefined ? sql`` : sql`and (${key}) > (${sql.join(last.key)})`
    const { rows } = await whenFree(() =>
      sql<Record<string, string> & { sealed_text: string }>`
        select ${key}, ${sql.ref(of.column)} as sealed_text from ${sql.table(of.table)}
        where ${sql.ref(of.column)} is not null ${after}
        order by ${key} limit ${sql.lit(rowsAtOnce)}
      `.execute(db),
    )
    if (rows.length === 0) return
    const texts = rows.map((row) => ({
      key: of.key.map((column) => row[column] ?? ''),
      sealed: row.sealed_text,
    }))
    last = texts.at(-1)
    yield texts
  }
}

async function rotateRow(
  db: Kysely<Tables>,
  sealer: Sealer,
  of: SealedColumn,
  { key, sealed: first }: SealedText,
): Promise<keyof RotationProgress | 'gone'> {
  const name = rowName(of.table, ...key)
  const here = sql`(${keyList(of)}) = (${sql.join(key)})`
  for (let sealed: string | null | undefined = first; ; ) {
    if (sealed === null || sealed === undefined) return 'gone'
    const text = await sealer.open(name, sealed)
    if (text === undefined) return 'unreadable'
    if (sealer.isNewest(sealed)) return 'current'
    const fresh = await sealer.seal(name, text)
    const asRead = sql`${sql.ref(of.column)} = ${sealed}`
    const { numAffectedRows } = await whenFree(() =>
      sql`
        update ${sql.table(of.table)} set ${sql.ref(of.column)} = ${fresh}
        where ${sql.join([here, asRead], sql` and `)}
      `.execute(db),
    )
    if (numAffectedRows === 1n) return 'rewritten'
    const { rows } = await whenFree(() =>
      sql<{ sealed_text: string | null }>`
        select ${sql.ref(of.column)} as sealed_text from ${sql.table(of.table)} where ${here}
      `.execute(db),
    )
    sealed = rows[0]?.sealed_text
  }
}

const keyList = (of: SealedColumn) => sql.join(of.key.map((column) => sql.ref(column)))
