// Forgets: what the logs have kept for long enough.

import type { AuditLog, SignInLog } from '../audit/index.ts'
import type { Clock } from '../feishu/index.ts'

const day = 86_400_000

/** Somewhat more than a year, so that a month can be compared with the same one before. */
export const signInsKeptMs = 400 * day
/** Three years: what administrators did is asked about late. */
export const auditKeptMs = 1_100 * day

export async function forgetOldLogs(
  logs: { signIns: Pick<SignInLog, 'deleteBefore'>; audit: Pick<AuditLog, 'deleteBefore'> },
  clock: Clock,
): Promise<void> {
  await logs.signIns.deleteBefore(clock() - signInsKeptMs)
  await logs.audit.deleteBefore(clock() - auditKeptMs)
}
