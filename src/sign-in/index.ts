// Exports: the sign-in flows, their policy and the stores they need.

export type { AskedScopes, SignIn } from './flows.ts'
export { admittedTenants, isStillAdmitted, type SignInPolicy, type TenantPolicy } from './policy.ts'
export type {
  Attempt,
  AttemptStore,
  ExpectedAccount,
  ExpectedPerson,
  IdentityKey,
  IdentityStore,
  NewIds,
  Person,
  Profile,
  SubjectType,
} from './ports.ts'
export { defaultInstance, instanceName, isOwnPage, redirectUriOf } from './redirect-uri.ts'
export { assertNotBlocked } from './refusal.ts'
export { safeReturnPath } from './return-path.ts'
export type { Role, RoleStore } from './roles.ts'
export { createSignIn, type SignInOptions } from './sign-in.ts'
export { tokenOwnerOf } from './token-owner.ts'
