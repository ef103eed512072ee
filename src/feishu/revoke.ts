// Revokes: a user's token at the platform.
import { type CallOptions, callFeishu } from './call.ts'
import type { CallContext } from './context.ts'
import type { FeishuApp } from './hosts.ts'
import { type FeishuRequest, formType } from './request.ts'

export interface Revocation {
  token: string
  hint: 'access_token' | 'refresh_token'
}

/** RFC 7009, as the platform's own command line uses it; the public API documents do not name it. */
export function revokeRequest(app: FeishuApp, { token, hint }: Revocation): FeishuRequest {
  const form = { client_id: app.appId, client_secret: app.appSecret, token, token_type_hint: hint }
  return {
    operation: 'oauth.revoke',
    method: 'POST',
    url: `${app.hosts.accounts}/oauth/v1/revoke`,
    headers: { 'content-type': formType },
    body: new URLSearchParams(form).toString(),
    envelope: 'empty',
    secrets: [app.appSecret, token],
  }
}

/** Succeeds with an empty body or `code` 0; revoking twice is harmless, so it is retried. */
export function revokeToken(
  context: CallContext,
  app: FeishuApp,
  revocation: Revocation,
  options: Pick<CallOptions, 'signal'> = {},
): Promise<void> {
  return callFeishu(context, revokeRequest(app, revocation), () => undefined, options)
}
