// Exports: the logs of sign-ins and of administrators.

export { type AuditAction, auditActions } from './actions.ts'
export type {
  AuditFilter,
  AuditLog,
  AuditRecord,
  Listed,
  LogPage,
  SignInCount,
  SignInFilter,
  SignInFlow,
  SignInLog,
  SignInRecord,
} from './ports.ts'
