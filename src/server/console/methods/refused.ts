// Tells: what of a refused change is the mistake of whoever typed it.

import { LarkspurError } from '../../../errors/larkspur-error.ts'

/** The sentences that the registry refused it with; anything else goes on its way. */
export function refusal(error: unknown): string {
  if (!(error instanceof LarkspurError)) throw error
  if (!['request_invalid', 'element_exists', 'element_invalid'].includes(error.code)) throw error
  return error.message
}
