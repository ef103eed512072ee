// Builds: the address of the authorize page, and reads what comes back from it.
import { AuthorizationResponseError, validateAuthResponse } from 'oauth4webapi'
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { FeishuApp } from './hosts.ts'
import { redact } from './redact.ts'

export interface AuthorizeParameters {
  /** Must be in the app's redirect URL list. */
  redirectUri: string
  state: string
  /** S256; the platform's own default, `plain`, is never used. */
  codeChallenge: string
  /** Every one must be enabled for the app; `offline_access` asks for a refresh token. */
  scopes?: readonly string[] | undefined
}

/** https://open.feishu.cn/document/authentication-management/access-token/obtain-oauth-code */
export function authorizeUrl(app: FeishuApp, parameters: AuthorizeParameters): URL {
  const { redirectUri, state, codeChallenge, scopes = [] } = parameters
  const url = new URL('/open-apis/authen/v1/authorize', app.hosts.accounts)
  const query = new URLSearchParams({
    client_id: app.appId,
    response_type: 'code',
    redirect_uri: redirectUri,
    state,
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
  })
  if (scopes.length > 0) query.set('scope', [...new Set(scopes)].join(' '))
  // A space as %20: readers that do not know forms take `+` literally.
  url.search = query.toString().replaceAll('+', '%20')
  return url
}

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
