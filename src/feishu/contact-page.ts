// Reads: pages, batches and single objects of the contact API, whatever they hold.
import { type AnswerBody, malformed } from './answer.ts'
import { callFeishu } from './call.ts'
import { type Answered, listOf, type Reader } from './contact-fields.ts'
import type { Page } from './contact-model.ts'
import { isPageToken, pageSize } from './contact-request.ts'
import type { CallContext } from './context.ts'
import { objectField } from './fields.ts'
import type { FeishuApp } from './hosts.ts'
import type { FeishuRequest } from './request.ts'

/** How a page or a batch is asked for. */
export interface PageOptions {
  /** `next` of the page before; absent = the first. */
  pageToken?: string | undefined
  /** Cancels the call: it fails with `aborted`. */
  signal?: AbortSignal | undefined
}

/** Where the next page is, or undefined at the end. A list that cannot be continued, or leads back, is refused. */
function readNext(data: AnswerBody, from: Answered, pageToken: string | undefined): string | undefined {
  // An answer that does not say whether more follow is no page: nobody may conclude from it that somebody has left.
  if (typeof data.has_more !== 'boolean') throw malformed(from.answer, 'has no has_more')
  if (!data.has_more) return undefined
  if (!isPageToken(data.page_token)) throw malformed(from.answer, 'has more, and no usable page_token')
  if (data.page_token === pageToken) throw malformed(from.answer, 'leads to the same page again')
  return data.page_token
}

/** The members of a list of an answer; absent and null are an empty one. */
function readList<T>(data: AnswerBody, name: string, from: Answered, read: Reader<T>, most: number): T[] {
  const list = data[name] ?? []
  if (Array.isArray(list) && list.length > most) throw malformed(from.answer, `has too many ${name}`)
  return listOf(read)(list, name, from)
}

/** A list of a page by its name; its members are read one by one. */
export type ReadList = <T>(name: string, read: Reader<T>) => T[]

/** Asks for one page, whatever lists it holds; a list may hold twice `size`, and no more. */
export function fetchLists<T extends object>(
  context: CallContext,
  app: FeishuApp,
  request: FeishuRequest,
  read: (list: ReadList) => T,
  size: number,
  { pageToken, signal }: PageOptions,
): Promise<T & { next?: string }> {
  return callFeishu(
    context,
    request,
    (body, answer) => {
      const from = { answer, openHost: app.hosts.open }
      const data = objectField(body, 'data', answer)
      const next = readNext(data, from, pageToken)
      const lists = read((name, member) => readList(data, name, from, member, 2 * size))
      return next === undefined ? lists : { ...lists, next }
    },
    { signal },
  )
}

/** Asks for one page of one list. */
export const fetchPage = <T>(
  context: CallContext,
  app: FeishuApp,
  request: FeishuRequest,
  read: Reader<T>,
  options: PageOptions,
): Promise<Page<T>> =>
  fetchLists(context, app, request, (list) => ({ items: list('items', read) }), pageSize, options)

/** Asks for those with these ids. Whoever was not asked for must not come. */
export function fetchBatch<T extends { id: string }>(
  context: CallContext,
  app: FeishuApp,
  request: FeishuRequest,
  read: Reader<T>,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<T[]> {
  return callFeishu(
    context,
    request,
    (body, answer) => {
      const from = { answer, openHost: app.hosts.open }
      const items = readList(objectField(body, 'data', answer), 'items', from, read, 2 * pageSize)
      if (items.some(({ id }) => !ids.includes(id)))
        throw malformed(answer, 'has items that were not asked for')
      return items
    },
    { signal },
  )
}

/** Asks for one object; it must be the one that was asked for. */
export function fetchOne<T extends { id: string }>(
  context: CallContext,
  app: FeishuApp,
  request: FeishuRequest,
  read: Reader<T>,
  name: string,
  id: string,
  signal: AbortSignal | undefined,
): Promise<T> {
  return callFeishu(
    context,
    request,
    (body, answer) => {
      const from = { answer, openHost: app.hosts.open }
      const item = read(objectField(body, 'data', answer)[name], name, from)
      if (item.id !== id) throw malformed(answer, `has another ${name} than the one that was asked for`)
      return item
    },
    { signal },
  )
}
