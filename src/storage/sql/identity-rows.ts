// Translates: between people and the rows that keep them.

import type { IdentityKey, Person, Profile } from '../../sign-in/index.ts'
import type { IdentityRow } from './schema.ts'

type KeyColumn = 'brand' | 'app_id' | 'tenant_key' | 'subject_type' | 'subject'

export function keyColumns(key: IdentityKey): Pick<IdentityRow, KeyColumn> {
  return {
    brand: key.brand,
    app_id: key.appId,
    tenant_key: key.tenantKey,
    subject_type: key.subjectType,
    subject: key.subject,
  }
}

/** What must be as it was for the same key to be the same person: an organisation may give a user_id again. */
export function unchangingColumns(
  key: IdentityKey,
  profile: Profile,
): Partial<Pick<IdentityRow, 'open_id' | 'union_id'>> {
  return key.subjectType === 'user_id' ? { open_id: profile.openId, union_id: profile.unionId } : {}
}

/** What a sign-in and a bind renew. */
export function renewedColumns(profile: Profile, now: number) {
  return {
    open_id: profile.openId,
    union_id: profile.unionId,
    platform_user_id: profile.userId ?? null,
    name: profile.name,
    en_name: profile.enName,
    avatar_url: profile.avatarUrl,
    email: profile.email ?? null,
    enterprise_email: profile.enterpriseEmail ?? null,
    mobile: profile.mobile ?? null,
    employee_no: profile.employeeNo ?? null,
    updated_at: now,
  }
}

/** An identity with the doubt that there is about its person. */
export function toPerson(row: IdentityRow & { doubt: number | null }): Person {
  return {
    userId: row.user_id,
    identityId: row.id,
    identity: {
      brand: row.brand as IdentityKey['brand'],
      appId: row.app_id,
      tenantKey: row.tenant_key,
      subjectType: row.subject_type as IdentityKey['subjectType'],
      subject: row.subject,
    },
    profile: {
      name: row.name,
      enName: row.en_name,
      avatarUrl: row.avatar_url,
      openId: row.open_id,
      unionId: row.union_id,
      ...(row.platform_user_id === null ? {} : { userId: row.platform_user_id }),
      ...(row.email === null ? {} : { email: row.email }),
      ...(row.enterprise_email === null ? {} : { enterpriseEmail: row.enterprise_email }),
      ...(row.mobile === null ? {} : { mobile: row.mobile }),
      ...(row.employee_no === null ? {} : { employeeNo: row.employee_no }),
      emailVerified: false,
    },
    blocked: row.blocked as Person['blocked'],
    doubt: row.doubt,
    lastSignInAt: row.last_sign_in_at,
  }
}
