// Obtains: tokens of a person for a code or for a refresh token, at the endpoint of the right generation.
import {
  type AuthorizationServer,
  allowInsecureRequests,
  ClientSecretPost,
  customFetch,
  genericTokenEndpointRequest,
  processGenericTokenEndpointResponse,
} from 'oauth4webapi'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { type AnswerBody, isObject, malformed, type Success } from './answer.ts'
import { type CallOptions, send } from './call.ts'
import { isCode } from './code.ts'
import type { CallContext } from './context.ts'
import type { FeishuApp, TokenGeneration } from './hosts.ts'
import { type IssuedUserTokens, readExchangedTokens, readIssuedTokens } from './issued-user-tokens.ts'
import {
  isOAuth,
  type OAuthGeneration,
  type OlderGrant,
  oauthEndpoint,
  oauthTokenRequest,
  olderTokenRequest,
} from './token-request.ts'

/** What OAuth takes besides: `redirect_uri`, `code_verifier`. */
type OAuthGrant = OlderGrant & Record<string, string>

interface AsApp {
  /** How the app names itself to the endpoints of `v1` and `oidc`; the others do not ask for it. */
  appAccessToken?: (() => Promise<string>) | undefined
  signal?: AbortSignal | undefined
}

export interface ExchangeOptions extends AsApp {
  code: string
  /** The one of the authorize request; leave out for a code from `tt.requestAccess`. */
  redirectUri?: string | undefined
  codeVerifier?: string | undefined
}

export interface RefreshOptions extends AsApp {
  refreshToken: string
  /** The one that issued the refresh token. */
  generation: TokenGeneration
}

/**
 * What came for a refresh token is all that is left of it, so everything but a missing access token is forgiven: the
 * kind of token is known, an empty refresh token is none, and a list of scopes is a list of scopes.
 */
function leniently(body: AnswerBody): AnswerBody {
  const { refresh_token, scope, data, ...rest } = body
  return {
    ...rest,
    ...(isObject(data) ? { data: leniently(data) } : {}),
    token_type: 'Bearer',
    ...(refresh_token === '' || refresh_token === null ? {} : { refresh_token }),
    ...(Array.isArray(scope) ? { scope: scope.join(' ') } : typeof scope === 'string' ? { scope } : {}),
  }
}

/** Sends the grant by the OAuth library and returns the answer once it is one that OAuth knows. */
async function askOAuth(
  context: CallContext,
  app: FeishuApp,
  generation: OAuthGeneration,
  { grant_type, ...grant }: OAuthGrant,
  options: CallOptions,
): Promise<Success> {
  const endpoint = oauthEndpoint(app, generation)
  const server: AuthorizationServer = { issuer: app.hosts.accounts, token_endpoint: endpoint }
  const client = { client_id: app.appId }
  const authentication = ClientSecretPost(app.appSecret)
  const form = new URLSearchParams(grant)
  // Set by the hook below, which the library always calls before it returns.
  let success!: Success
  const response = await genericTokenEndpointRequest(server, client, authentication, grant_type, form, {
    // An http host was admitted by `allowInsecureHosts`, or it would not be in `app`.
    [allowInsecureRequests]: endpoint.startsWith('http:'),
    [customFetch]: async (_url, { body }) => {
      const request = oauthTokenRequest(app, generation, new URLSearchParams(body as URLSearchParams))
      success = await send(context, request, options)
      // Feishu issues no ID Token; should one appear, it is an unknown extra and not ours to verify. What to make of a
      // life without sense is for our own readers.
      const read = grant_type === 'refresh_token' ? leniently(success.body) : success.body
      return Response.json({ ...read, id_token: undefined, expires_in: undefined })
    },
  })
  try {
    await processGenericTokenEndpointResponse(server, client, response)
  } catch {
    // Not kept as cause: the library's errors hold the whole body, tokens included.
    throw malformed(success.answer, 'is not an OAuth token response')
  }
  return success
}

/** Codes and refresh tokens work once, so nothing is sent again that the platform may have seen. */
async function ask(
  context: CallContext,
  app: FeishuApp,
  generation: TokenGeneration,
  grant: OlderGrant,
  { appAccessToken, signal, more = {} }: AsApp & { more?: Record<string, string> },
): Promise<Success> {
  const options: CallOptions = { signal, retry: 'never' }
  if (isOAuth(generation)) return askOAuth(context, app, generation, { ...grant, ...more }, options)
  if (appAccessToken === undefined) {
    throw new LarkspurError('configuration_invalid', {
      message: `The token endpoint ${generation} needs an app_access_token.`,
    })
  }
  return send(context, olderTokenRequest(app, generation, grant, await appAccessToken()), options)
}

/**
 * Exchanges the code at the app's own generation. Once the platform may have seen the request it is not repeated,
 * because a code works once; it is repeated after a connection that was never made, and where the platform says that
 * nothing was consumed: 20050, 20072 and the rate limit
 * (https://open.feishu.cn/document/authentication-management/access-token/get-user-access-token).
 *
 * @throws {LarkspurError} `code_invalid`, `pkce_failed`, `redirect_uri_not_allowed`, `app_credentials_invalid`, the
 * `user_…` codes, and those of `callFeishu`.
 */
export async function exchangeCode(
  context: CallContext,
  app: FeishuApp,
  { code, redirectUri, codeVerifier, ...asApp }: ExchangeOptions,
): Promise<IssuedUserTokens> {
  const generation = app.tokenEndpoint
  if (!isCode(code)) throw new LarkspurError('code_invalid')
  const more = {
    ...(redirectUri === undefined ? {} : { redirect_uri: redirectUri }),
    ...(codeVerifier === undefined ? {} : { code_verifier: codeVerifier }),
  }
  const grant = { grant_type: 'authorization_code', code } as const
  const { body, answer } = await ask(context, app, generation, grant, { ...asApp, more })
  return readExchangedTokens(generation, body, answer)
}

/**
 * Trades the refresh token for a new pair. The old refresh token is dead as soon as the platform has answered, and may
 * be when no answer came: the call is repeated only where the platform says that nothing was consumed. Tokens of v2 go
 * to v3 when the app is there.
 *
 * @throws {LarkspurError} `consent_required` when the refresh token works no more, and those of `exchangeCode`.
 */
export async function refreshUserTokens(
  context: CallContext,
  app: FeishuApp,
  { refreshToken, generation: issuer, ...asApp }: RefreshOptions,
): Promise<IssuedUserTokens> {
  const generation = issuer === 'v2' && app.tokenEndpoint === 'v3' ? 'v3' : issuer
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken } as const
  const { body, answer } = await ask(context, app, generation, grant, asApp)
  return readIssuedTokens(generation, leniently(body), answer)
}
