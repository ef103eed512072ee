// Reads: who a user_access_token belongs to.
import type { PlatformAnswer } from '../errors/larkspur-error.ts'
import type { AnswerBody } from './answer.ts'
import { callFeishu } from './call.ts'
import type { CallContext } from './context.ts'
import { objectField, optionalId, requiredId, textField } from './fields.ts'
import type { FeishuApp, TokenGeneration } from './hosts.ts'
import { bearer, type FeishuRequest } from './request.ts'

/** One person as Feishu describes them. E-mail and mobile are entered by administrators and verified by nobody. */
export interface UserInfo {
  /** Names the person within this app. */
  openId: string
  /** Names the person within all apps of one developer. */
  unionId: string
  /** Names the person within the organisation; only with `contact:user.employee_id:readonly`. Can be reused. */
  userId?: string
  tenantKey: string
  /** Falls back to the English name, then to ''. */
  name: string
  enName: string
  /** https or on the platform's own host, or ''. */
  avatarUrl: string
  /** 72 px. */
  avatarThumb?: string
  /** 240 px. */
  avatarMiddle?: string
  /** 640 px. */
  avatarBig?: string
  email?: string
  enterpriseEmail?: string
  /** With `+` and country code. */
  mobile?: string
  employeeNo?: string
}

/** A token of the passport generation is known to passport alone; all others to the Open API. */
export function userInfoRequest(
  app: FeishuApp,
  userAccessToken: string,
  generation: TokenGeneration = 'v2',
): FeishuRequest {
  const passport = generation === 'passport'
  return {
    operation: passport ? 'passport.oauth.userinfo' : 'user_info',
    method: 'GET',
    url: passport
      ? `${app.hosts.passport}/suite/passport/oauth/userinfo`
      : `${app.hosts.open}/open-apis/authen/v1/user_info`,
    headers: bearer(userAccessToken),
    envelope: passport ? 'oauth' : 'platform',
    secrets: [app.appSecret, userAccessToken],
  }
}

/**
 * An address that a page may show, normalised so that no quote or space survives, or ''. Only https, and the platform's
 * own origin: a plain http one is there only in development, by `allowInsecureHosts`.
 */
function imageAddress(value: string, app: FeishuApp): string {
  if (value.length > 2048 || !URL.canParse(value)) return ''
  const url = new URL(value)
  const ownHost = url.origin === app.hosts.open || url.origin === app.hosts.passport
  const allowed = url.protocol === 'https:' || (url.protocol === 'http:' && ownHost)
  return allowed && url.username === '' && url.password === '' ? url.href : ''
}

/** Passport sends the same fields without the envelope. */
export function readUserInfo(
  app: FeishuApp,
  body: AnswerBody,
  answer: PlatformAnswer,
  generation: TokenGeneration = 'v2',
): UserInfo {
  const data = generation === 'passport' ? body : objectField(body, 'data', answer)
  const text = (name: string) => textField(data, name, answer)
  const image = (name: string) => imageAddress(text(name), app)
  const present = <K extends string>(key: K, value: string | undefined) =>
    (value ? { [key]: value } : {}) as { [P in K]?: string }
  const enName = text('en_name')
  return {
    openId: requiredId(data, 'open_id', answer),
    unionId: requiredId(data, 'union_id', answer),
    ...present('userId', optionalId(data, 'user_id', answer)),
    tenantKey: requiredId(data, 'tenant_key', answer),
    name: text('name') || enName,
    enName,
    avatarUrl: image('avatar_url'),
    ...present('avatarThumb', image('avatar_thumb')),
    ...present('avatarMiddle', image('avatar_middle')),
    ...present('avatarBig', image('avatar_big')),
    ...present('email', text('email')),
    ...present('enterpriseEmail', text('enterprise_email')),
    ...present('mobile', text('mobile')),
    ...present('employeeNo', text('employee_no')),
  }
}

/**
 * Asks who the token belongs to
 * (https://open.feishu.cn/document/server-docs/authentication-management/login-state-management/get).
 *
 * @throws {LarkspurError} `token_rejected`, the `user_…` codes, and those of `callFeishu`.
 */
export function getUserInfo(
  context: CallContext,
  app: FeishuApp,
  userAccessToken: string,
  signal?: AbortSignal,
  generation?: TokenGeneration,
): Promise<UserInfo> {
  const request = userInfoRequest(app, userAccessToken, generation)
  const read = (body: AnswerBody, answer: PlatformAnswer) => readUserInfo(app, body, answer, generation)
  return callFeishu(context, request, read, { signal })
}
