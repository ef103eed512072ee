// Reads: what `larkspur sync` is asked to do, before anything is called or opened.

import type { SyncTarget } from '../server/directory-types.ts'
import type { ConfigFlags } from './config.ts'
import { UsageError } from './failure.ts'
import { confirmAlone, notADepartment, notAPerson, notARun, oneTarget } from './sync-words.ts'
import type { Words } from './words.ts'

export interface SyncFlags extends ConfigFlags {
  department?: string
  user?: string
  dryRun?: boolean
  full?: boolean
  instance?: string
  confirm?: string
  quiet?: boolean
  json?: boolean
}

/** One run to begin or continue, or one to confirm. */
export type SyncCommand =
  | { kind: 'sync'; target: SyncTarget; dryRun: boolean; full: boolean }
  | { kind: 'confirm'; runId: string }

const checked = (text: string, form: RegExp, words: Words): string => {
  if (!form.test(text)) throw new UsageError(words)
  return text
}

/** @throws UsageError */
export const readRunId = (text: string): string => checked(text, /^[\w-]{1,128}$/, notARun)

function readTarget({ department, user }: SyncFlags): SyncTarget {
  if (department !== undefined && user !== undefined) throw new UsageError(oneTarget)
  if (department !== undefined) {
    return { kind: 'department', id: checked(department, /^od-[\w-]{1,120}$/, notADepartment) }
  }
  if (user !== undefined) return { kind: 'person', id: checked(user, /^ou_[\w-]{1,120}$/, notAPerson) }
  return { kind: 'all' }
}

/** @throws UsageError */
export function readSyncCommand(flags: SyncFlags): SyncCommand {
  const target = readTarget(flags)
  const { confirm, dryRun = false, full = false } = flags
  if (confirm === undefined) return { kind: 'sync', target, dryRun, full }
  if (target.kind !== 'all' || dryRun || full) throw new UsageError(confirmAlone)
  return { kind: 'confirm', runId: readRunId(confirm) }
}
