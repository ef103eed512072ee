// Serves: the app's own tokens to everybody, and retries once what failed because of a stale one.
import { LarkspurError } from '../errors/larkspur-error.ts'
import {
  type AppTokenKind,
  type CallContext,
  type FeishuApp,
  fetchAppToken,
  type Logger,
} from '../feishu/index.ts'
import { createRenewingToken, type RenewingToken } from './renewing-token.ts'
import type { TokenStore } from './token-store.ts'
import { waitFor } from './wait.ts'

export interface TokenOptions {
  /** Lets this caller leave with `aborted`; the request goes on for the others. */
  signal?: AbortSignal | undefined
}

export interface AppTokensOptions {
  app: FeishuApp
  context: CallContext
  store: TokenStore
  /** The context's unless given. */
  logger?: Logger
}

/** The two tokens of a custom app, always fresh. */
export interface AppTokens {
  tenantAccessToken(options?: TokenOptions): Promise<string>
  appAccessToken(options?: TokenOptions): Promise<string>
  /**
   * Runs `use` with the tenant_access_token. When it fails because the platform rejected the token (99991663, 99991664,
   * 99991668), the token is forgotten and `use` runs once more with a new one.
   */
  withTenantAccessToken<T>(use: (token: string) => Promise<T>, options?: TokenOptions): Promise<T>
  /** Aborts what is under way and waits for it; calls from now on fail with `aborted`. */
  close(): Promise<void>
}

const rejections = new Set([99991663, 99991664, 99991668])

const isRejection = (error: unknown) =>
  error instanceof LarkspurError &&
  error.code === 'token_rejected' &&
  rejections.has(error.platform?.code ?? 0)

// Two apps, brands or hosts never share a key; JSON keeps the parts apart whatever they hold.
const keyOf = (app: FeishuApp, kind: AppTokenKind) =>
  JSON.stringify([app.brand, app.hosts.open, app.appId, kind])

/**
 * One request at a time per token; from 30 minutes before the end it is renewed in the background while the old value
 * is served. Errors are never cached.
 */
export function createAppTokens(options: AppTokensOptions): AppTokens {
  const { app, context, store, logger = context.logger } = options
  const closing = new AbortController()

  const renewing = (kind: AppTokenKind): RenewingToken =>
    createRenewingToken({
      key: keyOf(app, kind),
      store,
      clock: context.clock,
      logger,
      issue: () => fetchAppToken(context, app, kind, { signal: closing.signal }),
    })
  const tenant = renewing('tenant_access_token')
  const own = renewing('app_access_token')

  async function obtain(token: RenewingToken, { signal }: TokenOptions = {}): Promise<string> {
    if (closing.signal.aborted) throw new LarkspurError('aborted', { message: 'The tokens were closed.' })
    if (signal?.aborted) throw new LarkspurError('aborted')
    return waitFor(token.obtain(), signal)
  }

  async function replacementFor(token: string, options: TokenOptions | undefined): Promise<string> {
    await tenant.evict(token)
    const next = await obtain(tenant, options)
    // A read that was already under way may still deliver the evicted value; the one after it cannot.
    return next === token ? obtain(tenant, options) : next
  }

  return {
    tenantAccessToken: (o) => obtain(tenant, o),
    appAccessToken: (o) => obtain(own, o),
    async withTenantAccessToken(use, o) {
      const token = await obtain(tenant, o)
      try {
        return await use(token)
      } catch (error) {
        if (!isRejection(error)) throw error
        return use(await replacementFor(token, o))
      }
    },
    async close() {
      closing.abort()
      await Promise.all([tenant.settled(), own.settled()])
    },
  }
}
