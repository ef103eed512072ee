// Exports: the sign-in flows, their policy and the stores they need.

export { isStillAdmitted, type TenantPolicy } from './policy.ts'
export type {
  Attempt,
  AttemptStore,
  IdentityKey,
  IdentityStore,
  Person,
  Profile,
} from './ports.ts'
export { redirectUriOf } from './redirect-uri.ts'
export { safeReturnPath } from './return-path.ts'
export { createSignIn, type SignIn, type SignInOptions } from './sign-in.ts'
