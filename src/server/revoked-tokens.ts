// Notes: that the platform has revoked what a person granted, when an event says so.

import { type FeishuApp, isPlatformIdentifier, type Logger, type PlatformEvent } from '../feishu/index.ts'
import type { UserTokens } from '../tokens/index.ts'

/** https://open.feishu.cn/document/authentication-management/auth-v4/revoked */
const revoked = 'auth.user_access_token.revoked_v4'

/**
 * Lets the next use of the person's tokens ask the platform for new ones, which decides. Of a refresh token alone nothing
 * is done: the access token beside it works to its end. An event that says it in other words is ignored.
 */
export function createNoteRevoked(options: {
  app: Pick<FeishuApp, 'brand' | 'appId'>
  userTokens: Pick<UserTokens, 'expire'>
  logger: Logger
}): (event: PlatformEvent) => Promise<void> {
  const { app, userTokens, logger } = options
  return async ({ type, tenantKey, createdAt, event }) => {
    if (type !== revoked) return
    const { open_id: openId, revoke_token_type: kinds } = event
    if (
      tenantKey === '' ||
      typeof kinds !== 'string' ||
      typeof openId !== 'string' ||
      !isPlatformIdentifier(openId)
    ) {
      logger.warn({ app: app.appId }, 'an event about revoked tokens was not understood, and is ignored')
      return
    }
    if (!kinds.split(' ').includes('user_access_token')) return
    await userTokens.expire({ brand: app.brand, appId: app.appId, tenantKey, openId }, createdAt)
  }
}
