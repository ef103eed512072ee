// Refuses: an authorization code that is not to be redeemed now, in the codes of the OAuth tables.
import type { Code } from '../state/codes.ts'
import type { State } from '../state/state.ts'
import { isLate, isOtherApps, isUsed, redirectDiffers } from './codes.ts'
import { Refusal } from './refusal.ts'

/** In the order of the platform. The verifier comes after it. */
export function requireFitCode(
  state: State,
  code: Code,
  { appId, redirectUri }: { appId: string; redirectUri: string | undefined },
): void {
  if (isOtherApps(code, appId)) throw new Refusal(20024)
  if (isUsed(code)) throw new Refusal(state.switches.usedCode)
  if (isLate(state, code)) throw new Refusal(20004)
  if (redirectDiffers(code, redirectUri)) throw new Refusal(20071)
}
