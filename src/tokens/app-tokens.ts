// Serves: the app's own tokens and ticket to everybody, and retries once what failed because of a stale one.
import { LarkspurError } from '../errors/larkspur-error.ts'
import {
  type AppTokenKind,
  type CallContext,
  type FeishuApp,
  fetchAppToken,
  fetchJsapiTicket,
  type IssuedAppToken,
  type Logger,
} from '../feishu/index.ts'
import { createRenewingToken, type RenewingToken } from './renewing-token.ts'
import type { TokenStore } from './token-store.ts'
import { signalOf, waitFor } from './wait.ts'

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

/** What may be told of one of them. */
export interface AppTokenState {
  kind: AppTokenKind | 'jsapi_ticket'
  /** Epoch milliseconds; null when none is there. */
  expiresAt: number | null
}

/** The two tokens of a custom app and the ticket that its pages are signed with, always fresh. */
export interface AppTokens {
  tenantAccessToken(options?: TokenOptions): Promise<string>
  appAccessToken(options?: TokenOptions): Promise<string>
  /**
   * Runs `use` with the tenant_access_token. When it fails because the platform rejected the token (99991663, 99991664,
   * 99991668), the token is forgotten and `use` runs once more with a new one.
   */
  withTenantAccessToken<T>(use: (token: string) => Promise<T>, options?: TokenOptions): Promise<T>
  /** The same with the app_access_token, which the older sign-in endpoints refuse in words of their own (10202, 20014). */
  withAppAccessToken<T>(use: (token: string) => Promise<T>, options?: TokenOptions): Promise<T>
  /**
   * The ticket that pages are signed with, obtained with the tenant_access_token. Whoever has it can sign any page of
   * the app's trusted domains: it never leaves the server.
   */
  jsapiTicket(options?: TokenOptions): Promise<string>
  /** Forgets this ticket, e.g. because clients refuse it (333442); a fresher one stays. */
  evictJsapiTicket(ticket: string): Promise<void>
  /** What is there of each kind, without asking the platform for any. */
  states(): Promise<AppTokenState[]>
  /** Aborts what is under way and waits for it; calls from now on fail with `aborted`. */
  close(): Promise<void>
}

const rejections = new Set([10202, 20013, 20014, 99991663, 99991664, 99991668])

const isRejection = (error: unknown) =>
  error instanceof LarkspurError &&
  error.code === 'token_rejected' &&
  rejections.has(error.platform?.code ?? 0)

// Two apps, brands or hosts never share a key; JSON keeps the parts apart whatever they hold.
const keyOf = (app: FeishuApp, kind: AppTokenKind | 'jsapi_ticket') =>
  JSON.stringify([app.brand, app.hosts.open, app.appId, kind])

const stateOf = async (kind: AppTokenState['kind'], token: RenewingToken): Promise<AppTokenState> => ({
  kind,
  expiresAt: await token.expiresAt(),
})

/**
 * One request at a time per token; from 30 minutes before the end it is renewed in the background while the old value
 * is served. Errors are never cached.
 */
export function createAppTokens(options: AppTokensOptions): AppTokens {
  const { app, context, store, logger = context.logger } = options
  const closing = new AbortController()

  const renewing = (
    kind: AppTokenKind | 'jsapi_ticket',
    issue: () => Promise<IssuedAppToken>,
  ): RenewingToken =>
    createRenewingToken({ key: keyOf(app, kind), store, clock: context.clock, logger, issue })
  const fetchToken = (kind: AppTokenKind) => fetchAppToken(context, app, kind, { signal: closing.signal })
  const tenant = renewing('tenant_access_token', () => fetchToken('tenant_access_token'))
  const own = renewing('app_access_token', () => fetchToken('app_access_token'))
  const jsapi = renewing('jsapi_ticket', () =>
    withTenantAccessToken((token) => fetchJsapiTicket(context, app, token, { signal: closing.signal })),
  )

  async function obtain(token: RenewingToken, options?: TokenOptions): Promise<string> {
    const signal = signalOf(options)
    if (closing.signal.aborted) throw new LarkspurError('aborted', { message: 'The tokens were closed.' })
    if (signal?.aborted) throw new LarkspurError('aborted')
    return waitFor(token.obtain(), signal)
  }

  async function replacementFor(
    kind: RenewingToken,
    token: string,
    options: TokenOptions | undefined,
  ): Promise<string> {
    await kind.evict(token)
    const next = await obtain(kind, options)
    // A read that was already under way may still deliver the evicted value; the one after it cannot.
    return next === token ? obtain(kind, options) : next
  }

  const withToken =
    (kind: RenewingToken): AppTokens['withTenantAccessToken'] =>
    async (use, o) => {
      const token = await obtain(kind, o)
      try {
        return await use(token)
      } catch (error) {
        if (!isRejection(error)) throw error
        return use(await replacementFor(kind, token, o))
      }
    }
  const withTenantAccessToken = withToken(tenant)

  return {
    tenantAccessToken: (o) => obtain(tenant, o),
    appAccessToken: (o) => obtain(own, o),
    withTenantAccessToken,
    withAppAccessToken: withToken(own),
    jsapiTicket: (o) => obtain(jsapi, o),
    evictJsapiTicket: (ticket) => jsapi.evict(ticket),
    states: () =>
      Promise.all([
        stateOf('tenant_access_token', tenant),
        stateOf('app_access_token', own),
        stateOf('jsapi_ticket', jsapi),
      ]),
    async close() {
      closing.abort()
      await Promise.all([tenant.settled(), own.settled(), jsapi.settled()])
    },
  }
}
