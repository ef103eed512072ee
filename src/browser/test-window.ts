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
}

export const signed = { appId: 'cli_1', timestamp: 1, nonceStr: 'n', signature: 's' }

export function createTestWindow({ inside = true, ready = true } = {}): TestWindow {
  const log: string[] = []
  const errors = new Set<(failure: object) => void>()
  const listeners = new Map<string, Set<() => void>>()
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

  const test: TestWindow = {
    log,
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
      createElement: () => ({}),
      head: { append: (script: TestWindow['scripts'][number]) => void scripts.push(script) },
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
