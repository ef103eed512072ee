// Keeps: a sign-in method by which some administrator can get in.

import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { Services } from '../../context.ts'
import type { ElementStatus } from '../../elements-types.ts'

type Method = Pick<ElementStatus, 'name' | 'state'>

/**
 * Refuses to close a method that an administrator signs in with, when none could sign in with another one.
 * @throws LarkspurError `administrator_last`
 */
export async function assertWayInLeft(
  { accounts, instances }: Pick<Services, 'accounts' | 'instances'>,
  method: Method,
): Promise<void> {
  // One of the same name is used in its place, and stays.
  if (method.state === 'overridden') return
  let isConcerned = false
  for (const account of await accounts.holders('administrator')) {
    for (const { instance, blocked } of await accounts.identities(account)) {
      if (instance === null || blocked !== null) continue
      if (instance === method.name) isConcerned = true
      else if (instances.isEnabled(instance)) return
    }
  }
  if (isConcerned) throw new LarkspurError('administrator_last')
}

export const isLastWayIn = (error: unknown): boolean =>
  error instanceof LarkspurError && error.code === 'administrator_last'
