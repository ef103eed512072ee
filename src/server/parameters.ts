// Reads: query parameters, each at most once.

/** True when the parameter is there exactly once; a repeated one has no meaning that everybody agrees on. */
export function isSoleParameter(query: URLSearchParams, name: string): boolean {
  return query.getAll(name).length === 1
}
