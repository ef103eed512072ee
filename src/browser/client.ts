// Assembles: sign-in, session, page authentication and the client's calls behind one object.

import type { ApiName, ApiResult, CallInput, CallOptions, Tt, Unlisted } from './apis.ts'
import { type ClientGlobals, createBridge, defaultTimeouts, type Timeouts } from './bridge.ts'
import { canShowQr } from './device.ts'
import { ClientError } from './error.ts'
import { createEvents, type Events } from './events.ts'
import { loadGlobals } from './globals.ts'
import { requestCode } from './in-client.ts'
import { createJsapi, type JsapiConfig } from './jsapi.ts'
import type { QrOptions, QrWidget, QrWindow } from './qr.ts'
import { loadScript } from './script.ts'
import { createRequest } from './server.ts'
import type { ScopeReport, Session, User } from './user.ts'
import { neverAborted, timerOf, waitFor } from './within.ts'

/** The parts of a window that the library uses. */
export type ClientWindow = ClientGlobals &
  QrWindow &
  Pick<
    Window & typeof globalThis,
    'history' | 'navigator' | 'matchMedia' | 'fetch' | 'setTimeout' | 'clearTimeout'
  >

export interface ClientOptions {
  /** Where Larkspur's routes are, without a slash at the end. Default: the page's own origin. */
  baseUrl?: string
  /** Whose client the app is for. Decides where the JSSDK comes from. Default `feishu`. */
  brand?: 'feishu' | 'lark'
  /** Where the JSSDK comes from; '' when the page loads it by itself. Default: the brand's address. */
  jssdkUrl?: string
  /** Language of the server's messages. Default: that of the page. */
  language?: string
  timeouts?: Partial<Timeouts>
  /** Ends the client: its watch for changes of route, and its calls, which then reject with `aborted`. */
  signal?: AbortSignal | undefined
  /** Default: the page's own. */
  window?: ClientWindow
}

/** Where the page is open: inside the Feishu or Lark client, or anywhere else. */
export type Environment = 'feishu-client' | 'browser'

interface Abortable {
  signal?: AbortSignal | undefined
}

interface Start extends Abortable {
  /** Where the person comes back to: a path of this site. Default: the present address. */
  returnTo?: string
  /** Which of the server's Feishu apps, when it has several. */
  instance?: string
}

export interface SignInOptions extends Start {
  /** What the app needs from the person beyond who they are; asked for together with the server's own scopes. */
  scopes?: string[]
  /**
   * How a browser on a desktop signs in. A phone, a client without JSSDK and a wish for scopes always take the
   * redirect: none of them can use a QR code. Default `redirect`.
   */
  browser?: 'redirect' | 'qr'
  /** Where the QR code appears; without it on a page of its own, `/auth/qr`. */
  element?: Element | null
}

export interface Client {
  /** Found out by what the page has, never by the name of the browser. Ends within `timeouts.environment`. */
  environment(options?: Abortable): Promise<Environment>
  /** Loads the JSSDK, once. False where it cannot be loaded or shows nothing, which is everywhere but in the client. */
  loadJssdk(options?: Abortable): Promise<boolean>
  /**
   * Inside the client, resolves with the person. Elsewhere sends the browser to the sign-in page, or shows a QR code,
   * and resolves with null: the page is going to be left.
   * @throws ClientError
   */
  signIn(options?: SignInOptions): Promise<User | null>
  /**
   * Shows a QR code inside `element`, to be scanned with the Feishu or Lark app; once it is confirmed there, the page
   * is left. Resolves when the code is there.
   * @throws ClientError
   */
  qr(element: Element, options?: QrOptions): Promise<QrWidget>
  /**
   * Asks the person who is signed in for what is missing of `scopes`, and says what came of it. In a browser null: the
   * page is being left for the consent page. A person who has refused all of it in the last 30 days is not asked again:
   * the report says so at once, as it does when only the app's owner can help. A button can: `signIn({ scopes })`.
   * @throws ClientError `refused` when the person does not agree, `scope_not_allowed` when the app has no such scope
   */
  ensureScopes(scopes: string[], options?: Start): Promise<ScopeReport | null>
  /** Null when nobody is signed in. */
  session(options?: Abortable): Promise<Session | null>
  /** With `revoke`, what the person granted to the app ends too. */
  signOut(options?: Abortable & { revoke?: boolean }): Promise<void>
  /**
   * Authenticates the page's address with the client, and keeps doing so when a single-page app changes it.
   * @throws ClientError
   */
  configureJsapi(options: Abortable & { jsApiList: string[] }): Promise<void>
  /** The client's calls as promises. */
  readonly tt: Tt
  /** Any call by its name, also one that has no type here. */
  call<Name extends ApiName>(name: Name, ...input: CallInput<Name>): Promise<ApiResult<Name>>
  call(name: string, params?: object, options?: CallOptions): Promise<Unlisted>
  on: Events['on']
}

const jssdkUrls = {
  feishu: 'https://lf-scm-cn.feishucdn.com/lark/op/h5-js-sdk-1.5.44.js',
  lark: 'https://lf-package-sg.larksuitecdn.com/obj/lark-static-sgsaas/lark/op/h5-js-sdk-1.5.44.js',
}

/** These work on a page that is not authenticated. */
const open = /^(closeWindow|requestA(ccess|uthCode))$/

/** Makes the client of one page. Does nothing by itself: the first call starts the work. */
export function createClient(options: ClientOptions = {}): Client {
  const {
    baseUrl = '',
    brand = 'feishu',
    jssdkUrl = jssdkUrls[brand],
    language,
    signal: life = neverAborted,
  } = options
  const window = options.window || (globalThis as unknown as ClientWindow)
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  const timer = timerOf(window)
  const { on, emit } = createEvents()
  const failed = (error: ClientError) => emit('error', error)
  const bridge = createBridge(window, { timer, timeouts, stray: failed, life })
  const request = createRequest(
    (input, init) => window.fetch(input, init),
    baseUrl,
    () => language || window.document?.documentElement.lang,
    timer,
    timeouts.server,
  )
  const jsapi = createJsapi({
    bridge,
    window,
    timer,
    sign: (url) => request(`/auth/jsapi/config?url=${encodeURIComponent(url)}`, life) as Promise<JsapiConfig>,
    configured: (url) => emit('jsapi-configured', { url }),
    failed,
    life,
  })
  let loading: Promise<boolean> | undefined

  async function loadJssdk({ signal }: Abortable = {}): Promise<boolean> {
    loading ??= loadGlobals(window, jssdkUrl, timer, timeouts.environment)
    // Asked again: the globals may have come after all.
    return (await waitFor(loading, signal)) || !!window.h5sdk
  }

  async function call(name: string, params: object = {}, given: CallOptions = {}): Promise<Unlisted> {
    const { signal, timeout = timeouts.call } = given
    // Rejects at once outside the client, unless the page is just finding out where it is.
    if (loading) await loadJssdk(given)
    await bridge.ready(signal)
    if (!open.test(name)) await jsapi.settled(timeout, signal)
    if (life.aborted) throw new ClientError('aborted', { cause: life.reason })
    return bridge.ask(name, params, timeout, signal)
  }

  function backTo({ returnTo }: Start): string {
    const { pathname, search, hash } = window.location
    return returnTo || pathname + search + hash
  }

  function leave(address: string, wishes: Record<string, string | undefined>): null {
    const url = new URL(address, window.location.href)
    for (const name in wishes) if (wishes[name]) url.searchParams.set(name, wishes[name])
    window.location.assign(url.href)
    return null
  }

  async function qr(element: Element, given: QrOptions = {}): Promise<QrWidget> {
    const fail = (code: string, cause?: unknown) => new ClientError(code, { cause })
    const { showQr } = await import('./qr-widget.ts').catch((cause) => {
      throw fail('qr_unavailable', cause)
    })
    const load = (url: string) => loadScript(window.document, url, timer, timeouts.qr)
    const parts = { window, timer, request, load, fail, failed, life }
    return showQr(parts, element, { return_to: backTo(given), instance: given.instance }, given)
  }

  async function signIn(given: SignInOptions = {}): Promise<User | null> {
    const { signal, instance, scopes = [], element } = given
    const byScopes = scopes.length > 0
    if (await loadJssdk(given)) {
      const { attempt, ...asked } = (await request('/auth/attempts', signal, { scopes, instance })) as {
        attempt: string
        appId: string
        scopeList: string[]
      }
      const limits = { strict: byScopes, timeoutMs: timeouts.signIn, signal }
      const code = await requestCode(bridge, { ...asked, ...limits })
      if (code) {
        const body = { code, attempt, instance }
        const { user } = (await request('/auth/in-client', signal, body)) as { user: User }
        emit('signed-in', user)
        return user
      }
    }
    const byQr = given.browser === 'qr' && !byScopes && canShowQr(window)
    if (byQr && element) {
      await qr(element, given)
      return null
    }
    return leave(`${baseUrl}/auth/${byQr ? 'qr' : 'authorize'}`, {
      return_to: backTo(given),
      scope: scopes.join(' '),
      instance,
    })
  }

  return {
    environment: async (given) => ((await loadJssdk(given)) ? 'feishu-client' : 'browser'),
    loadJssdk,
    signIn,
    qr,

    async ensureScopes(scopes, given = {}) {
      const ask = () => request('/auth/scopes', given.signal, { scopes }) as Promise<ScopeReport>
      const report = await ask()
      const { consentUrl, missing, refused, notEnabled } = report
      const settled = refused.concat(notEnabled)
      // Nothing is missing, nothing that a person could grant, or nothing that they have not refused: who loads a page
      // is not sent round in circles.
      if (!consentUrl || missing.every((scope) => settled.includes(scope))) return report
      if (await loadJssdk(given)) {
        // The app of the person who is signed in.
        const instance = (new URL(consentUrl).searchParams.get('instance') || undefined) as string
        return (await signIn({ instance, ...given, scopes })) && ask()
      }
      return leave(consentUrl, { return_to: backTo(given) })
    },

    async session({ signal } = {}) {
      try {
        return (await request('/auth/session', signal)) as Session
      } catch (error) {
        if ((error as ClientError).code === 'session_required') return null
        throw error
      }
    },

    async signOut({ signal, revoke } = {}) {
      await request('/auth/sign-out', signal, { revoke })
      emit('signed-out', undefined)
    },

    async configureJsapi({ jsApiList, signal }) {
      if (!(await loadJssdk({ signal }))) throw new ClientError('not_in_client')
      await jsapi.configure(jsApiList, signal)
    },

    tt: new Proxy({} as Tt, {
      // A promise looks for `then`; this object is none.
      get: (_, name) =>
        typeof name === 'string' && name !== 'then'
          ? (params?: object, given?: CallOptions) => call(name, params, given)
          : undefined,
    }),
    call,
    on,
  } as Client
}
