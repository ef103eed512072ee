// Exchanges: an authorization code for a user_access_token, at the v2 or the v3 token endpoint.
import {
  type AuthorizationServer,
  allowInsecureRequests,
  ClientSecretPost,
  customFetch,
  genericTokenEndpointRequest,
  processGenericTokenEndpointResponse,
} from 'oauth4webapi'
import { LarkspurError, type PlatformAnswer } from '../errors/larkspur-error.ts'
import { type AnswerBody, malformed, type Success } from './answer.ts'
import { send } from './call.ts'
import type { CallContext } from './context.ts'
import { secondsField, tokenField } from './fields.ts'
import type { FeishuApp } from './hosts.ts'
import { type FeishuRequest, formType, jsonType } from './request.ts'

/** Tokens of one person. Server-side only. */
export interface UserTokens {
  accessToken: string
  expiresInSeconds: number
  /** Only when `offline_access` was granted. Works once. */
  refreshToken?: string
  refreshExpiresInSeconds?: number
  /** What was really granted; may be less than what was asked for. */
  scopes: string[]
}

export interface ExchangeOptions {
  code: string
  /** The one of the authorize request; leave out for a code from `tt.requestAccess`. */
  redirectUri?: string | undefined
  codeVerifier?: string | undefined
  signal?: AbortSignal | undefined
}

const paths = { v2: '/open-apis/authen/v2/oauth/token', v3: '/oauth/v3/token' } as const

export function tokenEndpointUrl(app: FeishuApp): string {
  return app.tokenEndpoint === 'v3' ? `${app.hosts.accounts}${paths.v3}` : `${app.hosts.open}${paths.v2}`
}

/** The documents of v2 show JSON bodies only; v3 recommends the form that OAuth prescribes. */
export function userTokenRequest(app: FeishuApp, form: URLSearchParams): FeishuRequest {
  const json = app.tokenEndpoint !== 'v3'
  return {
    operation: `oauth.${app.tokenEndpoint}.token`,
    method: 'POST',
    url: tokenEndpointUrl(app),
    headers: { 'content-type': json ? jsonType : formType },
    body: json ? JSON.stringify(Object.fromEntries(form)) : form.toString(),
    envelope: 'oauth',
    secrets: ['client_secret', 'code', 'code_verifier', 'refresh_token'].flatMap((name) => form.getAll(name)),
  }
}

export function readUserTokens(body: AnswerBody, answer: PlatformAnswer): UserTokens {
  const expiresInSeconds = secondsField(body, 'expires_in')
  if (expiresInSeconds === undefined) throw malformed(answer, 'has no usable expires_in')
  const refresh = body.refresh_token === undefined ? undefined : tokenField(body, 'refresh_token', answer)
  const refreshExpiresInSeconds = secondsField(body, 'refresh_token_expires_in')
  return {
    accessToken: tokenField(body, 'access_token', answer),
    expiresInSeconds,
    ...(refresh === undefined ? {} : { refreshToken: refresh }),
    ...(refresh === undefined || refreshExpiresInSeconds === undefined ? {} : { refreshExpiresInSeconds }),
    scopes: typeof body.scope === 'string' ? body.scope.split(/\s+/).filter(Boolean) : [],
  }
}

function formOf(options: ExchangeOptions): URLSearchParams {
  const { code, redirectUri, codeVerifier } = options
  // One guide shows `+` in a code, so its alphabet is not checked; only what no code can be.
  if (!/^[^\p{C}\p{Z}]{1,2048}$/u.test(code)) throw new LarkspurError('code_invalid')
  return new URLSearchParams({
    code,
    ...(redirectUri === undefined ? {} : { redirect_uri: redirectUri }),
    ...(codeVerifier === undefined ? {} : { code_verifier: codeVerifier }),
  })
}

/**
 * Exchanges the code. Once the platform may have seen the request it is not repeated, because a code works once; it is
 * repeated after a connection that was never made, and where the platform says that nothing was consumed: 20050, 20072
 * and the rate limit (https://open.feishu.cn/document/authentication-management/access-token/get-user-access-token).
 *
 * @throws {LarkspurError} `code_invalid`, `pkce_failed`, `redirect_uri_not_allowed`, `app_credentials_invalid`, the
 * `user_…` codes, and those of `callFeishu`.
 */
export async function exchangeCode(
  context: CallContext,
  app: FeishuApp,
  options: ExchangeOptions,
): Promise<UserTokens> {
  const server: AuthorizationServer = { issuer: app.hosts.accounts, token_endpoint: tokenEndpointUrl(app) }
  const client = { client_id: app.appId }
  const form = formOf(options)
  // Set by the hook below, which the library always calls before it returns.
  let success!: Success
  const response = await genericTokenEndpointRequest(
    server,
    client,
    ClientSecretPost(app.appSecret),
    'authorization_code',
    form,
    {
      // An http host was admitted by `allowInsecureHosts`, or it would not be in `app`.
      [allowInsecureRequests]: tokenEndpointUrl(app).startsWith('http:'),
      [customFetch]: async (_url, { body }) => {
        const request = userTokenRequest(app, new URLSearchParams(body as URLSearchParams))
        success = await send(context, request, { signal: options.signal, retry: 'never' })
        // Feishu issues no ID Token; should one appear, it is an unknown extra and not ours to verify.
        return Response.json({ ...success.body, id_token: undefined })
      },
    },
  )
  const { body, answer } = success
  try {
    await processGenericTokenEndpointResponse(server, client, response)
  } catch {
    // Not kept as cause: the library's errors hold the whole body, tokens included.
    throw malformed(answer, 'is not an OAuth token response')
  }
  return readUserTokens(body, answer)
}
