// Exports: what other rooms use of the platform's protocol.

export type { AnswerBody } from './answer.ts'
export { type AppTokenKind, fetchAppToken, type IssuedAppToken } from './app-tokens.ts'
export {
  type AuthorizeParameters,
  authorizeUrl,
  hasPkce,
  qrGoto,
  readAuthorizationResponse,
} from './authorize.ts'
export { type AuthorizePageAnswer, askAuthorizePage } from './authorize-page.ts'
export { callFeishu } from './call.ts'
export { isCode } from './code.ts'
export {
  type DepartmentsBelowOptions,
  getDepartment,
  getDepartments,
  listDepartmentsBelow,
} from './contact-departments.ts'
export { findDepartmentId, findPersonId } from './contact-lookup.ts'
export type {
  Avatar,
  CustomAttribute,
  DepartmentFields,
  DepartmentLeader,
  DepartmentRead,
  Page,
  PersonFields,
  PersonOrder,
  PersonRead,
  PersonState,
} from './contact-model.ts'
export type { PageOptions } from './contact-page.ts'
export { getPeople, getPerson, listDepartmentMembers } from './contact-people.ts'
export { type ContactScopes, listContactScopes } from './contact-scopes.ts'
export type { PersonStatus } from './contact-status.ts'
export { getPersonStatus } from './contact-user.ts'
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
  type EventDelivery,
  type EventSecrets,
  largestEvent,
  type VerifiedEvent,
  verifyEvent,
} from './event.ts'
export type { EventChallenge, PlatformEvent } from './event-envelope.ts'
export type { HeaderReader } from './event-signature.ts'
export { isIdentifier, isPlatformIdentifier } from './fields.ts'
export {
  type Brand,
  type FeishuApp,
  type FeishuHosts,
  type Platform,
  type PlatformOptions,
  resolvePlatform,
  type TokenGeneration,
} from './hosts.ts'
export type { IssuedUserTokens } from './issued-user-tokens.ts'
export { type JsapiSignatureInputs, jsapiSignature } from './jsapi-signature.ts'
export { fetchJsapiTicket } from './jsapi-ticket.ts'
export { type MiniProgramLogin, validateMiniProgramCode } from './mini-program.ts'
export { createPacer, type Pacer, type PacerParts } from './pacer.ts'
export { createPkce, type Pkce, randomId, randomValue } from './pkce.ts'
export type { RateLimit } from './rate-tiers.ts'
export { redact } from './redact.ts'
export { bearer, type FeishuRequest, jsonType } from './request.ts'
export { revokeToken, type TokenHint } from './revoke.ts'
export { getUserInfo, type UserInfo } from './user-info.ts'
export { type ExchangeOptions, exchangeCode, type RefreshOptions, refreshUserTokens } from './user-token.ts'
