// Signs people in: by redirect from any browser, and by the bridge inside the client.

import { LarkspurError } from '../errors/larkspur-error.ts'
import {
  authorizeUrl,
  type CallContext,
  createPkce,
  exchangeCode,
  type FeishuApp,
  getUserInfo,
  type Logger,
  randomValue,
} from '../feishu/index.ts'
import type { AppTokens } from '../tokens/index.ts'
import { createAttempts } from './attempts.ts'
import { assertCode, readCode, readState } from './callback.ts'
import { admitTenant, assertTenantPolicy, identityOf, type SignInPolicy, scopesFor } from './policy.ts'
import type { AttemptStore, IdentityStore, Person } from './ports.ts'
import { profileOf } from './profile.ts'
import { createRecheck, type Recheck } from './recheck.ts'
import { redirectUriOf } from './redirect-uri.ts'
import { safeReturnPath } from './return-path.ts'

export interface SignInOptions {
  app: FeishuApp
  context: CallContext
  tokens: Pick<AppTokens, 'withTenantAccessToken'>
  attempts: AttemptStore
  identities: IdentityStore
  /** Public origin of the site; the redirect URI derives from it and from nothing else. */
  url: string
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

/**
 * `browserId` is 256 random bits in base64url that only this browser holds, in a cookie. An attempt can be finished
 * only by the browser that started it, once.
 *
 * All methods throw LarkspurError. Finishing fails with `attempt_missing`, `attempt_invalid`, `attempt_expired`,
 * `request_invalid`, `authorization_denied`, `code_invalid`, `pkce_failed`, `tenant_not_allowed`, `subject_missing`,
 * `identity_conflict`, the `user_…` codes of people who may not be here, and the codes of the platform and of storage.
 */
export interface SignIn {
  startRedirect(options: {
    browserId: string
    /** Same-site path to return to; anything else becomes `/`. */
    returnTo?: string | undefined
  }): Promise<{ location: string }>
  finishRedirect(options: {
    browserId: string | undefined
    query: URLSearchParams
    signal?: AbortSignal | undefined
  }): Promise<{ person: Person; returnTo: string }>
  /** What the page needs to ask the client for a code; `attempt` also serves as `state` there. */
  startInClient(options: {
    browserId: string
  }): Promise<{ attempt: string; appId: string; scopeList: string[] }>
  finishInClient(options: {
    browserId: string | undefined
    attempt: string | undefined
    code: string | undefined
    signal?: AbortSignal | undefined
  }): Promise<{ person: Person }>
  /**
   * Asks the contact API for the person's status, notes it, and returns the person with `blocked` set or cleared.
   * Unchanged when the platform does not tell (missing scope, outside the contact range). Throws when it cannot be
   * asked: an outage says nothing about anybody.
   */
  recheck: Recheck
  /** Deletes attempts that nobody will finish any more. */
  sweep(): Promise<void>
}

/** @throws LarkspurError `configuration_invalid` for an unusable public address, policy or time */
export function createSignIn(options: SignInOptions): SignIn {
  const { app, context, tokens, identities, policy = {}, attemptLifeMs = 600_000 } = options
  const { clock, random } = context
  const logger = options.logger ?? context.logger
  const { subjectType = 'open_id', allowedTenants = 'any' } = policy
  const scopes = scopesFor(subjectType, options.scopes)
  const redirectUri = redirectUriOf(options.url)
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

  /** Two calls: the exchange and user_info. The token is used for the second and then forgotten. */
  async function identify(
    exchange: { code: string; redirectUri?: string; codeVerifier?: string },
    signal: AbortSignal | undefined,
  ): Promise<Person> {
    const { accessToken } = await exchangeCode(context, app, { ...exchange, signal })
    const info = await getUserInfo(context, app, accessToken, signal)
    const key = identityOf(app, info, subjectType)
    await admitTenant(allowedTenants, app, key.tenantKey, identities)
    const person = await identities.save(key, profileOf(info), clock(), randomValue(random), {
      // Asked above already; here so that the first people of two tenants cannot both be the first.
      firstTenantOnly: allowedTenants === 'own',
    })
    logger.info({ userId: person.userId }, 'signed in')
    return person
  }

  return {
    async startRedirect({ browserId, returnTo }) {
      const { codeVerifier, codeChallenge } = await createPkce(random)
      const state = await attempts.issue(browserId, {
        kind: 'redirect',
        redirectUri,
        codeVerifier,
        returnTo: safeReturnPath(returnTo),
      })
      return { location: authorizeUrl(app, { redirectUri, state, codeChallenge, scopes }).href }
    },

    async finishRedirect({ browserId, query, signal }) {
      const state = readState(query)
      const { codeVerifier, returnTo } = await attempts.take(state, browserId, redirectUri)
      // Every redirect attempt has one; sending none would be a downgrade.
      if (codeVerifier === null) throw new LarkspurError('attempt_invalid')
      const code = readCode(app, query, state)
      return { person: await identify({ code, redirectUri, codeVerifier }, signal), returnTo }
    },

    async startInClient({ browserId }) {
      const attempt = await attempts.issue(browserId, {
        kind: 'in_client',
        redirectUri: null,
        codeVerifier: null,
        returnTo: '/',
      })
      return { attempt, appId: app.appId, scopeList: [...scopes] }
    },

    async finishInClient({ browserId, attempt, code, signal }) {
      assertCode(code)
      await attempts.take(attempt, browserId, null)
      return { person: await identify({ code }, signal) }
    },

    recheck: createRecheck({ app, context, tokens, identities }),
    sweep: attempts.sweep,
  }
}
