// Obtains: the ticket that pages are signed with, from `jssdk/ticket/get`.
import type { PlatformAnswer } from '../errors/larkspur-error.ts'
import type { AnswerBody } from './answer.ts'
import type { IssuedAppToken } from './app-tokens.ts'
import { type CallOptions, callFeishu } from './call.ts'
import type { CallContext } from './context.ts'
import { objectField, secondsField, tokenField } from './fields.ts'
import type { FeishuApp } from './hosts.ts'
import { bearer, type FeishuRequest, jsonType } from './request.ts'

export function jsapiTicketRequest(app: FeishuApp, tenantAccessToken: string): FeishuRequest {
  return {
    operation: 'jsapi_ticket',
    method: 'POST',
    url: `${app.hosts.open}/open-apis/jssdk/ticket/get`,
    headers: { ...bearer(tenantAccessToken), 'content-type': jsonType },
    envelope: 'platform',
    secrets: [app.appSecret, tenantAccessToken],
  }
}

/** The life is called `expire_in` here, `expire` at the token endpoints and `expires_in` in OAuth. */
export function readJsapiTicket(body: AnswerBody, answer: PlatformAnswer): IssuedAppToken {
  const data = objectField(body, 'data', answer)
  return { value: tokenField(data, 'ticket', answer), expiresInSeconds: secondsField(data, 'expire_in') }
}

/**
 * Asks for the ticket. With 30 minutes or more left the platform returns the same one again, with less a new one; its
 * calls are few, so keep the ticket for as long as it lives
 * (https://open.feishu.cn/document/server-docs/authentication-management/access-token/authorization).
 *
 * @throws {LarkspurError} `ip_not_allowed` when the app's IP allow-list refuses this server (99991401),
 * `token_rejected`, and those of `callFeishu`.
 */
export function fetchJsapiTicket(
  context: CallContext,
  app: FeishuApp,
  tenantAccessToken: string,
  options: Pick<CallOptions, 'signal'> = {},
): Promise<IssuedAppToken> {
  return callFeishu(context, jsapiTicketRequest(app, tenantAccessToken), readJsapiTicket, options)
}
