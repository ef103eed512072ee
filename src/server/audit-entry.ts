// Composes: an entry of the audit log, from what is known before the work and what only its result tells.

import type { AuditRecord } from '../audit/index.ts'

export type AuditEntry = Pick<AuditRecord, 'action' | 'target'> & { details?: AuditRecord['details'] }

/** What the result tells: whom it concerned, what was there, whether it was done. The outcome is `ok` unless it says so. */
export type AuditFindings = Partial<Pick<AuditRecord, 'target' | 'outcome' | 'details'>>

export function entryWith({ action, target, details = {} }: AuditEntry, found: AuditFindings) {
  return {
    action,
    target: found.target ?? target,
    outcome: found.outcome ?? 'ok',
    details: { ...details, ...found.details },
  }
}

/** Of what was so already, or was not there: it is as was wished, and nobody has done it. */
export const changedOrNot = (isChanged: boolean): AuditFindings =>
  isChanged ? {} : { details: { changed: false } }

/** Of somebody who was expected until now, in this account; null when nobody was. */
export const cancelledOrNot = (account: string | null): AuditFindings =>
  account === null ? { outcome: 'not_found', details: { changed: false } } : { target: account }

/** Of tokens; null when there were none. */
export const revokedOrNot = (revoked: boolean | null): AuditFindings =>
  revoked === null ? {} : { details: { revoked } }
