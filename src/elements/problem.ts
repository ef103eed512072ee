// Makes: what is told of one element's mistake.

import type { ElementProblem } from './model.ts'

/** One sentence in both languages. */
export interface BothLanguages {
  en: string
  zh: string
}

/** `at` is the file, or the file and the field: `e.json: type`. */
export function problemOf(fullName: string, at: string, { en, zh }: BothLanguages): ElementProblem {
  return { fullName, at, en, zh }
}

/** A field in a file; the file alone without a field. A value that comes from no file has only the field. */
export const placeOf = (file: string, field: string) => [file, field].filter((part) => part !== '').join(': ')
