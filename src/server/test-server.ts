// Makes: a server for tests, in process, in front of a platform that answers as the test says.

import { createLarkspur, type Larkspur } from './larkspur.ts'
import type { LarkspurOptions } from './options.ts'

/** Marks whatever must never leave the server; searched for in logs and answers. */
export const markers = {
  appSecret: 'MARKER-app-secret-4f1d',
  userToken: 'eyJhbGciOiJFUzI1NiJ9.MARKERusertoken.signature',
  refreshToken: 'eyJhbGciOiJFUzI1NiJ9.MARKERrefreshtoken.signature',
  sessionSecret: 'MARKER 8fK2 session secret with thirty-two characters 93xQ',
}

export const origin = 'https://app.example.com'

export const navigation = {
  accept: 'text/html',
  'sec-fetch-site': 'none',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
}

export const ownScript = {
  accept: 'application/json',
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'cors',
  'sec-fetch-dest': 'empty',
}

export const jsonPost = { ...ownScript, origin, 'content-type': 'application/json' }

type Init = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }

type Answer = { status?: number; body: unknown; headers?: Record<string, string> }

export interface Platform {
  /** Fields of `user_info`, merged over a plain person's. */
  profile: Record<string, unknown>
  /** Scopes that the next tokens are issued with, separated by spaces; with them comes a refresh token. */
  scope: string
  /** Answers instead of the usual ones, by path. */
  answers: Record<string, () => Answer | Promise<Answer>>
  /** Paths that were called. */
  calls: string[]
}

export interface TestServer {
  larkspur: Larkspur
  platform: Platform
  /** Every log line so far. */
  logs: string[]
  time: { now: number }
  /** Runs the periodic sweep once. */
  sweep(): void
  request(path: string, init?: Init): Promise<Response>
  browser(): TestBrowser
  [Symbol.asyncDispose](): Promise<void>
}

/** Keeps cookies between requests. */
export interface TestBrowser {
  cookies: Map<string, string>
  request(path: string, init?: Init): Promise<Response>
  /** Starts and finishes an in-client sign-in; the answer of the last step. */
  signIn(): Promise<Response>
  /** Signs in on the platform's page, where the person confirms it; the answer of the callback. */
  confirm(): Promise<Response>
  /** Comes back from this authorize page with a code, or with what else the page answers. */
  comeBack(location: string, answer?: string): Promise<Response>
}

const person = {
  name: '李雷',
  en_name: 'Li Lei',
  avatar_url: 'https://images.example.com/a.png',
  open_id: 'ou_1',
  union_id: 'on_1',
  tenant_key: 'tenant-1',
}

function answerOf(platform: Platform, path: string): Answer | Promise<Answer> {
  platform.calls.push(path)
  const special = platform.answers[path]
  if (special !== undefined) return special()
  if (path.endsWith('/oauth/token')) {
    const { scope } = platform
    const token = { access_token: markers.userToken, expires_in: 7200, token_type: 'Bearer', scope }
    const refresh = { refresh_token: markers.refreshToken, refresh_token_expires_in: 604_800 }
    return { body: { code: 0, ...token, ...(scope === '' ? {} : refresh) } }
  }
  if (path.endsWith('/user_info')) {
    return { body: { code: 0, msg: 'success', data: { ...person, ...platform.profile } } }
  }
  if (path.endsWith('/tenant_access_token/internal')) {
    return {
      body: { code: 0, msg: 'ok', tenant_access_token: 't-MARKERtenanttoken0123456789', expire: 7200 },
    }
  }
  return { status: 404, body: { code: 99991, msg: 'no such path' } }
}

function platformFetch(platform: Platform): typeof fetch {
  return async (input) => {
    const { pathname } = new URL(input instanceof Request ? input.url : String(input))
    const { status = 200, body, headers = {} } = await answerOf(platform, pathname)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return new Response(text, { status, headers: { 'content-type': 'application/json', ...headers } })
  }
}

function createBrowser(send: TestServer['request']): TestBrowser {
  const cookies = new Map<string, string>()
  const browser: TestBrowser = {
    cookies,
    async request(path, init = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const headers = { ...(cookie === '' ? {} : { cookie }), ...init.headers }
      const response = await send(path, { ...init, headers })
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (/max-age=0/i.test(line)) cookies.delete(name)
        else cookies.set(name, value)
      }
      return response
    },
    async signIn() {
      const started = await browser.request('/auth/attempts', {
        method: 'POST',
        headers: jsonPost,
        body: '{}',
      })
      const { attempt } = (await started.json()) as { attempt: string }
      const body = JSON.stringify({ code: 'a'.repeat(64), attempt })
      return browser.request('/auth/in-client', { method: 'POST', headers: jsonPost, body })
    },
    async confirm() {
      const start = await browser.request('/auth/authorize?prompt=consent', { headers: navigation })
      return browser.comeBack(start.headers.get('location') ?? '')
    },
    async comeBack(location, answer = `code=${'b'.repeat(64)}`) {
      const query = new URL(location).searchParams
      const back = new URL(query.get('redirect_uri') ?? '')
      return browser.request(`${back.pathname}?${answer}&state=${query.get('state')}`, {
        headers: navigation,
      })
    },
  }
  return browser
}

export async function createTestServer(options: Partial<LarkspurOptions> = {}): Promise<TestServer> {
  const logs: string[] = []
  const write = (fields: object, message: string) => void logs.push(JSON.stringify({ ...fields, message }))
  const platform: Platform = { profile: {}, scope: '', answers: {}, calls: [] }
  const time = { now: Date.UTC(2026, 0, 1) }
  const work: (() => void)[] = []
  const larkspur = await createLarkspur({
    url: origin,
    feishu: { appId: 'cli_a1b2c3d4e5f60718', appSecret: markers.appSecret },
    database: 'sqlite::memory:',
    sessionSecret: markers.sessionSecret,
    clock: () => time.now,
    fetch: platformFetch(platform),
    sleep: async () => {},
    every: (_ms, sweep) => {
      work.push(sweep)
      return () => {}
    },
    logger: { debug: write, info: write, warn: write, error: write },
    ...options,
  })
  const request: TestServer['request'] = (path, init) =>
    larkspur.fetch(new Request(new URL(path, options.url ?? origin), { redirect: 'manual', ...init }))
  return {
    larkspur,
    platform,
    logs,
    time,
    sweep: () => {
      for (const one of work) one()
    },
    request,
    browser: () => createBrowser(request),
    [Symbol.asyncDispose]: () => larkspur.close(),
  }
}
