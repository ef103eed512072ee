// Notes: what administrators do, whether it worked or not.

import type { AuditRecord } from '../../audit/index.ts'
import type { AppContext } from '../context.ts'
import { toLarkspurError } from '../errors.ts'
import type { Administrator } from './administrator.ts'

/**
 * Does the work and notes it in the audit log with its outcome. What cannot be noted is done all the same, and logged:
 * an administrator must be able to act while a disk is full.
 * @param details facts for a reader; never a secret
 */
export async function audited<T>(
  c: AppContext,
  administrator: Pick<Administrator, 'user'>,
  entry: Pick<AuditRecord, 'action' | 'target'> & { details?: AuditRecord['details'] },
  work: () => Promise<T>,
): Promise<T> {
  const { logs, clock, random, logger } = c.get('services')
  const note = async (outcome: string) => {
    const record: AuditRecord = {
      id: Buffer.from(random(16)).toString('base64url'),
      at: clock(),
      actorId: administrator.user.id,
      actorName: administrator.user.name,
      action: entry.action,
      target: entry.target,
      outcome,
      details: entry.details ?? {},
      requestId: c.get('requestId'),
    }
    await logs.audit.add(record).catch((error) => logger.error({ error, record }, 'audit entry not kept'))
  }
  try {
    const result = await work()
    await note('ok')
    return result
  } catch (error) {
    await note(toLarkspurError(error).code)
    throw error
  }
}
