// Reads: whether a person still works here, from the contact API.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { contactId, object, type Reader } from './contact-fields.ts'
import { fetchOne } from './contact-page.ts'
import { checkedId, contactRequest } from './contact-request.ts'
import { type PersonStatus, personStatus } from './contact-status.ts'
import type { CallContext } from './context.ts'
import type { FeishuApp } from './hosts.ts'

/** Without `status` when the field scope `contact:user.employee:readonly` is missing. */
interface Standing {
  id: string
  status: PersonStatus | undefined
}

const standing: Reader<Standing> = (value, name, from) => {
  const { open_id, status } = object(value, name, from)
  return {
    id: contactId(open_id, `${name}.open_id`, from),
    status: status === undefined || status === null ? undefined : personStatus(status, 'status', from),
  }
}

/** The app may not ask (no scope), or the person is outside its contact range: neither says anything about them. */
const saysNothing = new Set(['scope_not_allowed', 'user_not_visible'])

/**
 * Asks for the status; undefined when the platform does not tell
 * (https://open.feishu.cn/document/server-docs/contact-v3/user/get).
 *
 * @throws {LarkspurError} `user_not_found`, `token_rejected`, and those of `callFeishu`.
 */
export async function getPersonStatus(
  context: CallContext,
  app: FeishuApp,
  tenantAccessToken: string,
  openId: string,
  signal?: AbortSignal,
): Promise<PersonStatus | undefined> {
  const request = contactRequest(app, tenantAccessToken, 'contact.user', `users/${checkedId(openId)}`, [])
  try {
    return (await fetchOne(context, app, request, standing, 'user', openId, signal)).status
  } catch (error) {
    if (error instanceof LarkspurError && saysNothing.has(error.code)) return undefined
    throw error
  }
}
