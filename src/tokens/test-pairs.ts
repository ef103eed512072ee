// Helps tests: a person, the pair that they begin with, and what a platform answers to a refresh.
import type { FakeAnswer } from '../../test/support/fake-platform.ts'
import type { IssuedUserTokens } from '../feishu/index.ts'
import type { TokenOwner } from './user-token-store.ts'

export const owner: TokenOwner = {
  brand: 'feishu',
  appId: 'cli_0123456789abcdef',
  tenantKey: 'tenant-1',
  openId: 'ou_1',
}

export const issuedFirst: IssuedUserTokens = {
  accessToken: 'eyJ-first',
  expiresInSeconds: 7200,
  refreshToken: 'eyR-first',
  refreshExpiresInSeconds: 604_800,
  scopes: ['offline_access', 'a:read'],
  generation: 'v2',
}

/** The answer to the nth refresh. */
export const rotated = (n: number, parts: object = {}): FakeAnswer => ({
  body: {
    code: 0,
    access_token: `eyJ-${n}`,
    expires_in: 7200,
    refresh_token: `eyR-${n}`,
    refresh_token_expires_in: 604_800,
    token_type: 'Bearer',
    scope: 'offline_access a:read',
    ...parts,
  },
})

/** A platform that answers when it is told to. */
export function held(answer: (n: number) => FakeAnswer) {
  const asked = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  return {
    asked: asked.promise,
    go: () => go.resolve(),
    async answer(n: number) {
      asked.resolve()
      await go.promise
      return answer(n)
    },
  }
}
