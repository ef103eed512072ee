// Revokes: both tokens of a person at the platform, as far as it lets us.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { type CallContext, type FeishuApp, revokeToken, type TokenHint } from '../feishu/index.ts'
import type { UserTokenPair } from './user-token-store.ts'

/** Whether the platform took every token of the pair. Never fails. */
export type RevokePair = (pair: UserTokenPair, signal?: AbortSignal) => Promise<boolean>

/**
 * The refresh token first: it is the one that makes others. Somebody waits for it who has been signed out already, so
 * each token is tried once and both together have a time limit.
 */
export function createRevokePair(app: FeishuApp, given: CallContext, limitMs = 3_000): RevokePair {
  const context = { ...given, maxTries: 1 }

  async function revoke(token: string, hint: TokenHint, signal: AbortSignal | undefined): Promise<boolean> {
    try {
      await revokeToken(context, app, token, hint, signal)
      return true
    } catch (error) {
      const code = error instanceof LarkspurError ? error.code : 'unknown'
      context.logger.warn(
        { error: code, hint },
        'a token of a person could not be revoked; it ends by itself',
      )
      return false
    }
  }

  return async ({ refreshToken, accessToken }, caller) => {
    const limit = AbortSignal.timeout(limitMs)
    const signal = caller === undefined ? limit : AbortSignal.any([caller, limit])
    const refreshGone = refreshToken === undefined || (await revoke(refreshToken, 'refresh_token', signal))
    const accessGone = await revoke(accessToken, 'access_token', signal)
    return refreshGone && accessGone
  }
}
