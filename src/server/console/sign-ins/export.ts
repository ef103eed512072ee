// Serves: sign-ins as CSV.

import type { AppContext } from '../../context.ts'
import { requireAdministrator } from '../administrator.ts'
import { audited } from '../audited.ts'
import { csvAnswer, csvTime } from '../logs/export.ts'
import { namedIn, queryOf } from '../logs/filters.ts'
import { readSignInQuery } from './query.ts'

/** Names that a program can rely on, so they are in no language. */
const columns = [
  ...['time_utc', 'instance', 'flow', 'outcome', 'account', 'name', 'request_id'],
  ...['platform_code', 'platform_log_id'],
]

export async function exportSignIns(c: AppContext): Promise<Response> {
  const administrator = await requireAdministrator(c)
  const { logs, clock } = c.get('services')
  const query = queryOf(c)
  const { filter } = readSignInQuery(query, clock())
  const details = namedIn(query, ['days', 'instance', 'flow', 'outcome', 'user'])
  return audited(c, administrator, { action: 'sign_ins.export', target: 'sign_ins', details }, () =>
    csvAnswer(
      c,
      'sign-ins',
      columns,
      (page) => logs.signIns.list(filter, page),
      (one) => [
        ...[csvTime(one.at), one.instance, one.flow, one.outcome, one.userId, one.name, one.requestId],
        ...[one.platformCode, one.platformLogId],
      ],
    ),
  )
}
