// Finds: the account that an address of the console names.

import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { Role } from '../../../sign-in/index.ts'
import type { Expected, Identity } from '../../accounts.ts'
import type { AppContext } from '../../context.ts'
import { words } from '../texts.ts'
import { nameOf } from './names.ts'
import { peopleWords } from './texts.ts'

const mostShown = 50

export interface Account {
  id: string
  identities: Identity[]
  /** A page of those who come into it at their first sign-in. */
  expected: Expected[]
  /** Cursor of the next page of them. */
  nextExpected: string | null
  roles: Role[]
}

/**
 * With nobody in it, an account is there as long as somebody is expected.
 * @throws LarkspurError `not_found`, `request_invalid` for what is no id
 */
export async function findAccount(c: AppContext, id = c.req.param('account') ?? ''): Promise<Account> {
  const { accounts } = c.get('services')
  const [identities, roles, expected] = await Promise.all([
    accounts.identities(id),
    accounts.roles(id),
    accounts.listExpected({ account: id, cursor: c.req.query('cursor'), limit: mostShown }),
  ])
  if (identities.length === 0 && expected.items.length === 0) throw new LarkspurError('not_found')
  return { id, identities, expected: expected.items, nextExpected: expected.next, roles }
}

export function labelOf(c: AppContext, { identities: [first] }: Pick<Account, 'identities'>): string {
  return first === undefined ? words(c, peopleWords).expectedAccount : nameOf(c, first)
}
