// Reads: people from the contact API with the app's own token, by department, in batches and one by one.
import type { Page, PersonRead } from './contact-model.ts'
import { fetchBatch, fetchOne, fetchPage, type PageOptions } from './contact-page.ts'
import { readPerson } from './contact-person.ts'
import { checkedId, checkedIds, contactRequest, pageQuery } from './contact-request.ts'
import type { CallContext } from './context.ts'
import type { FeishuApp } from './hosts.ts'

/**
 * The direct members of a department, 50 a page; `0` is the root, whose members are told only to an app that sees
 * everybody. Whoever has resigned is in no list
 * (https://open.feishu.cn/document/server-docs/contact-v3/user/find_by_department).
 *
 * @throws {LarkspurError} `user_not_visible`: the department is not in the app's range; `page_token_invalid`;
 * `token_rejected`; and those of `callFeishu`.
 */
export async function listDepartmentMembers(
  context: CallContext,
  app: FeishuApp,
  tenantAccessToken: string,
  departmentId: string,
  options: PageOptions = {},
): Promise<Page<PersonRead>> {
  const request = contactRequest(
    app,
    tenantAccessToken,
    'contact.users.find_by_department',
    'users/find_by_department',
    [['department_id', checkedId(departmentId)], ...pageQuery(options.pageToken)],
  )
  return fetchPage(context, app, request, readPerson, options)
}

/**
 * People by their open_ids, 1 to 50. Whoever is unknown or out of the app's range is left out without a word, and
 * nobody's `assign_info` is told (https://open.feishu.cn/document/server-docs/contact-v3/user/batch).
 *
 * @throws {LarkspurError} `request_invalid`, `user_not_visible`, `token_rejected`, and those of `callFeishu`.
 */
export async function getPeople(
  context: CallContext,
  app: FeishuApp,
  tenantAccessToken: string,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<PersonRead[]> {
  const query = checkedIds(ids).map((id) => ['user_ids', id] as const)
  const request = contactRequest(app, tenantAccessToken, 'contact.users.batch', 'users/batch', query)
  return fetchBatch(context, app, request, readPerson, ids, signal)
}

/**
 * One person by open_id, resigned ones included (https://open.feishu.cn/document/server-docs/contact-v3/user/get).
 *
 * @throws {LarkspurError} `user_not_found`: the platform knows no such person; `user_not_visible`: out of the app's
 * range; `request_invalid`, `token_rejected`, and those of `callFeishu`.
 */
export async function getPerson(
  context: CallContext,
  app: FeishuApp,
  tenantAccessToken: string,
  id: string,
  signal?: AbortSignal,
): Promise<PersonRead> {
  const request = contactRequest(app, tenantAccessToken, 'contact.users.get', `users/${checkedId(id)}`, [])
  return fetchOne(context, app, request, readPerson, 'user', id, signal)
}
