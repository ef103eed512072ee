// Shows: how many sign-ins there were over time.

import type { SignInFilter } from '../../../audit/index.ts'
import type { AppContext } from '../../context.ts'
import { chart } from '../chart.ts'
import type { Markup } from '../frame.ts'
import type { Span } from '../logs/span.ts'
import { words } from '../texts.ts'
import { signInWords } from './texts.ts'

/** Of those that the filter lets through. */
export async function signInChart(
  c: AppContext,
  span: Span,
  filter: SignInFilter = {},
  title: string = words(c, signInWords).chart,
): Promise<Markup> {
  const text = words(c, signInWords)
  const counts = await c.get('services').logs.signIns.counts({ ...filter, ...span })
  return chart(
    c,
    title,
    [text.ok, text.failed],
    counts.map(({ at, ok, failed }) => ({ at, values: [ok, failed] })),
    { when: text.when, total: text.total, numbers: text.numbers },
  )
}
