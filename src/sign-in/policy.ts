// Decides: who may sign in, and which identifier names a person.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { FeishuApp, UserInfo } from '../feishu/index.ts'
import type { IdentityKey, IdentityStore, SubjectType } from './ports.ts'

/**
 * `any`: every organisation that the platform admits, which for a custom app is only its own.
 * `own`: the organisation of whoever signed in first; a second line behind the platform's rule.
 * A list: these tenant keys.
 */
export type TenantPolicy = 'any' | 'own' | readonly string[]

export interface SignInPolicy {
  /** Fixed for the life of an app: another one makes everybody a new user. Default `open_id`. */
  subjectType?: SubjectType
  /** Default `any`. */
  allowedTenants?: TenantPolicy
  /** False: only people whom an administrator expects get an account at their first sign-in. Default true. */
  createAccounts?: boolean
}

/** @throws LarkspurError `configuration_invalid` for a list that admits nobody */
export function assertTenantPolicy(policy: TenantPolicy): void {
  if (typeof policy === 'string' || (policy.length > 0 && policy.every((tenant) => tenant !== ''))) return
  throw new LarkspurError('configuration_invalid', {
    message: 'The list of allowed tenants must hold at least one tenant key, and no empty one.',
    hint: 'Correct ALLOWED_TENANTS.',
  })
}

/** The organisations that are let in at present; undefined means every one. */
export async function admittedTenants(
  policy: TenantPolicy,
  app: FeishuApp,
  identities: Pick<IdentityStore, 'firstTenant'>,
): Promise<readonly string[] | undefined> {
  if (policy === 'any') return undefined
  if (policy !== 'own') return policy
  const own = await identities.firstTenant(app.brand, app.appId)
  return own === undefined ? undefined : [own]
}

async function admits(
  policy: TenantPolicy,
  app: FeishuApp,
  tenantKey: string,
  identities: Pick<IdentityStore, 'firstTenant'>,
): Promise<boolean> {
  const tenants = await admittedTenants(policy, app, identities)
  return tenants === undefined || tenants.includes(tenantKey)
}

/** @throws LarkspurError `tenant_not_allowed` */
export async function admitTenant(...question: Parameters<typeof admits>): Promise<void> {
  if (await admits(...question)) return
  throw new LarkspurError('tenant_not_allowed')
}

/** Whether somebody who signed in once would still be let in: the app, its brand or its policy may be another now. */
export async function isStillAdmitted(
  policy: TenantPolicy,
  app: FeishuApp,
  { brand, appId, tenantKey }: IdentityKey,
  identities: Pick<IdentityStore, 'firstTenant'>,
): Promise<boolean> {
  return brand === app.brand && appId === app.appId && (await admits(policy, app, tenantKey, identities))
}

/**
 * Names the person. E-mail, phone and name have no part in it: administrators enter them and nobody verifies them.
 * @throws LarkspurError `subject_missing` when the platform did not send the identifier
 */
export function identityOf(app: FeishuApp, info: UserInfo, subjectType: SubjectType): IdentityKey {
  // The reader of user_info has dropped what is no identifier: '', blanks, "null", "undefined", control characters.
  const subject = { open_id: info.openId, union_id: info.unionId, user_id: info.userId }[subjectType]
  if (subject === undefined) throw new LarkspurError('subject_missing')
  return { brand: app.brand, appId: app.appId, tenantKey: info.tenantKey, subjectType, subject }
}
