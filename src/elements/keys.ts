// Finds: keys that an object should not have, or that are misspelt in upper and lower case.

import type { ElementProblem } from './model.ts'
import { placeOf, problemOf } from './problem.ts'

/** The known key that differs from this one in upper and lower case alone. */
export function caseTwin(key: string, known: readonly string[]): string | undefined {
  return known.find((one) => one !== key && one.toLowerCase() === key.toLowerCase())
}

/** Of keys that are meant for known ones but are written otherwise; they would do nothing, silently. */
export function misspeltKeys(
  fullName: string,
  file: string,
  object: object,
  known: readonly string[],
  within = '',
): ElementProblem[] {
  return Object.keys(object).flatMap((key) => {
    const twin = caseTwin(key, known)
    if (twin === undefined) return []
    const words = { en: `The key is written ${twin}.`, zh: `此键应写作 ${twin}。` }
    return [problemOf(fullName, placeOf(file, `${within}${key}`), words)]
  })
}

/** Of all other keys that are not known. Only the form of a name is repeated: a value may have slipped into a key. */
export function unknownKeys(
  fullName: string,
  file: string,
  object: object,
  known: readonly string[],
  within = '',
): ElementProblem[] {
  const others = Object.keys(object).filter(
    (key) => !known.includes(key) && caseTwin(key, known) === undefined,
  )
  const words = {
    en: `There is no such key. Known: ${known.join(', ')}.`,
    zh: `没有此键。可用：${known.join('、')}。`,
  }
  return others.map((key) =>
    problemOf(fullName, placeOf(file, `${within}${/^\w{1,40}$/.test(key) ? key : '…'}`), words),
  )
}
