// Checks: a value by one schema, and tells its mistakes in both languages.

import type * as z from 'zod'
import type { BothLanguages } from './problem.ts'

/** Chooses the language of a schema's messages. */
export type Say = (en: string, zh: string) => string

/** For schemas whose messages are in English alone. */
export const inEnglish: Say = (en) => en

const inChinese: Say = (_, zh) => zh

/** What is wrong with one field; the words continue a sentence that begins with the field. */
export interface FieldMistake extends BothLanguages {
  /** `events.encryptKey`; '' for the whole. */
  field: string
}

export type Checked<T> = { value: T; mistakes?: never } | { mistakes: readonly FieldMistake[] }

/** The schema is made once for each language: both find the same issues in the same order. */
export function checkedBy<S extends z.ZodType>(
  make: (say: Say) => S,
): (value: unknown) => Checked<z.output<S>> {
  const [english, chinese] = [make(inEnglish), make(inChinese)]
  return (value) => {
    const read = english.safeParse(value)
    if (read.success) return { value: read.data }
    const other = chinese.safeParse(value).error?.issues ?? []
    const all = read.error.issues.map(({ path, message }, index) => ({
      field: path.filter((part) => typeof part === 'string').join('.'),
      en: message,
      zh: other[index]?.message ?? message,
    }))
    // One sentence per field: the first mistake explains the others.
    return {
      mistakes: all.filter(({ field }, index) => all.findIndex((one) => one.field === field) === index),
    }
  }
}
