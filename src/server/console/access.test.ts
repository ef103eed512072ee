// Of every route of the console, whoever added it: who may open it, and which writes are refused.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LarkspurOptions } from '../options.ts'
import {
  createTestServer,
  jsonPost,
  markers,
  navigation,
  origin,
  type TestBrowser,
  type TestServer,
} from '../test-server.ts'
import { consoleRoutes } from './routes.ts'

const secondSecret = 'MARKER-second-app-secret-91aa'

let server: TestServer
let file: string
let administrator: TestBrowser
let visitor: TestBrowser
/** Still has the cookie of a session that has ended. */
let former: TestBrowser

async function person(openId: string, role?: 'administrator' | 'directory_reader'): Promise<TestBrowser> {
  const browser = server.browser()
  server.platform.profile = { open_id: openId, union_id: openId.replace('ou', 'on') }
  const { user } = (await (await browser.signIn()).json()) as { user: { id: string } }
  if (role !== undefined) await server.larkspur.accounts.grant(user.id, role)
  return browser
}

beforeAll(async () => {
  file = join(mkdtempSync(join(tmpdir(), 'larkspur-console-')), 'a.db')
  const options: Partial<LarkspurOptions> = { database: `sqlite:${file}` }
  server = await createTestServer(options)
  await server.larkspur.elements.create({ name: 'second', appId: 'cli_second', appSecret: secondSecret })
  administrator = await person('ou_1', 'administrator')
  visitor = await person('ou_2', 'directory_reader')
  former = await person('ou_1')
  const cookies = [...former.cookies]
  await former.request('/auth/sign-out', { method: 'POST', headers: jsonPost, body: '{}' })
  for (const [name, value] of cookies) former.cookies.set(name, value)
})
afterAll(() => server[Symbol.asyncDispose]())

/** With something in the place of each parameter; where it is a name, there is one. */
const addressOf = (path: string) => path.replaceAll(/:\w+(?:\{[^}]*\})?/g, 'second').replaceAll('*', 'second')

const routes = consoleRoutes.flatMap((route) =>
  (['GET', 'POST'] as const).flatMap((method) =>
    route[method] === undefined ? [] : [[method, addressOf(route.path)] as const],
  ),
)
const pages = routes.filter(([method]) => method === 'GET').map(([, path]) => path)
/** Addresses without parameters. */
const whole = new Set(consoleRoutes.map(({ path }) => path).filter((path) => addressOf(path) === path))
const writes = routes.filter(([method]) => method === 'POST').map(([, path]) => path)

const formType = 'application/x-www-form-urlencoded'
const form = { ...navigation, origin, 'sec-fetch-site': 'same-origin', 'content-type': formType }

async function tokenOf(browser: TestBrowser): Promise<string> {
  const page = await (await browser.request('/console/methods', { headers: navigation })).text()
  return /data-console-token="([^"]+)"/.exec(page)?.[1] ?? ''
}

/** Every row of every table. */
function everything(): string {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const tables = database.prepare(`select name from sqlite_master where type = 'table' order by name`).all()
    return JSON.stringify(
      tables.map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()]),
      (_key, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value),
    )
  } finally {
    database.close()
  }
}

/** Without reading on: some answers never end. */
async function codeOf(response: Response): Promise<unknown> {
  if (!(response.headers.get('content-type') ?? '').includes('json')) {
    await response.body?.cancel()
    return response.headers.get('content-type')
  }
  return ((await response.json()) as { error?: { code?: string } }).error?.code
}

async function expectUnchanged(code: string, status: number, ask: () => Promise<Response>): Promise<void> {
  const before = everything()
  const calls = server.platform.calls.length
  const response = await ask()
  expect([response.status, await codeOf(response)]).toEqual([status, code])
  expect(everything()).toBe(before)
  expect(server.platform.calls.length).toBe(calls)
}

test('the list is not empty, and each address is there once', () => {
  expect(pages.length).toBeGreaterThan(3)
  expect(writes.length).toBeGreaterThan(3)
  expect(new Set(consoleRoutes.map(({ path }) => path)).size).toBe(consoleRoutes.length)
  for (const { path } of consoleRoutes) expect(path).toMatch(/^\/console(?:\/|$)/)
})

test.each(routes)('D81 %s %s is for administrators alone', async (method, path) => {
  const body = new URLSearchParams({ token: await tokenOf(administrator), confirm: 'second', enabled: 'no' })
  const init = {
    method,
    headers: { ...(method === 'POST' ? form : {}), accept: 'application/json', 'sec-fetch-dest': 'empty' },
    ...(method === 'POST' ? { body: body.toString() } : {}),
  }
  await expectUnchanged('role_required', 403, () => visitor.request(path, init))
  await expectUnchanged('session_required', 401, () => server.browser().request(path, init))
  await expectUnchanged('session_required', 401, () => former.request(path, init))
})

test('the role is asked for anew at every request', async () => {
  const browser = await person('ou_3', 'administrator')
  const ask = () => browser.request('/console/methods', { headers: navigation })
  expect((await ask()).status).toBe(200)
  const { user } = (await (await browser.request('/auth/session', { headers: jsonPost })).json()) as {
    user: { id: string }
  }
  await server.larkspur.accounts.revoke(user.id, 'administrator')
  expect((await ask()).status).toBe(403)
})

const foreign: [string, Record<string, string>][] = [
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['another subdomain', { 'sec-fetch-site': 'same-site', origin: 'https://evil.example.com' }],
  ['another site in an old client', { origin: 'https://evil.example' }],
  ['an opaque page in an old client', { origin: 'null' }],
  ['nobody', {}],
]

test.each(writes)('D8 POST %s from elsewhere is refused and changes nothing', async (path) => {
  const token = await tokenOf(administrator)
  const body = new URLSearchParams({ token, confirm: 'second', enabled: 'no' }).toString()
  for (const [, headers] of foreign) {
    await expectUnchanged('origin_not_allowed', 403, () =>
      administrator.request(path, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': formType, ...headers },
        body,
      }),
    )
  }
})

test.each(writes)(
  'D8 POST %s without the token of this session is refused and changes nothing',
  async (path) => {
    const own = await tokenOf(administrator)
    const sameOther = await person('ou_1')
    const tokens = [undefined, '', 'x'.repeat(own.length), `${own}x`, await tokenOf(sameOther)]
    for (const token of tokens) {
      const body = new URLSearchParams({ confirm: 'second', enabled: 'no' })
      if (token !== undefined) body.set('token', token)
      const headers = { ...form, accept: 'application/json', 'sec-fetch-dest': 'empty' }
      await expectUnchanged('console_token_invalid', 403, () =>
        administrator.request(path, { method: 'POST', headers, body: body.toString() }),
      )
    }
  },
)

test.each(pages)('GET %s answers an administrator, in both languages, and tells no secret', async (path) => {
  for (const language of ['en', 'zh-CN']) {
    const headers = { ...navigation, 'accept-language': language }
    const response = await administrator.request(path, { headers })
    // Of what the parameter names there may be none: that is told.
    expect(response.status).toBeLessThan(500)
    if (whole.has(path)) expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const type = response.headers.get('content-type') ?? ''
    if (type.includes('event-stream')) {
      await response.body?.cancel()
      continue
    }
    const text = await response.text()
    for (const secret of [...Object.values(markers), secondSecret, 'MARKERtenanttoken']) {
      expect(text).not.toContain(secret)
    }
    if (!type.includes('html')) continue
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=/i)
    expect(text).not.toMatch(/undefined|\[object |NaN|Invalid Date/)
    expect(text).toContain(`lang="${language.startsWith('zh') ? 'zh-CN' : 'en'}"`)
  }
})
