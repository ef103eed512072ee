// Builds: requests to the token endpoint of every generation.
import type { FeishuApp, TokenGeneration } from './hosts.ts'
import { bearer, type FeishuRequest, formType, jsonType } from './request.ts'

/** Generations whose answers are flat OAuth, and whose requests hold the app's secret. */
export type OAuthGeneration = 'v2' | 'v3' | 'passport'

export const isOAuth = (generation: TokenGeneration): generation is OAuthGeneration =>
  generation !== 'v1' && generation !== 'oidc'

export function oauthEndpoint(app: FeishuApp, generation: OAuthGeneration): string {
  const { accounts, open, passport } = app.hosts
  if (generation === 'v3') return `${accounts}/oauth/v3/token`
  if (generation === 'v2') return `${open}/open-apis/authen/v2/oauth/token`
  return `${passport}/suite/passport/oauth/token`
}

/** Values of a form that no message may repeat. */
const secretFields = ['client_secret', 'code', 'code_verifier', 'refresh_token']

/** The documents of v2 show JSON bodies only; v3 recommends the form that OAuth prescribes, passport takes no other. */
export function oauthTokenRequest(
  app: FeishuApp,
  generation: OAuthGeneration,
  form: URLSearchParams,
): FeishuRequest {
  const json = generation === 'v2'
  const what = form.get('grant_type') === 'refresh_token' ? 'refresh' : 'token'
  return {
    operation: `${generation === 'passport' ? 'passport.oauth' : `oauth.${generation}`}.${what}`,
    method: 'POST',
    url: oauthEndpoint(app, generation),
    headers: { 'content-type': json ? jsonType : formType },
    body: json ? JSON.stringify(Object.fromEntries(form)) : form.toString(),
    envelope: 'oauth',
    secrets: secretFields.flatMap((name) => form.getAll(name)),
  }
}

/** What the endpoints of `v1` and `oidc` are asked for. */
export type OlderGrant =
  | { grant_type: 'authorization_code'; code: string }
  | { grant_type: 'refresh_token'; refresh_token: string }

/** The app names itself by its app_access_token there; the secret does not travel. */
export function olderTokenRequest(
  app: FeishuApp,
  generation: 'v1' | 'oidc',
  grant: OlderGrant,
  appAccessToken: string,
): FeishuRequest {
  const refreshing = grant.grant_type === 'refresh_token'
  const family = generation === 'oidc' ? 'v1/oidc' : 'v1'
  return {
    operation: `authen.${family.replace('/', '.')}.${refreshing ? 'refresh' : 'token'}`,
    method: 'POST',
    url: `${app.hosts.open}/open-apis/authen/${family}/${refreshing ? 'refresh_access_token' : 'access_token'}`,
    headers: { 'content-type': jsonType, ...bearer(appAccessToken) },
    body: JSON.stringify(grant),
    envelope: 'platform',
    secrets: [app.appSecret, appAccessToken, refreshing ? grant.refresh_token : grant.code],
  }
}
