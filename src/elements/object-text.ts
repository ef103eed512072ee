// Reads: a JSON file that holds one object.

import { parseJson } from './json-text.ts'
import type { ElementProblem } from './model.ts'
import { placeOf, problemOf } from './problem.ts'

const notAnObject = { en: 'The file must hold one object: { … }.', zh: '文件内容必须是一个对象：{ … }。' }

export type ObjectText =
  | { object: Record<string, unknown>; problems?: never }
  | { object?: never; problems: readonly ElementProblem[] }

/** The object, or what is wrong with the text. Never throws. */
export function readObject(fullName: string, file: string, text: string): ObjectText {
  const { mistakes, ...read } = parseJson(text)
  if (mistakes !== undefined) {
    return { problems: mistakes.map((one) => problemOf(fullName, placeOf(file, one.key), one)) }
  }
  const object = 'value' in read ? read.value : undefined
  return isObject(object) ? { object } : { problems: [problemOf(fullName, file, notAnObject)] }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
