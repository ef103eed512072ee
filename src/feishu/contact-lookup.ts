// Finds: the ids that are never reused, by those of the organisation or of the developer.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { callFeishu } from './call.ts'
import { contactId, object, type Reader } from './contact-fields.ts'
import type { CallContext } from './context.ts'
import { isIdentifier, objectField } from './fields.ts'
import type { FeishuApp } from './hosts.ts'
import { bearer, type FeishuRequest } from './request.ts'

/** One step of a path: the organisation may have dots and `@` in its ids, but none may lead elsewhere. */
function step(id: string): string {
  if (isIdentifier(id) && !/^\.{1,2}$/.test(id)) return encodeURIComponent(id)
  throw new LarkspurError('request_invalid', { message: 'An id of the contact API is not one.' })
}

const lookup = (
  app: FeishuApp,
  tenantAccessToken: string,
  operation: string,
  path: string,
  type: Readonly<Record<string, string>>,
): FeishuRequest => ({
  operation,
  method: 'GET',
  url: `${app.hosts.open}/open-apis/contact/v3/${path}?${new URLSearchParams(type)}`,
  headers: bearer(tenantAccessToken),
  envelope: 'platform',
  secrets: [app.appSecret, tenantAccessToken],
})

/** Reads one id of the object of this name. */
const idIn =
  (name: string, field: string): Reader<string> =>
  (value, place, from) =>
    contactId(object(object(value, place, from)[name], name, from)[field], `${name}.${field}`, from)

async function find(
  context: CallContext,
  app: FeishuApp,
  request: FeishuRequest,
  read: Reader<string>,
  signal: AbortSignal | undefined,
): Promise<string> {
  return callFeishu(
    context,
    request,
    (body, answer) => read(objectField(body, 'data', answer), 'data', { answer, openHost: app.hosts.open }),
    { signal },
  )
}

/**
 * The open_id of somebody who is named by a `user_id`, which needs `contact:user.employee_id:readonly`, or a union_id
 * (https://open.feishu.cn/document/server-docs/contact-v3/user/get).
 *
 * @throws {LarkspurError} `user_not_found`, `user_not_visible`, `scope_not_allowed`, `request_invalid`, and those of
 * `callFeishu`.
 */
export async function findPersonId(
  context: CallContext,
  app: FeishuApp,
  tenantAccessToken: string,
  named: { by: 'user_id' | 'union_id'; id: string },
  signal?: AbortSignal,
): Promise<string> {
  const path = `users/${step(named.id)}`
  const request = lookup(app, tenantAccessToken, 'contact.users.get', path, { user_id_type: named.by })
  return find(context, app, request, idIn('user', 'open_id'), signal)
}

/**
 * The open_department_id of the department that the organisation calls so
 * (https://open.feishu.cn/document/server-docs/contact-v3/department/get).
 *
 * @throws {LarkspurError} `department_not_found`, `user_not_visible`, `request_invalid`, and those of `callFeishu`.
 */
export async function findDepartmentId(
  context: CallContext,
  app: FeishuApp,
  tenantAccessToken: string,
  customId: string,
  signal?: AbortSignal,
): Promise<string> {
  const path = `departments/${step(customId)}`
  const type = { department_id_type: 'department_id' }
  const request = lookup(app, tenantAccessToken, 'contact.departments.get', path, type)
  return find(context, app, request, idIn('department', 'open_department_id'), signal)
}
