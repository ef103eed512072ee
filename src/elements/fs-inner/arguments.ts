// Checks: what a method of a login element is called with: one object of the documented arguments.

import { LarkspurError } from '../../errors/larkspur-error.ts'

const types = {
  text: {
    fits: (value: unknown) => typeof value === 'string' && value !== '',
    en: 'a text that is not empty',
    zh: '非空字符串',
  },
  count: {
    fits: (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0,
    en: 'a whole number above 0',
    zh: '正整数',
  },
  flag: { fits: (value: unknown) => typeof value === 'boolean', en: 'true or false', zh: '布尔值' },
} as const

interface Types {
  text: string
  count: number
  flag: boolean
}

/** `?` at the end of a type: may be left out. */
export type ArgumentTypes = Readonly<Record<string, keyof Types | `${keyof Types}?`>>

type Required<T extends ArgumentTypes> = {
  [K in keyof T as T[K] extends keyof Types ? K : never]: Types[Extract<T[K], keyof Types>]
}
type Optional<T extends ArgumentTypes> = {
  [K in keyof T as T[K] extends `${string}?` ? K : never]?: T[K] extends `${infer N extends keyof Types}?`
    ? Types[N]
    : never
}
export type Arguments<T extends ArgumentTypes> = Required<T> & Optional<T>

const refuse = (en: string, zh: string): never => {
  throw new LarkspurError('request_invalid', { message: `${en} ${zh}` })
}

function checkOne(method: string, name: string, value: unknown, type: string): boolean {
  const { fits, en, zh } = types[type.replace('?', '') as keyof Types]
  if (value === undefined) {
    if (type.endsWith('?')) return false
    return refuse(`${method} needs the argument ${name}.`, `${method} 缺少参数 ${name}。`)
  }
  if (fits(value)) return true
  return refuse(`The argument ${name} of ${method} must be ${en}.`, `${method} 的参数 ${name} 必须为${zh}。`)
}

/** At most so much of a name that a caller has made up is repeated. */
const shown = (name: string): string => name.replaceAll(/[^\w.-]/g, '?').slice(0, 40)

function only(method: string, given: readonly unknown[]): object {
  const [first = {}] = given
  const isOne = given.length <= 1 && typeof first === 'object' && first !== null && !Array.isArray(first)
  if (isOne) return first
  return refuse(
    `${method} takes one object with its arguments by name.`,
    `${method} 的参数须以一个对象按名称传入。`,
  )
}

/**
 * The arguments, without those that are undefined.
 * @throws LarkspurError `request_invalid`; it names the argument and repeats nothing of its value
 */
export function checkedArguments<T extends ArgumentTypes>(
  method: string,
  given: readonly unknown[],
  expected: T,
): Arguments<T> {
  const entries = Object.entries(only(method, given))
  for (const [name, value] of entries) {
    if (Object.hasOwn(expected, name) || value === undefined) continue
    refuse(`${method} has no argument ${shown(name)}.`, `${method} 没有参数 ${shown(name)}。`)
  }
  const values = new Map<string, unknown>(entries)
  const present = Object.entries(expected).filter(([name, type]) =>
    checkOne(method, name, values.get(name), type),
  )
  return Object.fromEntries(present.map(([name]) => [name, values.get(name)])) as Arguments<T>
}
