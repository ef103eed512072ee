// Offers: `window.h5sdk` and `window.tt` to a page inside the simulated client, and nothing to any other page.
import { type Bridge, findBridge } from './bridge.ts'
import type { Answer } from './messages.ts'

type Callback = ((value: Record<string, unknown>) => void) | undefined
type Options = Record<string, unknown>
interface Sdk {
  h5sdk: Record<string, (argument: never) => void>
  tt: Record<string, (options?: Options) => void>
}

function createSdk(bridge: Bridge): Sdk {
  const errorListeners: Callback[] = []
  // Ready comes after the script has run, as in the real client: a page may register its handlers first.
  const ready = new Promise<void>((resolve) => setTimeout(resolve, 0))

  const ask = async (api: string, options: Options, done: (answer: Answer) => void): Promise<void> => {
    // Calls made too early wait for `ready`.
    await ready
    let params: Record<string, unknown>
    try {
      params = JSON.parse(JSON.stringify(options)) as Record<string, unknown>
    } catch {
      // What cannot be written as JSON cannot pass the real bridge either.
      done({ ok: false, error: { errno: 104, errString: 'invalid parameter' } })
      return
    }
    done(await bridge.call(api, params))
  }

  const method =
    (api: string) =>
    (options: Options = {}): void => {
      void ask(api, options, (answer) => {
        if (answer.ok === 'hang') return
        const value = answer.ok ? { errMsg: `${api}:ok`, ...answer.result } : failure(api, answer.error)
        // A callback that throws must not keep the next one from running.
        run(answer.ok ? options.success : options.fail, value)
        run(options.complete, value)
      })
    }

  const h5sdk = {
    ready: (callback: Callback) => {
      void ready.then(() => run(callback, {}))
    },
    error: (callback: Callback) => {
      errorListeners.push(callback)
    },
    config: (options: Options = {}) => {
      void ask('config', options, (answer) => {
        if (answer.ok === 'hang') return
        if (answer.ok) {
          run(options.onSuccess, answer.result)
          return
        }
        run(options.onFail, answer.error)
        for (const listener of errorListeners) run(listener, answer.error)
      })
    },
  }

  const apis = ['requestAuthCode', 'getUserInfo', 'showToast', 'closeWindow']
  if (bridge.generation !== 'old-sdk') apis.unshift('requestAccess')
  return { h5sdk, tt: Object.fromEntries(apis.map((api) => [api, method(api)])) }
}

function failure(api: string, error: Record<string, unknown>): Record<string, unknown> {
  const reason = typeof error.errString === 'string' ? ` ${error.errString}` : ''
  return { errMsg: `${api}:fail${reason}`, ...error }
}

function run(callback: unknown, value: Record<string, unknown>): void {
  if (typeof callback !== 'function') return
  try {
    callback(value)
  } catch (error) {
    // The page's own mistake: report it as the page's, and carry on.
    setTimeout(() => {
      throw error
    }, 0)
  }
}

type Define = ((...parts: unknown[]) => void) & { amd?: unknown; cmd?: unknown }

function publish(sdk: Sdk | undefined): void {
  if (sdk) Object.assign(window, sdk)
  const scope = globalThis as unknown as { define?: Define; module?: { exports?: unknown } }
  const exported = { ...sdk }
  if (typeof scope.define === 'function' && (scope.define.amd || scope.define.cmd)) {
    // An anonymous module is an error in RequireJS unless it loaded this script itself.
    const loadedByRequire = document.currentScript?.hasAttribute('data-requiremodule') ?? false
    if (loadedByRequire || !scope.define.amd) scope.define(() => exported)
    else scope.define('h5-js-sdk', [], () => exported)
  }
  if (typeof scope.module === 'object' && scope.module !== null && 'exports' in scope.module) {
    scope.module.exports = exported
  }
}

const bridge = findBridge()
publish(bridge && createSdk(bridge))
