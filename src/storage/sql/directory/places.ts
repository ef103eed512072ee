// Decides: in which departments a person stands, out of what one answer told and what is known.

import type { PersonOrder, PersonRead } from '../../../feishu/index.ts'

/** A person's department; the first one of a list is the primary one. */
export interface Place {
  departmentId: string
  /** Rank among the department's people. */
  order: number
}

/**
 * Whether the answer says where the person stands. Somebody who stands in a list and in no department is a
 * contradiction, which an app meets that may not see the departments; then the list counts.
 */
export function tellsPlaces(read: PersonRead, listedIn: string | null): boolean {
  const { departmentIds } = read
  return departmentIds !== undefined && (departmentIds.length > 0 || listedIn === null)
}

/** Whether an answer tells of anybody where they stand. */
export const tellsAnyPlaces = (reads: readonly PersonRead[]): boolean =>
  reads.some(({ departmentIds = [] }) => departmentIds.length > 0)

export const hasBlankPlaces = (reads: readonly PersonRead[]): boolean =>
  reads.some(({ departmentIds }) => departmentIds?.length === 0)

/** Without lists of departments that are empty: so they are where the app may not see the departments. */
export const withoutBlankPlaces = (reads: readonly PersonRead[]): PersonRead[] =>
  reads.map((read) => {
    const { departmentIds, ...rest } = read
    return departmentIds?.length === 0 ? rest : read
  })

/**
 * The person's places after the answer. Of the departments that it tells the primary one comes first, then those of
 * the larger departmentOrder, then the order in which they were told. An answer that tells none adds the department in
 * whose list the person stands, at the end.
 */
export function placesAfter(read: PersonRead, listedIn: string | null, known: readonly Place[]): Place[] {
  const orders = new Map((read.orders ?? []).map((order) => [order.departmentId, order]))
  const orderIn = (departmentId: string): number =>
    orders.get(departmentId)?.userOrder ??
    known.find((place) => place.departmentId === departmentId)?.order ??
    0
  const isTold = tellsPlaces(read, listedIn)
  const ids = isTold ? (read.departmentIds ?? []) : [...known.map((place) => place.departmentId)]
  if (!isTold && listedIn !== null) ids.push(listedIn)
  const compare = read.orders === undefined ? byKnown(known) : byOrders(orders)
  // Sorting is stable: what compares equal stays as it was told.
  return [...new Set(ids)]
    .toSorted(compare)
    .map((departmentId) => ({ departmentId, order: orderIn(departmentId) }))
}

type Compare = (a: string, b: string) => number

/** Without a word on their order the known primary one stays it, and the others come as they were told. */
function byKnown([primary]: readonly Place[]): Compare {
  return (a, b) => Number(b === primary?.departmentId) - Number(a === primary?.departmentId)
}

/** The primary one first, then the larger departmentOrder; one of which nothing is told last. */
function byOrders(orders: ReadonlyMap<string, PersonOrder>): Compare {
  const untold = { isPrimary: false, departmentOrder: Number.MIN_SAFE_INTEGER }
  return (a, b) => {
    const [one, other] = [orders.get(a) ?? untold, orders.get(b) ?? untold]
    return Number(other.isPrimary) - Number(one.isPrimary) || other.departmentOrder - one.departmentOrder
  }
}

export function samePlaces(a: readonly Place[], b: readonly Place[]): boolean {
  return (
    a.length === b.length &&
    a.every((place, n) => place.departmentId === b[n]?.departmentId && place.order === b[n]?.order)
  )
}
