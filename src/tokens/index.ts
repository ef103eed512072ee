// Exports: what other rooms use of the token life cycle.
export { type AppTokens, type AppTokensOptions, createAppTokens, type TokenOptions } from './app-tokens.ts'
export type { TokenRecord, TokenStore } from './token-store.ts'
export type {
  LockOutcome,
  StoredUserTokens,
  TokenOwner,
  UserTokenPair,
  UserTokenStore,
} from './user-token-store.ts'
