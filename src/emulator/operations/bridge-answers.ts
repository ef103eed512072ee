// Words: answers of the JavaScript bridge, in the shapes that the platform's documents show.
import type { ClientAnswer } from '../types.ts'

export const succeed = (api: string, result: Record<string, unknown> = {}): ClientAnswer => ({
  ok: true,
  result: { errMsg: `${api}:ok`, ...result },
})

/** The current way to fail: a number and a text that nobody may branch on. */
export function failByErrno(api: string, errno: number, text: string, inner?: number): ClientAnswer {
  const errString = inner === undefined ? text : `${text}, code: ${inner}`
  const error = { errno, errString, errMsg: `${api}:fail ${errString}` }
  return { ok: false, error: inner === undefined ? error : { ...error, innerCode: inner } }
}

/** The older way to fail. */
export const failByCode = (api: string, errCode: number, text: string): ClientAnswer => ({
  ok: false,
  error: { errCode, errMsg: `${api}:fail ${text}` },
})

/** A text that is there and not empty. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
