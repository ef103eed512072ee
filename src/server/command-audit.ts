// Notes: what the command line does, whether it worked or not.

import type { AuditLog } from '../audit/index.ts'
import { type Clock, type Logger, type Random, randomId } from '../feishu/index.ts'
import { type AuditEntry, type AuditFindings, entryWith } from './audit-entry.ts'
import { toLarkspurError } from './to-larkspur-error.ts'

/** Does the work and notes it in the audit log with its outcome, and with what the result tells. */
export type AsCommand = <T>(
  entry: AuditEntry,
  work: () => Promise<T>,
  found?: (result: T) => AuditFindings,
) => Promise<T>

export function createAsCommand(options: {
  audit: Pick<AuditLog, 'add'>
  clock: Clock
  random: Random
  logger: Logger
}): AsCommand {
  const { audit, clock, random, logger } = options
  return async (entry, work, found = () => ({})) => {
    const note = (findings: AuditFindings) =>
      audit.add({
        ...entryWith(entry, findings),
        id: randomId(random),
        at: clock(),
        actorId: null,
        actorName: 'command line',
        requestId: null,
      })
    const result = await work().catch(async (error: unknown) => {
      // Why it failed is what the person must read, whether that can be noted or not.
      await note({ outcome: toLarkspurError(error).code }).catch(() => undefined)
      throw error
    })
    // What is done is done, and must not look as if it had failed.
    await note(found(result)).catch((error: unknown) =>
      logger.error({ error, action: entry.action, target: entry.target }, 'audit entry not kept'),
    )
    return result
  }
}
