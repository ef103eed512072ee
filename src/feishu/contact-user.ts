// Reads: whether a person still works here, from the contact API.
import { LarkspurError, type PlatformAnswer } from '../errors/larkspur-error.ts'
import { type AnswerBody, isObject, malformed } from './answer.ts'
import { callFeishu } from './call.ts'
import type { CallContext } from './context.ts'
import { objectField } from './fields.ts'
import type { FeishuApp } from './hosts.ts'
import { bearer, type FeishuRequest } from './request.ts'

/** Where a person stands. An active member has `isActivated` and nothing else. */
export interface PersonStatus {
  /** Suspended by an administrator. */
  isFrozen: boolean
  /** Has left. */
  isResigned: boolean
  isActivated: boolean
  /** Left by themselves; becomes resigned after a while. */
  isExited: boolean
  /** Invited, not yet confirmed. */
  isUnjoin: boolean
}

export function contactUserRequest(app: FeishuApp, tenantAccessToken: string, openId: string): FeishuRequest {
  // The id becomes part of a path: `..` would survive encoding and ask something else.
  if (!/^[\w-]{1,256}$/.test(openId)) {
    throw new LarkspurError('request_invalid', { message: 'The open_id is not one.' })
  }
  return {
    operation: 'contact.user',
    method: 'GET',
    url: `${app.hosts.open}/open-apis/contact/v3/users/${openId}?user_id_type=open_id`,
    headers: bearer(tenantAccessToken),
    envelope: 'platform',
    secrets: [app.appSecret, tenantAccessToken],
  }
}

/** Undefined when the answer holds no status: the field scope `contact:user.employee:readonly` is missing. */
export function readPersonStatus(body: AnswerBody, answer: PlatformAnswer): PersonStatus | undefined {
  const user = objectField(objectField(body, 'data', answer), 'user', answer)
  if (user.status === undefined || user.status === null) return undefined
  const status = user.status
  const flag = (name: string, absent: boolean) => {
    const value = isObject(status) ? (status[name] ?? absent) : undefined
    if (typeof value !== 'boolean') throw malformed(answer, `has no usable status.${name}`)
    return value
  }
  return {
    isFrozen: flag('is_frozen', false),
    isResigned: flag('is_resigned', false),
    isActivated: flag('is_activated', true),
    isExited: flag('is_exited', false),
    isUnjoin: flag('is_unjoin', false),
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
  const request = contactUserRequest(app, tenantAccessToken, openId)
  try {
    return await callFeishu(context, request, readPersonStatus, { signal })
  } catch (error) {
    if (error instanceof LarkspurError && saysNothing.has(error.code)) return undefined
    throw error
  }
}
