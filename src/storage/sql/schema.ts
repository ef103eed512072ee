// Declares: the tables, as the newest migration leaves them.

import type { DirectoryTables } from './directory/tables.ts'

/** Times are epoch milliseconds. Only text and integers, so that every SQL dialect stores the same. */
export interface Tables extends DirectoryTables {
  users: UserRow
  account_roles: AccountRoleRow
  identities: IdentityRow
  doubts: DoubtRow
  doubt_numbers: DoubtNumberRow
  expected_accounts: ExpectedAccountRow
  sessions: SessionRow
  attempts: AttemptRow
  user_tokens: UserTokensRow
  first_tenants: FirstTenantRow
  scope_refusals: ScopeRefusalsRow
  elements: ElementRow
  element_version: ElementVersionRow
  identity_details: IdentityDetailsRow
  sign_ins: SignInRow
  audit: AuditRow
}

interface UserRow {
  id: string
  created_at: number
}

interface AccountRoleRow {
  user_id: string
  role: string
  granted_at: number
}

/** Unique by brand, app_id, tenant_key, subject_type and subject, too. */
export interface IdentityRow {
  id: string
  brand: string
  app_id: string
  tenant_key: string
  subject_type: string
  subject: string
  user_id: string
  open_id: string
  union_id: string
  /** The platform's `user_id`; `user_id` above is ours. */
  platform_user_id: string | null
  name: string
  en_name: string
  avatar_url: string
  email: string | null
  enterprise_email: string | null
  mobile: string | null
  employee_no: string | null
  blocked: string | null
  created_at: number
  updated_at: number
  /** Null when it was bound and has not signed in since. */
  last_sign_in_at: number | null
}

/** That somebody may have left: the platform has not been asked since. Also of people who have not signed in yet. */
interface DoubtRow {
  brand: string
  app_id: string
  open_id: string
  number: number
  raised_at: number
}

/** One row: the number of the last doubt. */
interface DoubtNumberRow {
  name: string
  last_number: number
}

/** Of the person who signed in to an app first. */
interface FirstTenantRow {
  brand: string
  app_id: string
  tenant_key: string
}

export interface ExpectedAccountRow {
  brand: string
  app_id: string
  /** '' for any. */
  tenant_key: string
  subject_type: string
  subject: string
  user_id: string
  created_at: number
}

export interface SessionRow {
  id_hash: string
  user_id: string
  identity_id: string
  created_at: number
  last_seen_at: number
  absolute_expires_at: number
  idle_ms: number
  checked_at: number
  confirmed_at: number | null
}

export interface AttemptRow {
  id: string
  kind: string
  brand: string
  app_id: string
  redirect_uri: string | null
  sealed_verifier: string | null
  /** Separated by spaces. */
  scopes: string
  prompt: string | null
  user_id: string | null
  return_to: string
  browser_hash: string
  created_at: number
  expires_at: number
}

/** What a person did not grant. */
interface ScopeRefusalsRow {
  brand: string
  app_id: string
  tenant_key: string
  open_id: string
  /** Separated by spaces. */
  scopes: string
  at: number
}

export interface UserTokensRow {
  brand: string
  app_id: string
  tenant_key: string
  open_id: string
  /** The pair, encrypted. */
  sealed: string
  version: number
  locked_by: string | null
  locked_until: number | null
}

/** Unique without regard to case, too. */
export interface ElementRow {
  full_name: string
  title: string
  type: string
  /** JSON. */
  config: string
  /** The secrets, encrypted. */
  sealed: string
  enabled: number
  created_at: number
  updated_at: number
}

/** One row: how many changes there were to elements. */
interface ElementVersionRow {
  name: string
  number: number
}

export interface IdentityDetailsRow {
  identity_id: string
  department: string | null
  position: string | null
  gender: string | null
  status: string | null
  is_leader: number | null
  updated_at: number
}

export interface SignInRow {
  id: string
  at: number
  instance: string
  flow: string
  outcome: string
  user_id: string | null
  name: string | null
  request_id: string
  platform_code: number | null
  platform_log_id: string | null
}

export interface AuditRow {
  id: string
  at: number
  actor_id: string | null
  actor_name: string
  action: string
  target: string
  outcome: string
  /** JSON. */
  details: string
  request_id: string | null
}
