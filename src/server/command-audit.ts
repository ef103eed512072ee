// Notes: what the command line does, whether it worked or not.

import type { AuditLog, AuditRecord } from '../audit/index.ts'
import { type Clock, type Random, randomId } from '../feishu/index.ts'
import { toLarkspurError } from './errors.ts'

/** Does the work and notes it in the audit log with its outcome. */
export type AsCommand = <T>(
  entry: Pick<AuditRecord, 'action' | 'target'> & { details?: AuditRecord['details'] },
  work: () => Promise<T>,
) => Promise<T>

export function createAsCommand(options: { audit: AuditLog; clock: Clock; random: Random }): AsCommand {
  const { audit, clock, random } = options
  return async ({ action, target, details = {} }, work) => {
    const note = (outcome: string) =>
      audit.add({
        ...{ action, target, details, outcome },
        id: randomId(random),
        at: clock(),
        actorId: null,
        actorName: 'command line',
        requestId: null,
      })
    try {
      const result = await work()
      await note('ok')
      return result
    } catch (error) {
      // Why it failed is what the person must read, whether that can be noted or not.
      await note(toLarkspurError(error).code).catch(() => undefined)
      throw error
    }
  }
}
