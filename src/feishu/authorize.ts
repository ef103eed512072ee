// Builds: the addresses of the authorize pages, and reads what comes back from them.
import { AuthorizationResponseError, validateAuthResponse } from 'oauth4webapi'
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { FeishuApp } from './hosts.ts'
import { redact } from './redact.ts'

export interface AuthorizeParameters {
  /** Must be in the app's redirect URL list. */
  redirectUri: string
  state: string
  /** S256; the platform's own default, `plain`, is never used. Left out where {@link hasPkce} says so. */
  codeChallenge?: string | undefined
  /**
   * Every one must be enabled for the app; `offline_access` asks for a refresh token. The pages of `v1` and `passport`
   * cannot ask for scopes.
   */
  scopes?: readonly string[] | undefined
  /** `consent` shows the page even when there is nothing new to agree to. Unknown to `v1` and `passport`. */
  prompt?: 'consent' | undefined
}

/** Whether codes of this app's generation can be bound to a verifier. */
export const hasPkce = (app: FeishuApp): boolean => app.tokenEndpoint === 'v2' || app.tokenEndpoint === 'v3'

// A space as %20: readers that do not know forms take `+` literally.
function withQuery(page: string, query: Record<string, string | undefined>): URL {
  const url = new URL(page)
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined)
  url.search = new URLSearchParams(given).toString().replaceAll('+', '%20')
  return url
}

const passportPage = (app: FeishuApp, redirectUri: string, state: string): URL =>
  withQuery(`${app.hosts.passport}/suite/passport/oauth/authorize`, {
    client_id: app.appId,
    redirect_uri: redirectUri,
    response_type: 'code',
    state,
  })

/**
 * The page where a person agrees: the current one
 * (https://open.feishu.cn/document/authentication-management/access-token/obtain-oauth-code), or the page of an older
 * generation.
 */
export function authorizeUrl(app: FeishuApp, parameters: AuthorizeParameters): URL {
  const { redirectUri, state, codeChallenge, scopes = [], prompt } = parameters
  if (app.tokenEndpoint === 'passport') return passportPage(app, redirectUri, state)
  if (app.tokenEndpoint === 'v1') {
    const query = { app_id: app.appId, redirect_uri: redirectUri, state }
    return withQuery(`${app.hosts.open}/open-apis/authen/v1/index`, query)
  }
  const challenge = hasPkce(app) ? codeChallenge : undefined
  return withQuery(`${app.hosts.accounts}/open-apis/authen/v1/authorize`, {
    client_id: app.appId,
    response_type: 'code',
    redirect_uri: redirectUri,
    state,
    code_challenge: challenge,
    code_challenge_method: challenge === undefined ? undefined : 'S256',
    scope: scopes.length === 0 ? undefined : [...new Set(scopes)].join(' '),
    prompt,
  })
}

/**
 * The `goto` of the QR code's script, for every generation: the script knows the old authorize page only, which takes
 * neither scopes nor PKCE. The script adds `tmp_code` to it after the scan.
 */
export const qrGoto = (app: FeishuApp, parameters: { redirectUri: string; state: string }): string =>
  passportPage(app, parameters.redirectUri, parameters.state).href

/**
 * Checks the query of the redirect against the expected state and returns the code (RFC 6749, 4.1.2).
 *
 * @throws {LarkspurError} `authorization_denied` for `error=…`, `attempt_invalid` when `state` is missing, repeated or
 * not the expected one, or the code is missing or repeated.
 */
export function readAuthorizationResponse(
  app: FeishuApp,
  query: URLSearchParams,
  expectedState: string,
): string {
  try {
    const valid = validateAuthResponse(
      { issuer: app.hosts.accounts },
      { client_id: app.appId },
      query,
      expectedState,
    )
    const codes = valid.getAll('code')
    if (codes.length === 1 && codes[0] !== undefined && codes[0] !== '') return codes[0]
  } catch (error) {
    if (error instanceof AuthorizationResponseError) {
      const msg = redact(error.error_description ?? error.error)
      throw new LarkspurError('authorization_denied', { platform: { operation: 'authorize', msg } })
    }
  }
  // The library's own error is not kept as cause: it holds the query, with code and state.
  throw new LarkspurError('attempt_invalid', {
    message: 'The query of the redirect does not fit the sign-in attempt.',
  })
}
