// Exports: the sign-in flows, their policy and the stores they need.

export type {
  Attempt,
  AttemptStore,
  Blocked,
  IdentityKey,
  IdentityStore,
  Person,
  Profile,
  SubjectType,
  TakenAttempt,
} from './ports.ts'
