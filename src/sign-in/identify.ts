// Asks: the platform who a code stands for, and keeps what the person has granted with it.

import {
  type CallContext,
  type ExchangeOptions,
  exchangeCode,
  type FeishuApp,
  getUserInfo,
} from '../feishu/index.ts'
import type { AppTokens, UserTokens } from '../tokens/index.ts'
import type { Admission } from './admission.ts'
import type { SignedInNow } from './flows.ts'
import { type CodeSource, exchangingApp, isAskedByToken } from './generations.ts'
import type { IdentityStore, Person } from './ports.ts'
import { assertNotBlocked } from './refusal.ts'
import { tokenOwnerOf } from './token-owner.ts'

export interface CodeToIdentify {
  source: CodeSource
  code: string
  redirectUri?: string
  codeVerifier?: string
  /** What the person was asked for; what is missing from the token's scopes was refused. */
  asked: readonly string[]
  /** Who adds the person to their account, instead of the person signing in; asked right before it happens. */
  bindTo?: () => Promise<SignedInNow>
  signal: AbortSignal | undefined
}

/** `scopes` are those that the person has granted so far. */
export type Identify = (given: CodeToIdentify) => Promise<{ person: Person; scopes: string[] }>

export function createIdentify(options: {
  app: FeishuApp
  context: CallContext
  tokens: Pick<AppTokens, 'withAppAccessToken'>
  userTokens: Pick<UserTokens, 'keep' | 'forget'>
  identities: Pick<IdentityStore, 'get'>
  admission: Admission
}): Identify {
  const { app, context, tokens, userTokens, identities, admission } = options

  function redeem(
    source: CodeSource,
    exchange: Pick<ExchangeOptions, 'code' | 'redirectUri' | 'codeVerifier' | 'signal'>,
  ) {
    const exchanging = exchangingApp(app, source)
    if (!isAskedByToken(exchanging)) return exchangeCode(context, exchanging, exchange)
    // A refused app token is not the code's fault: the platform looks at the token first.
    return tokens.withAppAccessToken(
      (token) => exchangeCode(context, exchanging, { ...exchange, appAccessToken: async () => token }),
      { signal: exchange.signal },
    )
  }

  /** Whoever left meanwhile had no tokens yet that could be forgotten. */
  async function assertStillHere({ identityId }: Person): Promise<void> {
    const now = await identities.get(identityId)
    if (now === undefined || now.blocked === null) return
    await userTokens.forget(tokenOwnerOf(now))
    assertNotBlocked(now)
  }

  /** Two calls: the exchange and user_info. No other answer says who somebody is. */
  return async ({ source, asked, bindTo, signal, ...exchange }) => {
    const knownDoubt = await admission.newestDoubt()
    const issued = await redeem(source, { ...exchange, signal })
    const info = await getUserInfo(context, app, issued.accessToken, signal, issued.generation)
    const person = await (bindTo === undefined
      ? admission.signIn(info, knownDoubt)
      : admission.bind(info, knownDoubt, await bindTo()))
    // Not before the person is admitted: the tokens of somebody who may not be here are nobody's.
    const owner = tokenOwnerOf(person)
    const scopes = await userTokens.keep(owner, issued, asked)
    await assertStillHere(person)
    return { person, scopes }
  }
}
