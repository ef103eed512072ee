// Builds: the address of an Open API call from a path and a query that a program gave.
import { LarkspurError } from '../errors/larkspur-error.ts'

type Value = string | number | boolean

/** A list becomes a repeated parameter; undefined is left out. */
export type PlatformQuery = Record<string, Value | readonly Value[] | undefined>

const invalid = (message: string) => new LarkspurError('request_invalid', { message })

/**
 * @throws LarkspurError `request_invalid` for a path that could lead anywhere but to the Open API of this host: the
 * token goes where it points.
 */
export function platformUrl(host: string, path: string, query: PlatformQuery = {}): string {
  const plain =
    /^\/open-apis(?:\/[\w.~!$&'()*+,;=:@%-]+)+$/.test(path) && !/%(?:2f|5c|2e|[01]|7f)/i.test(path)
  const url = plain && URL.canParse(path, host) ? new URL(path, host) : undefined
  // Whatever the parser would take out (`..`, also encoded) makes it another path.
  if (url?.origin !== new URL(host).origin || url.pathname !== path) {
    throw invalid('The path must begin with /open-apis/ and be plain; the query goes in `query`.')
  }
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) if (one !== undefined) url.searchParams.append(name, String(one))
  }
  return url.href
}

/** A name for logs: what identifies a thing or a person gives way to `:id`. */
export const operationOf = (method: string, path: string): string =>
  `${method} ${path
    .split('/')
    .map((part) => (/^v\d+$/.test(part) || /^[a-z_-]{1,40}$/i.test(part) || part === '' ? part : ':id'))
    .join('/')}`
