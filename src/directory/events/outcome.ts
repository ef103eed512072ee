// Tells: what became of what events are about, and when it is worth trying again.
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { StoredEvent } from '../ports.ts'

/** By id: done, or the error that it failed with. */
export type Outcomes = Map<string, 'done' | LarkspurError>

export const asLarkspurError = (error: unknown): LarkspurError =>
  error instanceof LarkspurError ? error : new LarkspurError('internal_error', { cause: error })

/** Errors that lie in what was asked about; any other one would meet the next question, too. */
const ownFaults: readonly LarkspurError['code'][] = [
  'platform_response_invalid',
  'platform_refused',
  'request_invalid',
  'internal_error',
]

export const isOwnFault = ({ code }: LarkspurError): boolean => ownFaults.includes(code)

/** Events that could not be applied for so long are given up: the next synchronisation finds what they told of. */
const giveUpAfterMs = 24 * 3_600_000
const firstWaitMs = 15_000
const longestWaitMs = 30 * 60_000

/** When the event is tried again, epoch milliseconds; null = no more. */
export function nextTryAt({ tries, receivedAt }: StoredEvent, now: number): number | null {
  const at = now + Math.min(firstWaitMs * 2 ** Math.min(tries, 20), longestWaitMs)
  return at >= receivedAt + giveUpAfterMs ? null : at
}
