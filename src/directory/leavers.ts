// Tells: what became of people who are not there any more, in the platform's own words.
import type { PersonRead } from '../feishu/index.ts'
import { isGone } from './lists.ts'
import type { LeftPerson } from './sync-options.ts'

export const stateOfLeaver = ({ id, state }: PersonRead): LeftPerson => ({
  id,
  state: state === 'resigned' || state === 'exited' ? state : 'gone',
})

/** Why the platform did not tell of a person, or the error itself. */
export function leaverOf(id: string, error: unknown): LeftPerson {
  if (!isGone(error)) throw error
  return { id, state: error.code === 'user_not_visible' ? 'out_of_range' : 'gone' }
}
