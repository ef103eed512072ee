// Builds: requests to the contact API, always with open ids, and checks what goes into them.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { isContactId } from './contact-fields.ts'
import type { FeishuApp } from './hosts.ts'
import { bearer, type FeishuRequest } from './request.ts'

/** The most that one page and one batch hold. */
export const pageSize = 50

const maxPageTokenLength = 4096

/** Whether a page token can be sent back: opaque, but bounded and printable. */
export const isPageToken = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= maxPageTokenLength && /^[\x21-\x7e]+$/.test(value)

const refuse = (message: string) => new LarkspurError('request_invalid', { message })

/** An id that becomes part of a path or a query: `..` would survive encoding and ask something else. */
export function checkedId(id: string): string {
  if (!isContactId(id)) throw refuse('An id of the contact API is not one.')
  return id
}

/** Ids of one batch: 1 to 50. */
export function checkedIds(ids: readonly string[]): readonly string[] {
  if (ids.length < 1 || ids.length > pageSize) throw refuse(`A batch holds 1 to ${pageSize} ids.`)
  for (const id of ids) checkedId(id)
  return ids
}

/** Query of a page; without a token it is the first. */
export function pageQuery(pageToken: string | undefined, size = pageSize): [string, string][] {
  if (pageToken === undefined) return [['page_size', String(size)]]
  if (!isPageToken(pageToken)) throw refuse('A page token is not one.')
  return [
    ['page_size', String(size)],
    ['page_token', pageToken],
  ]
}

/** A GET with the app's own token. */
export function contactRequest(
  app: FeishuApp,
  tenantAccessToken: string,
  operation: string,
  path: string,
  query: readonly (readonly [string, string])[],
): FeishuRequest {
  const search = new URLSearchParams([
    ['user_id_type', 'open_id'],
    ['department_id_type', 'open_department_id'],
    ...query.map(([name, value]) => [name, value]),
  ])
  return {
    operation,
    method: 'GET',
    url: `${app.hosts.open}/open-apis/contact/v3/${path}?${search}`,
    headers: bearer(tenantAccessToken),
    envelope: 'platform',
    secrets: [app.appSecret, tenantAccessToken],
  }
}
