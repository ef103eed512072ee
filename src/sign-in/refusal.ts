// Explains: why somebody may not use the app at present.

import type { ErrorCode } from '../errors/catalogue.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { Person } from './ports.ts'

const codes = {
  resigned: 'user_resigned',
  frozen: 'user_frozen',
  not_activated: 'user_not_activated',
} as const satisfies Record<NonNullable<Person['blocked']>, ErrorCode>

/** @throws LarkspurError `user_resigned`, `user_frozen`, `user_not_activated` */
export function assertNotBlocked({ blocked }: Pick<Person, 'blocked'>): void {
  if (blocked !== null) throw new LarkspurError(codes[blocked])
}
