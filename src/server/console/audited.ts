// Notes: what administrators do, whether it worked or not.

import type { AuditRecord } from '../../audit/index.ts'
import { type AuditEntry, type AuditFindings, entryWith } from '../audit-entry.ts'
import type { AppContext } from '../context.ts'
import { toLarkspurError } from '../to-larkspur-error.ts'
import type { Administrator } from './administrator.ts'

/**
 * Does the work and notes it in the audit log with its outcome. What cannot be noted is done all the same, and logged:
 * an administrator must be able to act while a disk is full.
 * @param entry its details are facts for a reader; never a secret
 * @param found what only the result tells
 */
export async function audited<T>(
  c: AppContext,
  administrator: Pick<Administrator, 'user'>,
  entry: AuditEntry,
  work: () => Promise<T>,
  found: (result: T) => AuditFindings = () => ({}),
): Promise<T> {
  const { logs, clock, random, logger } = c.get('services')
  const note = async (findings: AuditFindings) => {
    const record: AuditRecord = {
      ...entryWith(entry, findings),
      id: Buffer.from(random(16)).toString('base64url'),
      at: clock(),
      actorId: administrator.user.id,
      actorName: administrator.user.name,
      requestId: c.get('requestId'),
    }
    await logs.audit.add(record).catch((error) => logger.error({ error, record }, 'audit entry not kept'))
  }
  try {
    const result = await work()
    await note(found(result))
    return result
  } catch (error) {
    await note({ outcome: toLarkspurError(error).code })
    throw error
  }
}
