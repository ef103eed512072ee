// Offers: `window.h5sdk` and `window.tt` to a page inside the simulated client, and nothing to any other page.
import { jsapiNames } from '../../operations/jsapi-names.ts'
import { type Bridge, findBridge } from './bridge.ts'
import type { Answer } from './messages.ts'

type Callback = ((value: Record<string, unknown>) => void) | undefined
type Options = Record<string, unknown>
interface Sdk {
  h5sdk: Record<string, (argument: never) => void>
  tt: Record<string, (options?: Options) => unknown>
}

/** Ready comes after the document is read, as in the real client: a page may register its handlers first. */
const documentIsRead = (): Promise<void> =>
  new Promise((resolve) => {
    const soon = () => void setTimeout(resolve, 0)
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', soon)
    else soon()
  })

/** What the bridge can carry; undefined for what cannot be written as JSON, which cannot pass the real one either. */
function copyParams(options: Options): Record<string, unknown> | undefined {
  try {
    return JSON.parse(JSON.stringify(options)) as Record<string, unknown>
  } catch {
    return undefined
  }
}

function createSdk(bridge: Bridge): Sdk {
  const errorListeners: Callback[] = []
  let isReady = false
  const started = documentIsRead().then(() => {
    isReady = true
  })
  // Calls are answered in order: those made while a config is verified wait for its end.
  let configured: Promise<unknown> = started

  async function ask(api: string, options: Options, ready: boolean): Promise<Answer> {
    const params = copyParams(options)
    if (params === undefined) return { ok: false, error: { errno: 104, errString: 'invalid parameter' } }
    return bridge.call(api, params, ready)
  }

  async function callApi(api: string, options: Options): Promise<void> {
    const early = !isReady
    if (!early) await configured
    const answer = await ask(api, options, !early)
    if (answer.ok === 'hang') return
    const value = answer.ok ? { errMsg: `${api}:ok`, ...answer.result } : failure(api, answer.error)
    // A callback that throws must not keep the next one from running.
    run(answer.ok ? options.success : options.fail, value)
    run(options.complete, value)
  }

  async function callConfig(options: Options): Promise<void> {
    const answer = await ask('config', options, true)
    if (answer.ok === 'hang') return
    if (answer.ok) {
      run(options.onSuccess, answer.result)
      return
    }
    run(options.onFail, answer.error)
    for (const listener of errorListeners) run(listener, answer.error)
  }

  const method =
    (api: string) =>
    (options: Options = {}): void =>
      void callApi(api, options)

  const h5sdk = {
    ready: (callback: Callback) => void configured.then(() => run(callback, {})),
    error: (callback: Callback) => void errorListeners.push(callback),
    config: (options: Options = {}) => {
      // A bridge that breaks answers nothing; the calls after it must still be made.
      configured = configured.then(() => callConfig(options)).catch(() => undefined)
    },
  }

  const known = jsapiNames.filter((api) => !api.includes('.'))
  const apis = bridge.generation === 'old-sdk' ? known.filter((api) => api !== 'requestAccess') : known
  const tt: Sdk['tt'] = Object.fromEntries(apis.map((api) => [api, method(api)]))
  const openFiles = method('getFileSystemManager')
  tt.getFileSystemManager = (options) => {
    openFiles(options)
    return { readFile: method('FileSystemManager.readFile') }
  }
  return { h5sdk, tt }
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
