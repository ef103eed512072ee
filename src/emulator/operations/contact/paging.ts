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
 */
export function readPage(question: Question, rules: PageRules, about: readonly unknown[] = []): PageRequest {
  const { state, call, identity, personIds, departmentIds } = question
  const size = readSize(question, rules)
  const caller = [identity.app.appId, identity.user?.person ?? null]
  const list = [call.operation.name, ...caller, personIds, departmentIds, size, ...about]
  const tokens = pageTokens(state.seed, list)
  const text = call.query.text('page_token')
  const from = text === undefined ? undefined : tokens.open(text)
  if (text !== undefined && from === undefined) throw new Refusal(rules.badToken ?? 40012)
  return { size, from, tokens }
}

/** Where a list goes on behind the entry that a page ended with. */
function startOf(list: ArrayLike<number>, { offset, last }: Position): number {
  if (list[offset - 1] === last) return offset
  const at = Array.prototype.indexOf.call(list, last)
  // Gone: those behind it have moved up by one.
  return at < 0 ? Math.min(offset - 1, list.length) : at + 1
}

export interface Page {
  numbers: number[]
  /** Undefined on the last page. */
  next: Position | undefined
}

/** One page of a list whose entries are at hand. */
export function cutPage(list: ArrayLike<number>, { size, from }: PageRequest): Page {
  const start = from === undefined ? 0 : startOf(list, from)
  const end = Math.min(start + size, list.length)
  const numbers = Array.prototype.slice.call(list, start, end) as number[]
  const last = numbers.at(-1)
  return { numbers, next: end < list.length && last !== undefined ? { offset: end, last } : undefined }
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
