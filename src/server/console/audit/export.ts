// Serves: the audit log as CSV.

import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { AppContext } from '../../context.ts'
import { requireAdministrator } from '../administrator.ts'
import { audited } from '../audited.ts'
import { csvAnswer, csvTime } from '../logs/export.ts'
import { queryOf } from '../logs/filters.ts'
import { readAuditQuery } from './query.ts'

/** Names that a program can rely on, so they are in no language. */
const columns = [...['time_utc', 'account', 'name', 'action', 'target', 'outcome', 'details', 'request_id']]

export async function exportAudit(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const { filter, typed, wrong } = readAuditQuery(queryOf(c))
  if (wrong.length > 0)
    throw new LarkspurError('request_invalid', { message: 'A day is written as 2026-01-31.' })
  const { audit } = c.get('services').logs
  return audited(c, administrator, { action: 'audit.export', target: 'audit', details: { ...typed } }, () =>
    csvAnswer(
      c,
      'audit',
      columns,
      (page) => audit.list(filter, page),
      (one) => [
        ...[csvTime(one.at), one.actorId, one.actorName, one.action, one.target, one.outcome],
        ...[JSON.stringify(one.details), one.requestId],
      ],
    ),
  )
}
