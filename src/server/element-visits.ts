// Carries: the browser of a request to the official methods of an element, past the code of its Types.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { CurrentVisit, ElementVisit } from '../elements/index.ts'

const visits = new AsyncLocalStorage<ElementVisit>()

export const currentVisit: CurrentVisit = () => visits.getStore()

/** What `work` begins belongs to no visit, whoever has caused it. */
export const outsideVisits = <T>(work: () => T): T => visits.exit(work)

/** Everything that `work` awaits belongs to this visit. */
export const duringVisit = <T>(visit: ElementVisit, work: () => Promise<T>): Promise<T> =>
  visits.run(visit, work)
