// Builds: the address of an Open API call from a path and a query that a program gave.
import { LarkspurError } from '../errors/larkspur-error.ts'

type Value = string | number | boolean

/** A list becomes a repeated parameter; undefined is left out; anything else is `request_invalid`. */
export type PlatformQuery = Record<string, Value | readonly Value[] | undefined>

const invalid = (message: string) => new LarkspurError('request_invalid', { message })

/**
 * @throws LarkspurError `request_invalid` for a path that could lead anywhere but to the Open API of this host: the
 * token goes where it points.
 */
export function platformUrl(host: string, path: string, query: PlatformQuery = {}): string {
  const plain =
    typeof path === 'string' &&
    /^\/open-apis(?:\/(?:[\w.~!$&'()*+,;=:@-]|%[\da-f]{2})+)+$/i.test(path) &&
    // What something between here and there might decode, once more, into another path.
    !/%(?:2[5ef]|5c|[01]|7f)/i.test(path) &&
    !/\/\.{1,2}(?:;|%3b)/i.test(path)
  const url = plain && URL.canParse(path, host) ? new URL(path, host) : undefined
  // Whatever the parser would take out (`..`, also encoded) makes it another path.
  if (url?.origin !== new URL(host).origin || url.pathname !== path) {
    throw invalid('The path must begin with /open-apis/ and be plain; the query goes in `query`.')
  }
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) if (one !== undefined) url.searchParams.append(name, textOf(name, one))
  }
  return url.href
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return String(value)
  // `null` and objects have no spelling that the platform would understand.
  throw invalid(`${name} in the query must be a text, a number, true or false.`)
}

/** A name for logs: what identifies a thing or a person gives way to `:id`. */
export const operationOf = (method: string, path: string): string =>
  `${method} ${path
    .split('/')
    .map((part) => (/^v\d+$/.test(part) || /^[a-z_-]{1,40}$/i.test(part) || part === '' ? part : ':id'))
    .join('/')}`
