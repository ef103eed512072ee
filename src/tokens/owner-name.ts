// Names: a person in one text, for maps of this process.
import type { TokenOwner } from './user-token-store.ts'

/** JSON keeps the parts apart whatever they hold. */
export function ownerName({ brand, appId, tenantKey, openId }: TokenOwner): string {
  return JSON.stringify([brand, appId, tenantKey, openId])
}
