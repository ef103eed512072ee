// Reads: who has signed in with an instance, as rows of the documented model.

import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { FeishuApp } from '../../feishu/index.ts'
import type { UserTokenPair, UserTokenStore } from '../../tokens/index.ts'
import { asCode } from '../code-table.ts'
import type { AuthModel, AuthModelRow } from '../model.ts'
import type { DetailedIdentity, IdentityDetailsStore } from '../ports.ts'
import { checkedArguments } from './arguments.ts'

const usualLimit = 50
const mostAtOnce = 200

const orNull = (text: string | null): string | null => (text === '' ? null : text)

/**
 * All sixteen fields are there. The two tokens are left out by whatever goes over the members of an object
 * (`JSON.stringify`, a copy, a logger): they go nowhere unless somebody asks for them by name.
 */
function rowOf(identity: DetailedIdentity, pair: UserTokenPair | undefined): AuthModelRow {
  const row = {
    id: identity.identityId,
    userId: identity.platformUserId ?? identity.openId,
    name: orNull(identity.name),
    mobile: orNull(identity.mobile),
    email: orNull(identity.email),
    avatar: orNull(identity.avatarUrl),
    department: identity.department,
    position: identity.position,
    gender: identity.gender,
    status: identity.status,
    isLeader: identity.isLeader,
    expiresAt: pair === undefined ? null : new Date(pair.expiresAt),
    createdAt: new Date(identity.createdAt),
    updatedAt: new Date(identity.updatedAt),
  }
  const hidden = (value: string | undefined) => ({ value: value ?? null, enumerable: false })
  return Object.defineProperties(row, {
    accessToken: hidden(pair?.accessToken),
    refreshToken: hidden(pair?.refreshToken),
  }) as typeof row & Pick<AuthModelRow, 'accessToken' | 'refreshToken'>
}

export function createAuthModel(options: {
  app: FeishuApp
  details: Pick<IdentityDetailsStore, 'find' | 'list'>
  userTokens: Pick<UserTokenStore, 'find'>
}): AuthModel {
  const { app, details, userTokens } = options
  const { brand, appId } = app

  async function complete(identity: DetailedIdentity): Promise<AuthModelRow> {
    const { tenantKey, openId } = identity
    const stored = await userTokens.find({ brand, appId, tenantKey, openId })
    return rowOf(identity, stored?.pair)
  }

  return {
    async get(userId) {
      checkedArguments('FSInnerAuthModel.get', [{ userId }], { userId: 'text' })
      try {
        const found = await details.find(brand, appId, userId)
        return found && (await complete(found))
      } catch (error) {
        throw asCode(error)
      }
    },

    async query(...given) {
      const name = 'FSInnerAuthModel.query'
      const { cursor, limit = usualLimit } = checkedArguments(name, given, {
        cursor: 'text?',
        limit: 'count?',
      })
      if (limit > mostAtOnce) {
        throw new LarkspurError('request_invalid', {
          message: `The argument limit of ${name} must be 1 to ${mostAtOnce}. ${name} 的参数 limit 必须为 1 至 ${mostAtOnce}。`,
        })
      }
      try {
        const { items, next } = await details.list(brand, appId, { cursor, limit })
        return { items: await Promise.all(items.map(complete)), next }
      } catch (error) {
        throw asCode(error)
      }
    },
  }
}
