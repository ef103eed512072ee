// Assembles: sign-in, session, page authentication and the client's calls behind one object.

import type { ApiName, ApiResult, CallInput, CallOptions, Tt, Unlisted } from './apis.ts'
import { type ClientGlobals, createBridge, defaultTimeouts, type Timeouts } from './bridge.ts'
import { ClientError } from './error.ts'
import { createEvents, type Events } from './events.ts'
import { loadGlobals } from './globals.ts'
import { requestCode } from './in-client.ts'
import { createJsapi, type JsapiConfig } from './jsapi.ts'
import { createServer } from './server.ts'
import type { Session, User } from './user.ts'
import { timerOf, waitFor } from './within.ts'

/** The parts of a window that the library uses. */
export type ClientWindow = ClientGlobals &
  Pick<
    Window & typeof globalThis,
    | 'document'
    | 'location'
    | 'history'
    | 'fetch'
    | 'setTimeout'
    | 'clearTimeout'
    | 'addEventListener'
    | 'removeEventListener'
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

export interface Client {
  /** Found out by what the page has, never by the name of the browser. Ends within `timeouts.environment`. */
  environment(options?: Abortable): Promise<Environment>
  /** Loads the JSSDK, once. False where it cannot be loaded or shows nothing, which is everywhere but in the client. */
  loadJssdk(options?: Abortable): Promise<boolean>
  /**
   * Inside the client, resolves with the person. Elsewhere sends the browser to the sign-in page and resolves with
   * null while the page is being left.
   * @throws ClientError
   */
  signIn(options?: Abortable & { returnTo?: string }): Promise<User | null>
  /** Null when nobody is signed in. */
  session(options?: Abortable): Promise<Session | null>
  signOut(options?: Abortable): Promise<void>
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
  const { baseUrl = '', brand = 'feishu', jssdkUrl = jssdkUrls[brand], language, signal: life } = options
  const window = options.window ?? (globalThis as unknown as ClientWindow)
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  const timer = timerOf(window)
  const { on, emit } = createEvents()
  const failed = (error: ClientError) => emit('error', error)
  const bridge = createBridge(window, { timer, timeouts, stray: failed, signal: life })
  const { request } = createServer(
    (input, init) => window.fetch(input, init),
    baseUrl,
    () => language ?? window.document?.documentElement.lang,
    timer,
    timeouts.server,
  )
  const jsapi = createJsapi({
    bridge,
    window,
    timer,
    sign: (url) =>
      request('GET', `/auth/jsapi/config?url=${encodeURIComponent(url)}`, life) as Promise<JsapiConfig>,
    configured: (url) => emit('jsapi-configured', { url }),
    failed,
    signal: life,
  })
  let loading: Promise<boolean> | undefined

  async function loadJssdk({ signal }: Abortable = {}): Promise<boolean> {
    loading ??= loadGlobals(window, jssdkUrl, timer, timeouts.environment)
    // Asked again: the globals may have come after all.
    return (await waitFor(loading, signal)) || window.h5sdk !== undefined
  }

  async function environment(given?: Abortable): Promise<Environment> {
    return (await loadJssdk(given)) ? 'feishu-client' : 'browser'
  }

  async function call(name: string, params: object = {}, given: CallOptions = {}): Promise<Unlisted> {
    const { signal, timeout = timeouts.call } = given
    // Rejects at once outside the client, unless the page is just finding out where it is.
    if (loading !== undefined) await loadJssdk(given)
    await bridge.ready(signal)
    if (!open.test(name)) await jsapi.settled(timeout, signal)
    if (life?.aborted) throw new ClientError('aborted', { cause: life.reason })
    return bridge.ask(name, params, timeout, signal)
  }

  return {
    environment,
    loadJssdk,

    async signIn({ signal, returnTo } = {}) {
      if ((await environment({ signal })) === 'browser') {
        const { pathname, search, hash } = window.location
        const back = encodeURIComponent(returnTo ?? pathname + search + hash)
        window.location.assign(`${baseUrl}/auth/authorize?return_to=${back}`)
        return null
      }
      const { attempt, appId, scopeList } = (await request('POST', '/auth/attempts', signal, {})) as {
        attempt: string
        appId: string
        scopeList: string[]
      }
      const code = await requestCode(bridge, { appId, scopeList, timeoutMs: timeouts.signIn, signal })
      const { user } = (await request('POST', '/auth/in-client', signal, { code, attempt })) as { user: User }
      emit('signed-in', user)
      return user
    },

    async session({ signal } = {}) {
      try {
        return (await request('GET', '/auth/session', signal)) as Session
      } catch (error) {
        if ((error as ClientError).code === 'session_required') return null
        throw error
      }
    },

    async signOut({ signal } = {}) {
      await request('POST', '/auth/sign-out', signal, {})
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
