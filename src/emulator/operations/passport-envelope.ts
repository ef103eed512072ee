// Words: refusals of the passport endpoints. No document shows one, so their shape and status are switches.
import type { Envelope } from './call.ts'
import { oauthEnvelope } from './envelopes.ts'
import { type OAuthError, oauthErrors } from './platform-codes.ts'

/** What is wrong with a token at userinfo: the word is RFC 6750's, the status is that of the switch. */
const tokenErrors: Readonly<Record<number, OAuthError>> = {
  20005: { status: 400, error: 'invalid_token', description: 'The access token is invalid.' },
  20006: { status: 400, error: 'invalid_token', description: 'The access token has expired.' },
}

export const passportUserCodes: readonly number[] = [20005, 20006, 20008, 20009, 20010, 20050, 20066, 20069]

/** All that the token endpoint can mean; the numbers go out only when the switch says so. */
export const passportCodes: readonly number[] = [
  ...[20001, 20002, 20003, 20004, 20008, 20009, 20010, 20024, 20026, 20036, 20037, 20048, 20049, 20050],
  ...[20063, 20064, 20065, 20066, 20069, 20071, 20072, 20073, 99991400],
]

/** `{error, error_description}` with HTTP 400, and `code` beside them where the switch says so. */
export const passportEnvelope: Envelope = (refusal, call, state) => {
  const row = tokenErrors[refusal.code] ?? oauthErrors[refusal.code]
  if (row === undefined) return oauthEnvelope(refusal, call, state)
  const { passportErrorShape, passportErrorStatus } = state.switches
  const { error, description } = row
  const words = { error, error_description: refusal.message || description }
  return {
    // A server that fails or is busy says so whatever the family.
    status: row.status === 400 ? passportErrorStatus : row.status,
    body: passportErrorShape === 'coded' ? { code: refusal.code, ...words } : words,
  }
}
