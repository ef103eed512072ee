// Exchanges: the code that `tt.login` gives to a mini program.
import type { PlatformAnswer } from '../errors/larkspur-error.ts'
import type { AnswerBody } from './answer.ts'
import { callFeishu } from './call.ts'
import type { CallContext } from './context.ts'
import { objectField, requiredId, tokenField } from './fields.ts'
import type { FeishuApp } from './hosts.ts'
import { bearer, type FeishuRequest, jsonType } from './request.ts'

/** Who opened the mini program. */
export interface MiniProgramLogin {
  openId: string
  tenantKey: string
  /** Of the old kind (`u-…`); enough to read the person's profile. */
  accessToken: string
}

export function miniProgramRequest(app: FeishuApp, appAccessToken: string, code: string): FeishuRequest {
  return {
    operation: 'mina.tokenLoginValidate',
    method: 'POST',
    url: `${app.hosts.open}/open-apis/mina/v2/tokenLoginValidate`,
    headers: { 'content-type': jsonType, ...bearer(appAccessToken) },
    body: JSON.stringify({ code }),
    envelope: 'platform',
    secrets: [app.appSecret, appAccessToken, code],
  }
}

/**
 * Takes the identity only. `union_id` of this answer is not the one that other APIs mean, `expires_in` is a moment and
 * not a duration, and `session_key` serves a decryption that nobody asks us for: none of them is read.
 */
export function readMiniProgramLogin(body: AnswerBody, answer: PlatformAnswer): MiniProgramLogin {
  const data = objectField(body, 'data', answer)
  return {
    openId: requiredId(data, 'open_id', answer),
    tenantKey: requiredId(data, 'tenant_key', answer),
    accessToken: tokenField(data, 'access_token', answer),
  }
}

/**
 * Asks who the code of `tt.login` belongs to. A code works once, so the request is not repeated once the platform may
 * have seen it. Codes of `tt.requestAccess` belong to {@link exchangeCode}.
 *
 * @throws {LarkspurError} `mini_program_code_invalid`, `token_rejected`, `user_not_visible`, and those of `callFeishu`.
 */
export async function validateMiniProgramCode(
  context: CallContext,
  app: FeishuApp,
  appAccessToken: string,
  code: string,
  signal?: AbortSignal,
): Promise<MiniProgramLogin> {
  const request = miniProgramRequest(app, appAccessToken, code)
  return callFeishu(context, request, readMiniProgramLogin, { signal, retry: 'never' })
}
