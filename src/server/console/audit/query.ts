// Reads: which entries of the audit log the page is asked for.

import type { AuditFilter } from '../../../audit/index.ts'
import { givenParameter } from '../logs/filters.ts'

export const auditFilters = ['from', 'until', 'actor', 'action', 'target'] as const

const day = 86_400_000

/** Start of a day in UTC; null for what is no day. */
function startOf(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const at = Date.parse(`${text}T00:00:00Z`)
  // 31 February is a day of March to some, and of no month to the others.
  return Number.isNaN(at) || !new Date(at).toISOString().startsWith(text) ? null : at
}

export interface AuditQuery {
  filter: AuditFilter
  /** As it was typed. */
  typed: Partial<Record<(typeof auditFilters)[number], string>>
  /** Fields that hold no day; they narrow nothing. */
  wrong: ('from' | 'until')[]
}

/** @throws LarkspurError `request_invalid` */
export function readAuditQuery(query: URLSearchParams): AuditQuery {
  const typed: AuditQuery['typed'] = {}
  for (const name of auditFilters) {
    const value = givenParameter(query, name)?.trim()
    if (value !== undefined && value !== '') typed[name] = value
  }
  const wrong = (['from', 'until'] as const).filter((name) => startOf(typed[name] ?? '1970-01-01') === null)
  const at = (name: 'from' | 'until') =>
    typed[name] === undefined ? undefined : (startOf(typed[name]) ?? undefined)
  const until = at('until')
  return {
    typed,
    wrong,
    filter: {
      from: at('from'),
      // The last day counts.
      until: until === undefined ? undefined : until + day,
      actorId: typed.actor,
      action: typed.action,
      target: typed.target,
    },
  }
}
