// Revokes: a token of a person at the platform.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { send } from './call.ts'
import type { CallContext } from './context.ts'
import type { FeishuApp } from './hosts.ts'
import { type FeishuRequest, formType } from './request.ts'

export type TokenHint = 'access_token' | 'refresh_token'

export function revokeRequest(app: FeishuApp, token: string, hint: TokenHint): FeishuRequest {
  return {
    operation: 'oauth.v1.revoke',
    method: 'POST',
    url: `${app.hosts.accounts}/oauth/v1/revoke`,
    headers: { 'content-type': formType },
    body: new URLSearchParams({
      client_id: app.appId,
      client_secret: app.appSecret,
      token,
      token_type_hint: hint,
    }).toString(),
    envelope: 'empty',
    secrets: [app.appSecret, token],
  }
}

/**
 * Makes the token worthless. The platform's own command line tool does this when it signs out; the public documents do
 * not describe the endpoint, so a failure must never be more than a failure to be thorough.
 *
 * @throws {LarkspurError} those of `callFeishu`.
 */
export async function revokeToken(
  context: CallContext,
  app: FeishuApp,
  token: string,
  hint: TokenHint,
  signal?: AbortSignal,
): Promise<void> {
  if (token === '') throw new LarkspurError('request_invalid', { message: 'There is no token to revoke.' })
  await send(context, revokeRequest(app, token, hint), { signal })
}
