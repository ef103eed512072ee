// Exports: what other rooms use of the token life cycle.
export {
  type AppTokenState,
  type AppTokens,
  type AppTokensOptions,
  createAppTokens,
  type TokenOptions,
} from './app-tokens.ts'
export { ownerName } from './owner-name.ts'
export {
  createPlatformClient,
  type PlatformBodyOptions,
  type PlatformCallOptions,
  type PlatformClient,
  type PlatformData,
} from './platform-client.ts'
export type { PagesOptions } from './platform-pages.ts'
export type { PlatformQuery } from './platform-path.ts'
export type { ScopeRefusalStore, ScopeRefusals } from './scope-refusals.ts'
export { isScope, type ScopeReport } from './scope-report.ts'
export type { TokenRecord, TokenStore } from './token-store.ts'
export {
  type LockOutcome,
  type StoredUserTokens,
  type TokenOwner,
  type UserTokenPair,
  type UserTokenState,
  type UserTokenStore,
  userTokenStateOf,
} from './user-token-store.ts'
export {
  createUserTokens,
  type UserTokenOptions,
  type UserTokens,
  type UserTokensOptions,
} from './user-tokens.ts'
