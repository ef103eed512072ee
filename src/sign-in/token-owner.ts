// Names: whose tokens those of a person are.

import type { TokenOwner } from '../tokens/index.ts'
import type { Person } from './ports.ts'

export function tokenOwnerOf({ identity, profile }: Pick<Person, 'identity' | 'profile'>): TokenOwner {
  const { brand, appId, tenantKey } = identity
  return { brand, appId, tenantKey, openId: profile.openId }
}
