// Walks: a paged list of the platform to its end, and never in circles.
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { TokenOptions } from './app-tokens.ts'
import type { PlatformQuery } from './platform-path.ts'

export interface PagesOptions extends TokenOptions {
  /** What the list needs, see {@link PlatformCallOptions.scopes}. */
  scopes?: readonly string[] | undefined
  query?: PlatformQuery | undefined
  /** `page_size`; the API's own unless given. */
  pageSize?: number | undefined
  /** Stops quietly after so many pages. Unless given, more than 1,000 are an error: no list is that long. */
  maxPages?: number | undefined
  /** Name of the list in the answer; `items` unless given. */
  items?: string | undefined
}

const mostPages = 1_000

const invalid = (message: string) => new LarkspurError('platform_response_invalid', { message })

function readPage<T>(data: Record<string, unknown>, name: string): { items: T[]; next: string | undefined } {
  if (typeof data !== 'object' || Array.isArray(data)) throw invalid('A page of the list holds no data.')
  // An empty list may be left out.
  const items = data[name] ?? []
  if (!Array.isArray(items)) throw invalid(`A page of the list holds no list named ${name}.`)
  if (![true, false, undefined, null].includes(data.has_more as boolean)) {
    throw invalid('A page does not say whether there are more.')
  }
  if (data.has_more !== true) return { items, next: undefined }
  const next = data.page_token
  if (typeof next !== 'string' || next === '') {
    throw invalid('A page says that there are more, and not where.')
  }
  return { items, next }
}

/** @throws LarkspurError `platform_response_invalid` when a page leads back to one that was there before */
export async function* readPages<T>(
  fetchPage: (query: PlatformQuery) => Promise<Record<string, unknown>>,
  options: PagesOptions,
): AsyncGenerator<T, void, undefined> {
  const { query = {}, pageSize, maxPages, items = 'items' } = options
  if (maxPages !== undefined && !(Number.isInteger(maxPages) && maxPages > 0)) {
    throw new LarkspurError('request_invalid', { message: 'maxPages must be a whole number above 0.' })
  }
  const seen = new Set<string>()
  let token: string | undefined
  for (let page = 1; page <= (maxPages ?? mostPages); page += 1) {
    const answer = await fetchPage({
      ...query,
      ...(pageSize === undefined ? {} : { page_size: pageSize }),
      ...(token === undefined ? {} : { page_token: token }),
    })
    const read = readPage<T>(answer, items)
    yield* read.items
    if (read.next === undefined) return
    if (seen.has(read.next)) throw invalid('A page of the list leads back to an earlier one.')
    seen.add(read.next)
    token = read.next
  }
  if (maxPages === undefined) throw invalid(`The list does not end within ${mostPages} pages.`)
}
