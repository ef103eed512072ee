// Composes: the flows that sign people in.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { CallContext, FeishuApp, Logger } from '../feishu/index.ts'
import type { AppTokens, UserTokens } from '../tokens/index.ts'
import { createAdmission } from './admission.ts'
import { createAttempts } from './attempts.ts'
import { createElementFlow } from './element-flow.ts'
import type { SignIn } from './flows.ts'
import { createIdentify } from './identify.ts'
import { createInClient } from './in-client.ts'
import { createMiniProgram } from './mini-program.ts'
import { assertTenantPolicy, type SignInPolicy } from './policy.ts'
import type { AttemptStore, IdentityStore } from './ports.ts'
import { createRecheck } from './recheck.ts'
import { createRedirectFinish } from './redirect-finish.ts'
import { createRedirectStart } from './redirect-start.ts'
import { redirectUriOf } from './redirect-uri.ts'
import { createScopesToAsk } from './scopes.ts'

export interface SignInOptions {
  app: FeishuApp
  context: CallContext
  tokens: Pick<AppTokens, 'withTenantAccessToken' | 'withAppAccessToken'>
  /** Where the tokens go that people have granted something with. */
  userTokens: Pick<UserTokens, 'keep' | 'forget'>
  attempts: AttemptStore
  identities: IdentityStore
  /** Public origin of the site; the redirect URI derives from it and from `instance`, and from nothing else. */
  url: string
  /** Which of several apps this is; gives it a redirect URI of its own. Default `default`. */
  instance?: string
  policy?: SignInPolicy
  /**
   * OAuth scopes to ask people for. Default none: identity only, without a consent sheet in the client. The scope
   * that `user_id` needs is added when people are keyed by it.
   */
  scopes?: readonly string[]
  /** How long a person may take. Default ten minutes. */
  attemptLifeMs?: number
  /** Default: the context's. */
  logger?: Logger
}

/** @throws LarkspurError `configuration_invalid` for an unusable public address, name, policy or time */
export function createSignIn(options: SignInOptions): SignIn {
  const { app, context, tokens, userTokens, identities, policy = {}, attemptLifeMs = 600_000 } = options
  const { clock, random } = context
  const logger = options.logger ?? context.logger
  const { subjectType = 'open_id', allowedTenants = 'any', createAccounts = true } = policy
  const redirectUri = redirectUriOf(options.url, options.instance)
  assertTenantPolicy(allowedTenants)
  if (!(attemptLifeMs > 0)) {
    throw new LarkspurError('configuration_invalid', { message: 'attemptLifeMs must be positive.' })
  }
  const attempts = createAttempts({
    app,
    store: options.attempts,
    clock,
    random,
    logger,
    lifeMs: attemptLifeMs,
  })
  const scopesToAsk = createScopesToAsk({ subjectType, scopes: options.scopes ?? [] })
  const admission = createAdmission({
    app,
    identities,
    policy: { subjectType, allowedTenants, createAccounts },
    clock,
    random,
    logger,
  })
  const identify = createIdentify({ app, context, tokens, userTokens, identities, admission })
  return {
    ...createRedirectStart({ app, random, attempts, redirectUri, scopesToAsk, lifeMs: attemptLifeMs }),
    ...createRedirectFinish({ app, attempts, redirectUri, identify, logger }),
    ...createInClient({ app, attempts, identify, scopesToAsk }),
    ...createElementFlow({
      app,
      attempts,
      url: options.url,
      callback: redirectUri,
      identify,
      lifeMs: attemptLifeMs,
    }),
    ...createMiniProgram({ app, context, tokens, identify, admission }),
    recheck: createRecheck({ app, context, tokens, identities }),
    sweep: attempts.sweep,
  }
}
