// Writes: each request to the log, and the headers that every answer of the platform carries.
import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import { type Place, readPlace } from '../operations/place.ts'
import type { State } from '../state/state.ts'
import type { RequestEntry } from '../types.ts'

export type Entry = Omit<RequestEntry, 'id' | 'at' | 'ms' | 'status'>

export interface EmulatorEnv {
  Bindings: HttpBindings
  Variables: { place: Place; entry: Entry }
}

export type EmulatorContext = Context<EmulatorEnv>

/** Query values that hold no secret and help to understand a request. Everything else is masked. */
const shownInLog = new Set([
  ...['client_id', 'app_id', 'redirect_uri', 'response_type', 'scope', 'prompt', 'user_id_type'],
  ...['department_id_type', 'code_challenge_method', 'page_size'],
])

const mostNames = 20

/** A name as people write them. A body that was read as another type, or a bare query, can put a secret into a name. */
const nameShape = /^(?=[\w.-]{1,40}$)[_.-]*[A-Za-z0-9]{1,20}(?:[_.-]+[A-Za-z0-9]{1,20})*$/

/** Field names for the log: those that can be no secret, and not more than twenty. */
export const shownNames = (names: readonly string[]): string[] =>
  names.slice(0, mostNames).map((name) => (nameShape.test(name) ? name : '(unnamed)'))

function shownValue(name: string, value: string): string {
  if (!shownInLog.has(name)) return '***'
  // The query of an app's own address is the app's business, and may be a secret of it.
  return name === 'redirect_uri' ? value.replace(/[?#].*$/s, '') : value
}

export function logPath(place: Place, query: URLSearchParams): string {
  const parts = [...query]
    .slice(0, mostNames)
    .map(([name, value]) => `${shownNames([name])}=${shownValue(name, value)}`)
  return (place.path + (parts.length > 0 ? `?${parts.join('&')}` : '')).slice(0, 2_000)
}

/** Pages and control of the emulator itself. */
export const isOwn = (place: Place) => place.path === '/_emulator' || place.path.startsWith('/_emulator/')

/** Scripts and the emulator's own pages are no requests to the platform, so they stay out of the log. */
export function record(state: State, isScript: (path: string) => boolean): MiddlewareHandler<EmulatorEnv> {
  return async (c, next) => {
    const place = readPlace(c.req.raw)
    c.set('place', place)
    const silent = isOwn(place) || isScript(place.path)
    const started = performance.now()
    const entry: Entry = {
      method: c.req.method,
      path: logPath(place, new URL(c.req.url).searchParams),
      operation: 'unmatched',
      // Only what is logged draws one: how often a page asks must not change what follows.
      logId: silent ? '' : state.newLogId(),
      caller: (c.req.header('user-agent') ?? '').slice(0, 300),
      unreadFields: [],
      undocumentedFields: [],
      nearMisses: [],
    }
    c.set('entry', entry)
    const at = state.clock.now()
    await next()
    c.header('Date', new Date(state.clock.now()).toUTCString())
    if (silent) return
    c.header('X-Tt-Logid', entry.logId)
    c.header('X-Request-Id', entry.logId)
    const status = c.res.headers.has('x-hono-already-sent') ? 0 : c.res.status
    state.requests.add({
      ...entry,
      unreadFields: shownNames(entry.unreadFields),
      at,
      status,
      ms: Math.round(performance.now() - started),
    })
  }
}
