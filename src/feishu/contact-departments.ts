// Reads: departments from the contact API with the app's own token, by parent, in batches and one by one.
import { malformed } from './answer.ts'
import { readDepartment } from './contact-department.ts'
import type { Reader } from './contact-fields.ts'
import type { DepartmentRead, Page } from './contact-model.ts'
import { fetchBatch, fetchOne, fetchPage, type PageOptions } from './contact-page.ts'
import { checkedId, checkedIds, contactRequest, pageQuery } from './contact-request.ts'
import type { CallContext } from './context.ts'
import type { FeishuApp } from './hosts.ts'

export interface DepartmentsBelowOptions extends PageOptions {
  /** All levels below; false: only the next. Default true. */
  all?: boolean | undefined
}

// The root is nobody's child: kept as one, it would stand in its own tree.
const readChild: Reader<DepartmentRead> = (value, name, from) => {
  const department = readDepartment(value, name, from)
  if (department.id === '0') throw malformed(from.answer, `has the root among its ${name}`)
  return department
}

/**
 * The departments below one, 50 a page; `0` is the root, and then only for an app that sees everybody
 * (https://open.feishu.cn/document/server-docs/contact-v3/department/children).
 *
 * @throws {LarkspurError} `user_not_visible`: the department is not in the app's range; `department_not_found`;
 * `page_token_invalid`; `token_rejected`; and those of `callFeishu`.
 */
export async function listDepartmentsBelow(
  context: CallContext,
  app: FeishuApp,
  tenantAccessToken: string,
  parentId: string,
  options: DepartmentsBelowOptions = {},
): Promise<Page<DepartmentRead>> {
  const request = contactRequest(
    app,
    tenantAccessToken,
    'contact.departments.children',
    `departments/${checkedId(parentId)}/children`,
    [['fetch_child', String(options.all ?? true)], ...pageQuery(options.pageToken)],
  )
  return fetchPage(context, app, request, readChild, options)
}

/**
 * Departments by their open_department_ids, 1 to 50. Unknown ones and those out of range are left out without a word
 * (https://open.feishu.cn/document/server-docs/contact-v3/department/batch).
 *
 * @throws {LarkspurError} `request_invalid`, `user_not_visible`, `token_rejected`, and those of `callFeishu`.
 */
export async function getDepartments(
  context: CallContext,
  app: FeishuApp,
  tenantAccessToken: string,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<DepartmentRead[]> {
  const query = checkedIds(ids).map((id) => ['department_ids', id] as const)
  const request = contactRequest(
    app,
    tenantAccessToken,
    'contact.departments.batch',
    'departments/batch',
    query,
  )
  return fetchBatch(context, app, request, readDepartment, ids, signal)
}

/**
 * One department by open_department_id (https://open.feishu.cn/document/server-docs/contact-v3/department/get).
 *
 * @throws {LarkspurError} `department_not_found`; `user_not_visible`: out of the app's range; `request_invalid`,
 * `token_rejected`, and those of `callFeishu`.
 */
export async function getDepartment(
  context: CallContext,
  app: FeishuApp,
  tenantAccessToken: string,
  id: string,
  signal?: AbortSignal,
): Promise<DepartmentRead> {
  const request = contactRequest(
    app,
    tenantAccessToken,
    'contact.departments.get',
    `departments/${checkedId(id)}`,
    [],
  )
  return fetchOne(context, app, request, readDepartment, 'department', id, signal)
}
