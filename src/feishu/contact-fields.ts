// Reads: fields of the contact API one by one; what was not told stays absent, what is of the wrong type is refused.
import type { PlatformAnswer } from '../errors/larkspur-error.ts'
import { type AnswerBody, isObject, malformed } from './answer.ts'
import { isIdentifier } from './fields.ts'

/** Where fields come from. */
export interface Answered {
  answer: PlatformAnswer
  /** Origin of the Open API: pictures may be shown from there even without https, in development. */
  openHost: string
}

/** Reads a value; throws `platform_response_invalid`, which names the field and never shows the value. */
export type Reader<T> = (value: unknown, name: string, from: Answered) => T

/** Undefined: it was told, but says nothing. */
export type FieldReader<T> = Reader<T | undefined>

/** For every field of `F` its name on the wire and its reader. */
export type FieldTable<F> = { [K in keyof F]-?: readonly [wire: string, read: FieldReader<F[K]>] }

/** Reads an object's fields by a table; absent and null are not told. Built once, as it runs for every person. */
export function createFieldsReader<F extends object>(table: FieldTable<F>) {
  const rows = Object.entries(table) as [string, readonly [string, FieldReader<unknown>]][]
  return (item: AnswerBody, from: Answered, into: Partial<F>): void => {
    for (const [ours, [wire, read]] of rows) {
      const value = item[wire]
      if (value === undefined || value === null) continue
      const known = read(value, wire, from)
      if (known !== undefined) (into as Record<string, unknown>)[ours] = known
    }
  }
}

/** Text as it was sent, '' included; only what no database takes (NUL, halves of characters) is replaced. */
export const text: Reader<string> = (value, name, { answer }) => {
  if (typeof value !== 'string') throw malformed(answer, `has a ${name} that is no text`)
  const whole = value.isWellFormed() ? value : value.toWellFormed()
  return whole.includes('\0') ? whole.replaceAll('\0', '\ufffd') : whole
}

export const flag: Reader<boolean> = (value, name, { answer }) => {
  if (typeof value !== 'boolean') throw malformed(answer, `has a ${name} that is neither true nor false`)
  return value
}

export const integer: Reader<number> = (value, name, { answer }) => {
  if (!Number.isSafeInteger(value)) throw malformed(answer, `has a ${name} that is no whole number`)
  return value as number
}

/** A whole number that the platform writes as text in one place and as a number in another; '' is not told. */
export const numeral: FieldReader<number> = (value, name, from) => {
  if (value === '') return undefined
  const digits = typeof value === 'string' && /^-?\d{1,16}$/.test(value)
  return integer(digits ? Number(value) : value, name, from)
}

/** Whether a text can be an id that the platform made: it stands in paths, queries and lists of ids as it is. */
export const isContactId = (value: unknown): value is string =>
  typeof value === 'string' && /^(?!(?:null|undefined)$)[\w-]{1,128}$/i.test(value)

/** An id that the platform made, or '' for nobody. */
export const idOrNone: Reader<string> = (value, name, { answer }) => {
  if (value !== '' && !isContactId(value)) throw malformed(answer, `has a ${name} that is no id`)
  return value as string
}

/** An id that the organisation made: any text that can name something; other text names nothing and is not told. */
export const ownId: FieldReader<string> = (value, name, from) => {
  const known = text(value, name, from)
  return known === '' || isIdentifier(known) ? known : undefined
}

/** An object; the caller reads its members. */
export function object(value: unknown, name: string, { answer }: Answered): AnswerBody {
  if (!isObject(value)) throw malformed(answer, `has a ${name} that is no object`)
  return value
}

/** A list whose members one reader reads; members that say nothing are left out. */
export const listOf =
  <T>(read: FieldReader<T>): Reader<T[]> =>
  (value, name, from) => {
    if (!Array.isArray(value)) throw malformed(from.answer, `has a ${name} that is no list`)
    const known: T[] = []
    for (const member of value) {
      const one = read(member, `${name}[]`, from)
      if (one !== undefined) known.push(one)
    }
    return known
  }

export const contactId: Reader<string> = (value, name, { answer }) => {
  if (!isContactId(value)) throw malformed(answer, `has a ${name} that is no id`)
  return value
}
