// Redeems: an authorization code, once, for the app it was made for, in time.
import { createHash } from 'node:crypto'
import type { Code } from '../state/codes.ts'
import type { State } from '../state/state.ts'
import type { Generation } from '../state/user-tokens.ts'

export const authorizeCodeLifeMs = 5 * 60_000
export const requestAccessCodeLifeMs = 3 * 60_000

export const isOtherApps = (code: Code, appId: string): boolean => code.appId !== appId

/** A code of `tt.login` and one of a page or sheet are not interchangeable. */
export const isLoginCode = (code: Code): boolean => code.kind === 'mini-program login'

export const isUsed = (code: Code): boolean => code.used

export const isLate = (state: State, code: Code): boolean => state.clock.now() >= code.expiresAt

/** A redirect_uri that is sent must be the one of the authorization request; it may be left out. */
export function redirectDiffers(code: Code, redirectUri: string | undefined): boolean {
  return redirectUri !== undefined && redirectUri !== code.redirectUri
}

const verifierShape = /^[A-Za-z0-9._~-]{43,128}$/

function verifierFits(code: Code, verifier: string | undefined, generation: Generation): boolean {
  // v2 ignores a verifier that nothing asked for, v3 refuses it.
  if (code.challenge === undefined) return generation !== 'v3' || verifier === undefined
  if (verifier === undefined || !verifierShape.test(verifier)) return false
  const { method, value } = code.challenge
  return value === (method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url'))
}

export function pkceFails(
  state: State,
  code: Code,
  verifier: string | undefined,
  generation: Generation,
): boolean {
  const unsupported = generation === 'v3' && code.challenge !== undefined && !state.switches.pkceOnV3
  return unsupported || !verifierFits(code, verifier, generation)
}
