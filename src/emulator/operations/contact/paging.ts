// Cuts: pages of lists. A walk goes on behind the entry that the last page ended with, also when the list has changed.
import { GatewayRefusal, Refusal } from '../refusal.ts'
import type { Question } from './contact-operation.ts'
import { type PageTokens, type Position, pageTokens } from './page-token.ts'
import { invalidField } from './parameters.ts'

export interface PageRequest {
  size: number
  from: Position | undefined
  tokens: PageTokens
}

export interface PageRules {
  /** Size when none is given, and the largest. */
  usual: number
  most: number
  /** Codes of a bad size and a bad token, when they are not the usual ones. */
  badSize?: number
  badToken?: number
}

function readSize({ state, call }: Question, { usual, most, badSize }: PageRules): number {
  const text = call.query.text('page_size')
  if (text === undefined) return usual
  if (/^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= most) return Number(text)
  const code = badSize ?? state.switches.badPageSize
  // What is no number never reaches the service.
  if (code === 99992402 || !/^-?\d+$/.test(text))
    throw invalidField('page_size', text, `not a number from 1 to ${most}`)
  throw new Refusal(code)
}

/**
 * @param about what the list is about, beside the operation, the caller and the types of ids
 * @param placeOf where an entry stands: when the last one of a page has moved, the list cannot go on behind it
 */
export function readPage(
  question: Question,
  rules: PageRules,
  about: readonly unknown[] = [],
  placeOf?: (entry: number) => unknown,
): PageRequest {
  const { state, call, identity, personIds, departmentIds } = question
  const size = readSize(question, rules)
  const caller = [identity.app.appId, identity.user?.person ?? null]
  const list = [call.operation.name, ...caller, personIds, departmentIds, size, ...about]
  const tokens = pageTokens(state.seed, list, placeOf)
  const text = call.query.text('page_token')
  const from = text === undefined ? undefined : tokens.open(text)
  if (text !== undefined && from === undefined) throw new Refusal(rules.badToken ?? 40012)
  return { size, from, tokens }
}

/** How many entries of an ascending list are not above this one. */
function countUpTo(list: ArrayLike<number>, last: number): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle] ?? 0) <= last) low = middle + 1
    else high = middle
  }
  return low
}

export interface Page {
  numbers: number[]
  /** Undefined on the last page. */
  next: Position | undefined
}

const pageOf = (numbers: number[], end: number, length: number): Page => {
  const last = numbers.at(-1)
  return { numbers, next: end < length && last !== undefined ? { offset: end, last } : undefined }
}

/** One page of an ascending list, which may come in parts: it goes on above the last entry, whoever is gone by now. */
export function cutAscending(
  parts: readonly ArrayLike<number>[],
  { size, from }: Pick<PageRequest, 'size' | 'from'>,
): Page {
  const numbers: number[] = []
  let [end, length] = [0, 0]
  for (const part of parts) {
    const start = from === undefined ? 0 : countUpTo(part, from.last)
    const taken = Array.prototype.slice.call(part, start, start + size - numbers.length) as number[]
    numbers.push(...taken)
    end += start + taken.length
    length += part.length
  }
  return pageOf(numbers, end, length)
}

/** One page of a list in an order of its own. Without the last entry nothing tells where it goes on. */
export function cutOrdered(list: readonly number[], { size, from }: PageRequest, badToken = 40012): Page {
  const at = from === undefined ? -1 : list.indexOf(from.last)
  if (from !== undefined && at < 0) throw new Refusal(badToken)
  const end = Math.min(at + 1 + size, list.length)
  return pageOf(list.slice(at + 1, end), end, list.length)
}

/** One page of a list that is searched behind the entry that the last page ended with. */
export function cutFound(found: Iterable<number>, { size, from }: PageRequest): Page {
  const numbers: number[] = []
  for (const number of found) {
    if (numbers.length === size) {
      const last = numbers.at(-1) ?? number
      return { numbers, next: { offset: (from?.offset ?? 0) + size, last } }
    }
    numbers.push(number)
  }
  return { numbers, next: undefined }
}

/** `has_more`, and `page_token` only when there is more. */
export function pageFields({ next }: Page, { tokens }: PageRequest): Record<string, unknown> {
  return next === undefined ? { has_more: false } : { has_more: true, page_token: tokens.seal(next) }
}

/** A list as a field of an answer. */
export function listField(
  { state }: Question,
  name: string,
  entries: readonly unknown[],
): Record<string, unknown> {
  return entries.length === 0 && !state.switches.emptyLists ? {} : { [name]: entries }
}

/** A department that does not exist: the nearest code of the endpoint, or the gateway's, by the switch. */
export function missingDepartment({ state, departmentIds }: Question, own: number): Refusal {
  if (state.switches.missingDepartment === 'own') return new Refusal(own)
  return new GatewayRefusal(departmentIds === 'department_id' ? 99992380 : 99992357)
}
