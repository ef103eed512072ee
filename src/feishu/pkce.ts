// Makes: unguessable values for `state` and PKCE.
import { calculatePKCECodeChallenge } from 'oauth4webapi'
import { base64url } from './base64url.ts'
import type { Random } from './context.ts'

/** RFC 7636. The verifier stays on the server; the challenge (always S256) travels. */
export interface Pkce {
  codeVerifier: string
  codeChallenge: string
}

/** 256 random bits as 43 characters of base64url: for `state`, attempt values and the like. */
export function randomValue(random: Random): string {
  return base64url(random(32))
}

/** A value that people type, such as the id of an account: it begins with a letter or digit, so it is no option. */
export function randomId(random: Random): string {
  return randomValue(random).replace(/^[-_]/, '0')
}

export async function createPkce(random: Random): Promise<Pkce> {
  const codeVerifier = randomValue(random)
  return { codeVerifier, codeChallenge: await calculatePKCECodeChallenge(codeVerifier) }
}
