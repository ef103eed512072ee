// Exports: what other rooms use of the platform's protocol.
export { type AppTokenKind, fetchAppToken, type IssuedAppToken } from './app-tokens.ts'
export { type AuthorizeParameters, authorizeUrl, readAuthorizationResponse } from './authorize.ts'
export { getPersonStatus, type PersonStatus } from './contact-user.ts'
export {
  type CallContext,
  type CallContextParts,
  type Clock,
  createCallContext,
  type Logger,
  type Random,
  type Sleep,
} from './context.ts'
export {
  type Brand,
  type FeishuApp,
  type FeishuHosts,
  type Platform,
  type PlatformOptions,
  resolvePlatform,
  type TokenGeneration,
} from './hosts.ts'
export { type JsapiSignatureInputs, jsapiSignature } from './jsapi-signature.ts'
export { fetchJsapiTicket } from './jsapi-ticket.ts'
export { createPkce, type Pkce, randomValue } from './pkce.ts'
export { redact } from './redact.ts'
export { getUserInfo, type UserInfo } from './user-info.ts'
export { type ExchangeOptions, exchangeCode, type UserTokens } from './user-token.ts'
