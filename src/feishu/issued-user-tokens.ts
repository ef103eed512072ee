// Reads: the tokens of a person out of the answers of every generation.
import type { PlatformAnswer } from '../errors/larkspur-error.ts'
import { type AnswerBody, malformed } from './answer.ts'
import { objectField, secondsField, tokenField } from './fields.ts'
import type { TokenGeneration } from './hosts.ts'

/** What one exchange or refresh gave us of a person. Server-side only. */
export interface IssuedUserTokens {
  accessToken: string
  /** Undefined when a refresh came without a usable number: the new tokens are too precious to refuse them. */
  expiresInSeconds: number | undefined
  /** Works once. At v2 and v3 only when `offline_access` was granted. */
  refreshToken?: string
  refreshExpiresInSeconds?: number
  /** What was really granted; may be less than what was asked for. `v1` and `passport` do not tell: []. */
  scopes: string[]
  /** Whose refresh endpoint takes the refresh token. */
  generation: TokenGeneration
}

/** Reads a flat OAuth answer (v2, v3, passport) or the `data` of an older one. */
export function readIssuedTokens(
  generation: TokenGeneration,
  body: AnswerBody,
  answer: PlatformAnswer,
): IssuedUserTokens {
  const fields = generation === 'v1' || generation === 'oidc' ? objectField(body, 'data', answer) : body
  const refresh = fields.refresh_token === undefined ? undefined : tokenField(fields, 'refresh_token', answer)
  // The documents have two names for it: the first at v2 and v3, the second everywhere else.
  const refreshExpiresInSeconds =
    secondsField(fields, 'refresh_token_expires_in') ?? secondsField(fields, 'refresh_expires_in')
  return {
    accessToken: tokenField(fields, 'access_token', answer),
    expiresInSeconds: secondsField(fields, 'expires_in'),
    ...(refresh === undefined ? {} : { refreshToken: refresh }),
    ...(refresh === undefined || refreshExpiresInSeconds === undefined ? {} : { refreshExpiresInSeconds }),
    scopes: typeof fields.scope === 'string' ? fields.scope.split(/\s+/).filter(Boolean) : [],
    generation,
  }
}

/** The same for a code: what came is refused unless all of it makes sense, because nothing is lost by asking anew. */
export function readExchangedTokens(
  generation: TokenGeneration,
  body: AnswerBody,
  answer: PlatformAnswer,
): IssuedUserTokens {
  const issued = readIssuedTokens(generation, body, answer)
  if (issued.expiresInSeconds === undefined) throw malformed(answer, 'has no usable expires_in')
  return issued
}
