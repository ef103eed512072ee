// Translates: whose row it is into the columns that say so.

import type { TokenOwner } from '../../tokens/index.ts'
import type { UserTokensRow } from './schema.ts'

/** The primary key of the tables that belong to a person as one app sees them. */
export const ownerKey = ['brand', 'app_id', 'tenant_key', 'open_id'] as const

type OwnerColumns = Pick<UserTokensRow, (typeof ownerKey)[number]>

export function ownerColumns({ brand, appId, tenantKey, openId }: TokenOwner): OwnerColumns {
  return { brand, app_id: appId, tenant_key: tenantKey, open_id: openId }
}
