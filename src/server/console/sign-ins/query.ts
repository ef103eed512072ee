// Reads: which sign-ins the page is asked for.

import type { SignInFilter, SignInFlow } from '../../../audit/index.ts'
import { type ErrorCode, errorCatalogue } from '../../../errors/catalogue.ts'
import { chosenParameter, givenParameter } from '../logs/filters.ts'
import { type Days, days, lastDays, type Span } from '../logs/span.ts'

export const flows = [
  'redirect',
  'qr',
  'in_client',
  'mini_program',
  'element',
] as const satisfies SignInFlow[]
const codes = Object.keys(errorCatalogue) as ErrorCode[]

export interface SignInQuery {
  days: Days
  span: Span
  filter: SignInFilter
}

/** @throws LarkspurError `request_invalid` */
export function readSignInQuery(query: URLSearchParams, now: number): SignInQuery {
  const chosen = Number(chosenParameter(query, 'days', days.map(String)) ?? 7) as Days
  const span = lastDays(chosen, now)
  return {
    days: chosen,
    span,
    filter: {
      from: span.from,
      until: span.until,
      instance: givenParameter(query, 'instance'),
      flow: chosenParameter(query, 'flow', flows),
      outcome: chosenParameter(query, 'outcome', ['ok', 'failed', ...codes]),
      userId: givenParameter(query, 'user'),
    },
  }
}
