// Plays: a window inside or outside the client, whose time and answers a test controls.

import type { ClientWindow } from './client.ts'

type Handlers = {
  success?(result: object): void
  fail?(failure: object): void
  onSuccess?(result: object): void
  onFail?(failure: object): void
}
/** What a call gives back; `hang` gives nothing. */
export type Reply = object | { fail: object } | 'hang'

export interface TestWindow {
  window: ClientWindow
  /** Everything that crossed the bridge or the network, in order. */
  log: string[]
  /** Parameters of every `h5sdk.config`. */
  configs: Record<string, unknown>[]
  /** Answers of the client; a missing call does not exist. */
  tt: Record<string, Reply>
  /** Answers for the next `h5sdk.config` calls; success when empty. */
  configReplies: Reply[]
  /** Answers of our server by path without query. */
  routes: Record<
    string,
    (url: URL, init: RequestInit) => { status?: number; body?: unknown } | 'hang' | Error
  >
  /** Calls what was given to `h5sdk.error`. */
  raise(failure: object): void
  /** Runs timers that are due after `ms`, over and over until none is left that is. */
  pass(ms: number): void
  /** Scripts that were added to the page. */
  scripts: { src: string; onload: () => void; onerror: () => void }[]
  go(path: string): void
  /** An element in the page, or in none. */
  element(connected?: boolean): TestElement
  /** Tells the page's listeners of a message. */
  post(message: { source: unknown; origin: string; data: unknown }): void
  /** How many listeners there are for this event. */
  listening(type: string): number
  /** Timers that have not run. */
  openTimers(): number
  /** Codes that the platform's script has been asked for, once {@link installQr} has put it into the page. */
  codes: Code[]
  /** The platform's script, of a version that knows `matchData` or of one before. */
  installQr(version?: '1.0.2' | '1.0.3'): void
}

/** As much of an element as the library uses. */
export interface TestElement {
  id: string
  children: TestElement[]
  isConnected: boolean
  textContent: string
  append(child: TestElement): void
  remove(): void
  querySelector(selector: string): unknown
}

export interface Code {
  options: Record<string, string>
  frame: { contentWindow: object; title: string }
}

export const signed = { appId: 'cli_1', timestamp: 1, nonceStr: 'n', signature: 's' }

export function createTestWindow({ inside = true, ready = true, device = 'desktop' } = {}): TestWindow {
  const log: string[] = []
  const errors = new Set<(failure: object) => void>()
  const listeners = new Map<string, Set<(event?: object) => void>>()
  const observers = new Set<() => void>()
  const elements = new Map<string, TestElement>()
  const timers = new Map<number, { at: number; work: () => void }>()
  let now = 0
  let lastTimer = 0
  const scripts: TestWindow['scripts'] = []
  const location = {
    href: 'https://app.example/start?a=1#top',
    get pathname() {
      return new URL(this.href).pathname
    },
    get search() {
      return new URL(this.href).search
    },
    get hash() {
      return new URL(this.href).hash
    },
    assign: (to: string) => void log.push(`leave ${to}`),
  }
  const move = (_state: unknown, _title: string, to?: string | URL | null) => {
    if (to !== undefined && to !== null) location.href = new URL(to, location.href).href
  }

  const changed = () => {
    for (const observer of observers) observer()
  }
  const element = (connected = false): TestElement => {
    let parent: TestElement | undefined
    const made: TestElement & { frame?: Code['frame'] | undefined } = {
      id: '',
      children: [],
      get isConnected() {
        return connected || (parent?.isConnected ?? false)
      },
      set isConnected(value) {
        connected = value
        changed()
      },
      get textContent() {
        return ''
      },
      set textContent(_) {
        made.frame = undefined
      },
      append(child) {
        made.children.push(child)
        Object.assign(child, { adopt: made })
        elements.set(child.id, child)
      },
      remove() {
        if (parent) parent.children = parent.children.filter((child) => child !== made)
        parent = undefined
        elements.delete(made.id)
        changed()
      },
      querySelector: () => made.frame ?? null,
    }
    Object.defineProperty(made, 'adopt', {
      set(by: TestElement) {
        parent = by
      },
    })
    return made
  }

  const test: TestWindow = {
    log,
    codes: [],
    element: (connected = true) => element(connected),
    post: (message) => {
      for (const listener of [...(listeners.get('message') ?? [])]) listener(message)
    },
    listening: (type) => listeners.get(type)?.size ?? 0,
    openTimers: () => timers.size,
    installQr(version = '1.0.3') {
      test.window.QRLogin = (options) => {
        const place = elements.get(options.id)
        if (place === undefined) throw new Error('no such element')
        const frame = { contentWindow: {}, title: '' }
        Object.assign(place, { frame })
        test.codes.push({ options, frame })
        return {
          matchOrigin: (origin) => origin.endsWith('passport.example'),
          ...(version === '1.0.3'
            ? { matchData: (data) => typeof data === 'object' && data !== null && 'tmp_code' in data }
            : {}),
        }
      }
    },
    configs: [],
    tt: {},
    configReplies: [],
    routes: { '/auth/jsapi/config': () => ({ body: signed }) },
    scripts,
    raise: (failure) => {
      for (const listener of errors) listener(failure)
    },
    pass(ms) {
      now += ms
      for (const [id, timer] of timers) {
        if (timer.at > now) continue
        timers.delete(id)
        timer.work()
      }
    },
    go: (path) => test.window.history.pushState(null, '', path),
    window: {} as ClientWindow,
  }

  const answer = (reply: Reply | undefined, good: Handlers['success'], bad: Handlers['fail']) => {
    if (reply === 'hang') return
    if (reply !== undefined && 'fail' in reply) bad?.(reply.fail as object)
    else good?.(reply ?? {})
  }
  const sdk = {
    h5sdk: {
      error: (listener: (failure: object) => void) => {
        log.push('error')
        errors.add(listener)
      },
      ready: (callback: () => void) => {
        log.push('ready')
        if (ready) callback()
      },
      config: ({ onSuccess, onFail, ...input }: Handlers & Record<string, unknown>) => {
        log.push('config')
        test.configs.push(input)
        answer(test.configReplies.shift(), onSuccess, (failure) => {
          onFail?.(failure)
          test.raise(failure)
        })
      },
    },
    tt: new Proxy(
      {},
      {
        get: (_, name) =>
          String(name) in test.tt
            ? ({ success, fail, ...params }: Handlers) => {
                log.push(`${String(name)} ${JSON.stringify(params)}`)
                answer(test.tt[String(name)], success, fail)
              }
            : undefined,
      },
    ),
  }

  Object.assign(test.window, inside ? sdk : {}, {
    location,
    history: { pushState: move, replaceState: move },
    document: {
      readyState: 'complete',
      documentElement: { lang: 'en' },
      querySelector: () => null,
      createElement: (tag: string) => (tag === 'div' ? element() : {}),
      head: { append: (script: TestWindow['scripts'][number]) => void scripts.push(script) },
    },
    navigator: {
      userAgent: `Mozilla/5.0 ${{ phone: 'Mobile Safari/604.1', client: 'Safari/537.36 Lark/6.7.5' }[device] ?? 'Safari/537.36'}`,
    },
    matchMedia: (query: string) => ({ matches: query === '(pointer: coarse)' && device === 'tablet' }),
    MutationObserver: class {
      observe = () => void observers.add(this.tell)
      disconnect = () => void observers.delete(this.tell)
      private readonly tell: () => void
      constructor(tell: () => void) {
        this.tell = tell
      }
    },
    addEventListener: (type: string, listener: () => void) => {
      listeners.set(type, (listeners.get(type) ?? new Set()).add(listener))
    },
    removeEventListener: (type: string, listener: () => void) => void listeners.get(type)?.delete(listener),
    dispatchEvent: ({ type }: { type: string }) => {
      for (const listener of listeners.get(type) ?? []) listener()
    },
    setTimeout: (work: () => void, ms: number) => {
      timers.set(++lastTimer, { at: now + ms, work })
      return lastTimer
    },
    clearTimeout: (id: number) => void timers.delete(id),
    fetch: (input: string, init: RequestInit) => {
      const url = new URL(input, location.href)
      log.push(`${init.method} ${url.pathname}${url.search}`)
      const result = test.routes[url.pathname]?.(url, init) ?? { status: 404, body: {} }
      if (result === 'hang') return new Promise(() => {})
      if (result instanceof Error) return Promise.reject(result)
      const { status = 200, body } = result
      return Promise.resolve({ status, ok: status < 400, json: () => Promise.resolve(body) })
    },
  })
  return test
}
