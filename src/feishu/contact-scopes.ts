// Reads: which departments and people an app's contact range begins with.
import { contactId, text } from './contact-fields.ts'
import { fetchLists, type PageOptions } from './contact-page.ts'
import { contactRequest, pageQuery } from './contact-request.ts'
import type { CallContext } from './context.ts'
import type { FeishuApp } from './hosts.ts'

/** One page of the contact range. With all staff these are the first-level departments and the root's members. */
export interface ContactScopes {
  departmentIds: string[]
  personIds: string[]
  groupIds: string[]
  /** There when more follow. */
  next?: string
}

const scopesPageSize = 100

/**
 * The app's contact range, 100 entries a page: whole departments, single people, user groups
 * (https://open.feishu.cn/document/server-docs/contact-v3/scope/list).
 *
 * @throws {LarkspurError} `page_token_invalid`, `token_rejected`, `scope_not_allowed`, and those of `callFeishu`.
 */
export async function listContactScopes(
  context: CallContext,
  app: FeishuApp,
  tenantAccessToken: string,
  options: PageOptions = {},
): Promise<ContactScopes> {
  const request = contactRequest(
    app,
    tenantAccessToken,
    'contact.scopes.list',
    'scopes',
    pageQuery(options.pageToken, scopesPageSize),
  )
  return fetchLists(
    context,
    app,
    request,
    (list) => ({
      departmentIds: list('department_ids', contactId),
      personIds: list('user_ids', contactId),
      groupIds: list('group_ids', text),
    }),
    scopesPageSize,
    options,
  )
}
