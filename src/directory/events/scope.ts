// Applies: changes of the app's contact range, by synchronising the part that changed.
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { Logger } from '../../feishu/index.ts'
import { isGone } from '../lists.ts'
import type { EventSubject } from '../ports.ts'
import type { SyncTarget } from '../report.ts'
import type { DirectorySync } from '../sync-options.ts'

export type ScopeSubject = Extract<EventSubject, { kind: 'scope' }>

/** Of more departments at once the whole directory is read: one run instead of one for each. */
const mostDepartments = 10

/**
 * What has to be synchronised, in this order: what has come first, so that whoever is in both lists is there before
 * anything is removed. People who have come by themselves are not among it.
 * Members of user groups cannot be listed, so a change of groups asks for everything.
 */
export function targetsOf({ added, removed }: ScopeSubject): SyncTarget[] {
  if (added.groups > 0 || removed.groups > 0 || added.departmentIds.length > mostDepartments) {
    return [{ kind: 'all' }]
  }
  const { departmentIds, personIds } = removed
  const hasRemoved = departmentIds.length > 0 || personIds.length > 0
  return [
    ...added.departmentIds.map((id): SyncTarget => ({ kind: 'department', id })),
    ...(hasRemoved ? [{ kind: 'range', departmentIds, personIds } as const] : []),
  ]
}

export interface ScopeWork {
  sync: Pick<DirectorySync, 'sync'>
  logger: Logger
  signal: AbortSignal
}

/** @throws {LarkspurError} `sync_running` while a run is at work, and those of the synchronisation */
export async function applyScope(work: ScopeWork, subject: ScopeSubject): Promise<void> {
  const { sync, logger, signal } = work
  for (const target of targetsOf(subject)) {
    try {
      const { id, state, removals } = await sync.sync({ target, signal })
      if (state === 'waiting') {
        logger.warn({ run: id, removals }, 'the contact range of the app shrank; a run waits to be confirmed')
      }
    } catch (error) {
      // Out of the range again, or deleted meanwhile: another event tells of it.
      if (target.kind === 'department' && isGone(error)) continue
      throw error instanceof LarkspurError ? error : new LarkspurError('internal_error', { cause: error })
    }
  }
}
