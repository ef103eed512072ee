// Writes and reads: the text of a pair of user tokens. What is not such a text is no pair.

import * as z from 'zod'
import type { UserTokenPair } from '../../tokens/index.ts'

const pairShape = z.object({
  accessToken: z.string().min(1),
  expiresAt: z.number(),
  refreshToken: z.string().min(1).exactOptional(),
  refreshExpiresAt: z.number().exactOptional(),
  scopes: z.array(z.string()),
  generation: z.enum(['v1', 'oidc', 'passport', 'v2', 'v3']),
  authorizedAt: z.number(),
})

export function writePair(pair: UserTokenPair): string {
  return JSON.stringify(pair)
}

export function readPair(text: string): UserTokenPair | undefined {
  try {
    return pairShape.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
