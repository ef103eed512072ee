// Offers: a person's own tokens, and calls to the platform in their name.

import type { PlatformClient, ScopeReport, TokenOptions } from '../tokens/index.ts'
import { checkedTokenOptions } from './door.ts'
import type { FindPerson, Who } from './people.ts'

/** What an app may do with what people have granted it. For the server only. */
export interface PersonTokens {
  /**
   * A user_access_token that is valid and covers `scopes`, refreshed when needed.
   * @throws LarkspurError `consent_required` with `consentUrl` when the person must agree (again), `scope_not_allowed`
   * when the app's owner must act, `account_missing` for an unknown person, `user_resigned`, `user_frozen` or
   * `user_not_activated` for one who may not use the app at present. After an event that says that the person may have
   * left, the platform is asked first: `session_required` when it does not tell, `platform_unavailable` when it cannot be
   * asked
   */
  userAccessToken(
    who: Who,
    options?: TokenOptions & { scopes?: readonly string[] | undefined },
  ): Promise<string>
  /** What of `scopes` the person has granted, what is missing or was refused, and where to send them. */
  ensureScopes(who: Who, scopes: readonly string[]): Promise<ScopeReport>
  /** Forgets the person's tokens and revokes them at the platform, which is tried once. */
  withdraw(who: Who, options?: TokenOptions): Promise<{ revoked: boolean }>
}

export function createPersonTokens(find: FindPerson): PersonTokens {
  return {
    async userAccessToken(who, options = {}) {
      checkedTokenOptions(options)
      const { instance, owner } = await find(who)
      return instance.userTokens.accessToken(owner, options)
    },
    async ensureScopes(who, scopes) {
      const { instance, owner } = await find(who)
      return instance.userTokens.ensureScopes(owner, scopes)
    },
    async withdraw(who, options = {}) {
      const { signal } = checkedTokenOptions(options)
      const { instance, owner } = await find(who, { blocked: true })
      return instance.userTokens.withdraw(owner, signal)
    },
  }
}

/** A client that finds its person at each call, so that it can be made without waiting. */
export function createPersonClient(find: FindPerson, who: Who): PlatformClient {
  const client = async (options: unknown = {}) => {
    checkedTokenOptions(options)
    const { instance, owner } = await find(who)
    return instance.client(owner)
  }
  return {
    get: async (path, o) => (await client(o)).get(path, o),
    post: async (path, o) => (await client(o)).post(path, o),
    put: async (path, o) => (await client(o)).put(path, o),
    patch: async (path, o) => (await client(o)).patch(path, o),
    delete: async (path, o) => (await client(o)).delete(path, o),
    async *pages(path, o) {
      yield* (await client(o)).pages(path, o)
    },
  }
}
