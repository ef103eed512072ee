// Revokes: both tokens of a person at the platform, as far as it lets us.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { type CallContext, type FeishuApp, revokeToken, type TokenHint } from '../feishu/index.ts'
import type { UserTokenPair } from './user-token-store.ts'

/** Whether the platform took every token of the pair. Never fails. */
export type RevokePair = (pair: UserTokenPair, signal?: AbortSignal) => Promise<boolean>

/** The refresh token first: it is the one that makes others. */
export function createRevokePair(app: FeishuApp, context: CallContext): RevokePair {
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

  return async ({ refreshToken, accessToken }, signal) => {
    const refreshGone = refreshToken === undefined || (await revoke(refreshToken, 'refresh_token', signal))
    const accessGone = await revoke(accessToken, 'access_token', signal)
    return refreshGone && accessGone
  }
}
