// Synchronises: one person or department on behalf of an element, when it is its turn.

import type { RunReport, SyncTarget } from '../../directory/index.ts'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { CallContext, FeishuApp } from '../../feishu/index.ts'
import { Code } from '../code.ts'
import { otherFailure } from '../code-table.ts'
import type { IdentityDetailsStore } from '../ports.ts'
import type { ElementVisit } from '../visit.ts'
import type { AskContacts } from './ask.ts'
import { detailsOf, profileOf, type ToldPerson } from './describe.ts'

/** Of the directory of the element's app. */
export interface ElementDirectory {
  sync(request: { target: SyncTarget }): Promise<RunReport>
}

/** Who asks over HTTP; nobody for code of the server. */
type Asker = Pick<ElementVisit, 'signal' | 'waits'> | undefined

const lookEveryMs = 1_000
/** Longer than a run of the largest organisations takes. */
const longestWaitMs = 15 * 60_000

const waitsForConfirmation =
  '同步 {runId} 将移除较多人员或部门，需要管理员确认。The synchronisation {runId} would remove many people or departments and waits until an administrator confirms it.'

const isAbout = (error: unknown, code: LarkspurError['code']): boolean =>
  error instanceof LarkspurError && error.code === code

export function createSynchronise(options: {
  app: FeishuApp
  context: Pick<CallContext, 'clock' | 'sleep'>
  ask: AskContacts
  directory: ElementDirectory
  details: Pick<IdentityDetailsStore, 'save' | 'find'>
}) {
  const { app, context, ask, directory, details } = options

  /**
   * One run at a time: another one is waited for, and what it has read since it began is read again. Who leaves ends the
   * wait, and no run that has begun.
   */
  async function inTurn(target: SyncTarget, asker: Asker): Promise<RunReport> {
    const most = asker?.waits === false ? 0 : longestWaitMs
    for (let waited = 0; ; waited += lookEveryMs) {
      if (asker?.signal.aborted) throw new LarkspurError('aborted')
      try {
        return await directory.sync({ target })
      } catch (error) {
        if (!isAbout(error, 'sync_running') || waited >= most) throw error
        await pause(asker?.signal)
      }
    }
  }

  async function pause(signal: AbortSignal | undefined): Promise<void> {
    try {
      await context.sleep(lookEveryMs, signal)
    } catch (error) {
      if (signal?.aborted !== true) throw error
    }
  }

  /** Undefined when the app may not see the person any more; of whoever is gone that alone is known. */
  async function contactsOf(openId: string, asker: Asker): Promise<ToldPerson | 'gone' | undefined> {
    try {
      return await ask.person(openId, asker?.signal)
    } catch (error) {
      if (isAbout(error, 'user_not_found')) return 'gone'
      if (isAbout(error, 'user_not_visible')) return undefined
      throw error
    }
  }

  return {
    async person(userId: string, force: boolean, asker: Asker): Promise<void> {
      const openId = await ask.openId(userId, asker?.signal)
      const known = await details.find(app.brand, app.appId, openId)
      try {
        await inTurn({ kind: 'person', id: openId }, asker)
      } catch (error) {
        // Neither the platform nor the directory knows the person, but somebody of this id has signed in.
        if (known === undefined || !isAbout(error, 'person_not_found')) throw error
      }
      // Whoever has never signed in is in the directory alone.
      if (known === undefined) return
      const told = await contactsOf(openId, asker)
      if (told === undefined) return
      const { department, position, gender, isLeader } = known
      const next =
        told === 'gone'
          ? { department, position, gender, isLeader, status: 'resigned' as const }
          : { ...detailsOf(told), profile: profileOf(told.person) }
      await details.save(known.identityId, next, context.clock(), force)
    },

    async departments(deptId: string | undefined, asker: Asker): Promise<void> {
      const target: SyncTarget =
        deptId === undefined
          ? { kind: 'all' }
          : { kind: 'department', id: await ask.departmentId(deptId, asker?.signal) }
      const { state, id } = await inTurn(target, asker)
      if (state !== 'waiting') return
      throw new Code(otherFailure, new Code(otherFailure, waitsForConfirmation).formatReason({ runId: id }))
    },
  }
}
