// Obtains: the app's own tokens from `auth/v3/*_access_token/internal`.
import type { PlatformAnswer } from '../errors/larkspur-error.ts'
import type { AnswerBody } from './answer.ts'
import { type CallOptions, callFeishu } from './call.ts'
import type { CallContext } from './context.ts'
import { secondsField, tokenField } from './fields.ts'
import type { FeishuApp } from './hosts.ts'
import { type FeishuRequest, jsonType } from './request.ts'

/** The two tokens of a custom app. */
export type AppTokenKind = 'tenant_access_token' | 'app_access_token'

/** A token with the seconds it has left; undefined when the platform sent no positive number. */
export interface IssuedAppToken {
  value: string
  expiresInSeconds: number | undefined
}

/** The secret travels in the body: a URL ends up in logs of proxies. */
export function appTokenRequest(app: FeishuApp, kind: AppTokenKind): FeishuRequest {
  return {
    operation: kind,
    method: 'POST',
    url: `${app.hosts.open}/open-apis/auth/v3/${kind}/internal`,
    headers: { 'content-type': jsonType },
    body: JSON.stringify({ app_id: app.appId, app_secret: app.appSecret }),
    envelope: 'platform',
    secrets: [app.appSecret],
  }
}

export function readAppToken(body: AnswerBody, answer: PlatformAnswer, kind: AppTokenKind): IssuedAppToken {
  return { value: tokenField(body, kind, answer), expiresInSeconds: secondsField(body, 'expire') }
}

/**
 * Asks for the token. With 30 minutes or more left the platform returns the same value again, with less a new one
 * (https://open.feishu.cn/document/server-docs/authentication-management/access-token/tenant_access_token_internal).
 */
export function fetchAppToken(
  context: CallContext,
  app: FeishuApp,
  kind: AppTokenKind,
  options: Pick<CallOptions, 'signal'> = {},
): Promise<IssuedAppToken> {
  const read = (body: AnswerBody, answer: PlatformAnswer) => readAppToken(body, answer, kind)
  return callFeishu(context, appTokenRequest(app, kind), read, options)
}
