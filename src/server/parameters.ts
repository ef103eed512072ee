// Reads: query parameters, each at most once.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { safeReturnPath } from '../sign-in/index.ts'
import { scopeSchema } from './options-schema.ts'

/** True when the parameter is there exactly once; a repeated one has no meaning that everybody agrees on. */
export function isSoleParameter(query: URLSearchParams, name: string): boolean {
  return query.getAll(name).length === 1
}

/** Where a person is to be led afterwards: a path of this site, `/` for anything else. */
export function returnPathParameter(query: URLSearchParams): string {
  return isSoleParameter(query, 'return_to') ? safeReturnPath(query.get('return_to')) : '/'
}

/**
 * The one value of a parameter that may be absent.
 * @throws LarkspurError `request_invalid` when it is repeated
 */
export function optionalParameter(query: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = query.getAll(name)
  if (more.length === 0) return value
  throw new LarkspurError('request_invalid', { message: `The parameter ${name} must be there once.` })
}

/**
 * Whether the person is to confirm the sign-in, in the word of OpenID Connect. Its other words are refused: whoever asks
 * for them means something that would not happen.
 * @throws LarkspurError `request_invalid`
 */
export function promptParameter(query: URLSearchParams): 'consent' | undefined {
  const prompt = optionalParameter(query, 'prompt')
  if (prompt === undefined || prompt === 'consent') return prompt
  throw new LarkspurError('request_invalid', { message: 'The parameter prompt takes consent alone.' })
}

/**
 * The scopes in `scope`, separated by spaces as in RFC 6749.
 * @throws LarkspurError `request_invalid`
 */
export function scopesParameter(query: URLSearchParams): string[] {
  const scopes = (optionalParameter(query, 'scope') ?? '').split(' ').filter((scope) => scope !== '')
  if (scopes.every((scope) => scopeSchema.safeParse(scope).success)) return scopes
  throw new LarkspurError('request_invalid', { message: 'The parameter scope must hold scopes.' })
}
