// Declares: what became of one person or department that was read.

import type { Kysely } from 'kysely'
import type { DirectoryKey } from '../../../directory/model.ts'
import type { PageResult } from '../../../directory/ports.ts'
import type { RunChange } from '../../../directory/report.ts'
import type { Tables } from '../schema.ts'
import { latestReading } from './ahead.ts'

/** Where and when something that was read is written. */
export interface Reading {
  db: Kysely<Tables>
  key: DirectoryKey
  /** When it was asked for; rows that were read later stay. Epoch milliseconds. */
  readAt: number
  now: number
  /** True: nothing is written, only told what would be. */
  dryRun: boolean
  /** Whether the time is noted where nothing else differs. */
  noteTime: boolean
}

export interface Outcome {
  id: string
  name: string
  change: Exclude<RunChange['change'], 'removed'> | 'none'
  /** Names of the fields that differ from what was known. */
  fields: readonly string[]
}

/** What is known of an entity that was read before. */
interface Known {
  read_at: number
  removed_at: number | null
}

/** Whether what is known is newer than what was read. */
export const isNewer = ({ read_at }: Known, { readAt, now }: Reading): boolean =>
  read_at > readAt && !isAhead({ read_at }, now)

/** Such a time is put right with the next reading, also where nothing else differs. */
export const isAhead = ({ read_at }: Pick<Known, 'read_at'>, now: number): boolean =>
  read_at > latestReading(now)

/** @param stays removed, although it was read: the platform tells that it is gone */
export function changeOf(known: Known | undefined, differs: boolean, stays = false): Outcome['change'] {
  if (known === undefined) return 'created'
  if (known.removed_at !== null && !stays) return 'restored'
  return differs ? 'updated' : 'none'
}

export function countOutcomes(outcomes: readonly Outcome[]): PageResult['people'] {
  const count = (change: Outcome['change']) => outcomes.filter((outcome) => outcome.change === change).length
  return {
    read: outcomes.length,
    created: count('created'),
    updated: count('updated'),
    restored: count('restored'),
  }
}
