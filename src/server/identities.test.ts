import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  createTestServer,
  jsonPost,
  markers,
  navigation,
  origin,
  ownScript,
  type TestBrowser,
  type TestServer,
} from './test-server.ts'

interface Shown {
  id: string
  name: string
  current: boolean
}

const post = (browser: TestBrowser, path: string, body: object, headers: Record<string, string> = jsonPost) =>
  browser.request(path, { method: 'POST', headers, body: JSON.stringify(body) })

async function identities(browser: TestBrowser): Promise<Shown[]> {
  const response = await browser.request('/auth/identities', { headers: ownScript })
  return ((await response.json()) as { identities: Shown[] }).identities
}

/** Adds the person whom the platform now sees to the account of this browser; the answer of the callback. */
async function bind(server: TestServer, browser: TestBrowser, openId: string): Promise<Response> {
  const start = await post(browser, '/auth/identities', { return_to: '/settings' })
  expect(start.status).toBe(200)
  const { location } = (await start.json()) as { location: string }
  server.platform.profile = { open_id: openId, union_id: `on_${openId}`, name: openId }
  return browser.comeBack(location)
}

async function signedIn(server: TestServer, openId = 'ou_1'): Promise<TestBrowser> {
  const browser = server.browser()
  server.platform.profile = { open_id: openId, union_id: `on_${openId}`, name: openId }
  expect((await browser.confirm()).status).toBe(302)
  return browser
}

const codeOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string } }).error.code

test('a second identity is bound and leads into the same account', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server)
  server.time.now += 1
  const back = await bind(server, browser, 'ou_2')
  expect([back.status, back.headers.get('location')]).toEqual([302, '/settings'])
  // Whoever has not signed in yet comes last.
  expect(await identities(browser)).toMatchObject([
    { name: 'ou_1', current: true },
    { name: 'ou_2', current: false },
  ])
  const me = async (one: TestBrowser) =>
    ((await (await one.request('/auth/session')).json()) as { user: { id: string; openId: string } }).user
  const second = await signedIn(server, 'ou_2')
  expect(await me(browser)).toMatchObject({ openId: 'ou_1' })
  expect(await me(second)).toEqual({
    ...(await me(browser)),
    name: 'ou_2',
    openId: 'ou_2',
    unionId: 'on_ou_2',
  })
})

test('a list of identities shows no more than a person knows, and is stored nowhere', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server)
  const response = await browser.request('/auth/identities')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual({
    identities: [
      {
        id: expect.any(String),
        instance: 'default',
        brand: 'feishu',
        appId: 'cli_a1b2c3d4e5f60718',
        tenantKey: 'tenant-1',
        name: 'ou_1',
        avatarUrl: 'https://images.example.com/a.png',
        current: true,
        lastSignInAt: server.time.now,
      },
    ],
  })
})

test('D30 an identity of another account is not taken over', async () => {
  await using server = await createTestServer()
  await signedIn(server, 'ou_2')
  const browser = await signedIn(server)
  const back = await bind(server, browser, 'ou_2')
  expect(back.status).toBe(409)
  expect(await back.text()).toContain('data-code="identity_taken"')
  expect(await identities(browser)).toHaveLength(1)
})

test('D30 nothing is bound by another page', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server)
  const evil = { ...jsonPost, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  const form = { ...evil, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }
  for (const headers of [evil, form]) {
    const response = await browser.request('/auth/identities', {
      method: 'POST',
      headers,
      body: 'instance=default',
    })
    expect(response.status).toBe(403)
  }
})

test('D30 a binding that another account began, or nobody who is still here, ends in nothing', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server)
  const started = await post(browser, '/auth/identities', {})
  const { location } = (await started.json()) as { location: string }
  server.platform.profile = { open_id: 'ou_2', union_id: 'on_2' }
  await browser.signIn()
  server.platform.profile = { open_id: 'ou_3', union_id: 'on_3' }
  expect((await browser.comeBack(location)).status).not.toBe(200)
  expect(await identities(browser)).toMatchObject([{ current: true }])
  const other = await signedIn(server)
  const again = (await (await post(other, '/auth/identities', {})).json()) as { location: string }
  await post(other, '/auth/sign-out', {})
  server.platform.profile = { open_id: 'ou_3', union_id: 'on_3' }
  expect((await other.comeBack(again.location)).status).toBe(400)
  expect((await other.request('/auth/session')).status).toBe(401)
  const third = await signedIn(server, 'ou_3')
  expect(await identities(third)).toHaveLength(1)
})

const changes: [string, object][] = [
  ['/auth/identities', {}],
  ['/auth/identities/unbind', { id: 'x' }],
]
const consentUrl = `${origin}/auth/authorize?prompt=consent&return_to=%2F`

test.each(changes)('D30 %s asks for a confirmation that is not long ago', async (path, body) => {
  await using server = await createTestServer({ reauthenticateSeconds: 60 })
  const browser = await signedIn(server)
  server.time.now += 60_000
  expect((await post(browser, path, body)).status).not.toBe(403)
  server.time.now += 1
  const late = await post(browser, path, body)
  expect(late.status).toBe(403)
  expect(await late.json()).toMatchObject({ error: { code: 'reauthentication_required', consentUrl } })
  await browser.confirm()
  expect((await post(browser, path, body)).status).not.toBe(403)
  // A clock that is set back makes no confirmation younger.
  server.time.now -= 61_000
  expect((await post(browser, path, body)).status).toBe(403)
})

type SignInAgain = (server: TestServer, browser: TestBrowser) => Promise<unknown>
const silent: [string, SignInAgain][] = [
  ['in the client', (_server, browser) => browser.signIn()],
  [
    'by a redirect without a prompt',
    async (_server, browser) => {
      const start = await browser.request('/auth/authorize', { headers: navigation })
      return browser.comeBack(start.headers.get('location') ?? '')
    },
  ],
  [
    'by QR code',
    async (_server, browser) => {
      const { goto } = (await (await post(browser, '/auth/qr', {})).json()) as { goto: string }
      return browser.comeBack(goto)
    },
  ],
  [
    'in the client as somebody else, after a confirmation',
    async (server, browser) => {
      server.platform.profile = { open_id: 'ou_9', union_id: 'on_9' }
      await browser.confirm()
      server.platform.profile = {}
      return browser.signIn()
    },
  ],
]
test.each(silent)('D30 a sign-in that nobody had to confirm, %s, opens no account', async (_how, signIn) => {
  await using server = await createTestServer()
  const browser = server.browser()
  await signIn(server, browser)
  expect((await browser.request('/auth/session')).status).toBe(200)
  for (const [path, body] of changes) {
    const response = await post(browser, path, body)
    expect(await response.json()).toMatchObject({ error: { code: 'reauthentication_required', consentUrl } })
  }
  const token = await server.request('/auth/mini-program', {
    method: 'POST',
    headers: jsonPost,
    body: JSON.stringify({ code: 'c'.repeat(64) }),
  })
  const headers = { authorization: `Bearer ${((await token.json()) as { token: string }).token}` }
  for (const [path, body] of changes) {
    const byToken = await server.request(path, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(await codeOf(byToken)).toBe('origin_not_allowed')
  }
})

test('a confirmation outlives the silent sign-in of the same person', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server)
  expect((await post(browser, '/auth/identities', {})).status).toBe(200)
  await browser.signIn()
  expect((await post(browser, '/auth/identities', {})).status).toBe(200)
  server.time.now += 600_001
  await browser.signIn()
  expect((await post(browser, '/auth/identities', {})).status).toBe(403)
})

test('the address for a confirmation is of the app that the person signed in with', async () => {
  const lark = { brand: 'lark', appId: 'cli_2', appSecret: 's' } as const
  await using server = await createTestServer({ instances: { lark } })
  const browser = server.browser()
  const start = await browser.request('/auth/authorize?instance=lark', { headers: navigation })
  await browser.comeBack(start.headers.get('location') ?? '')
  const response = await post(browser, '/auth/identities', {})
  expect(await response.json()).toMatchObject({ error: { consentUrl: `${consentUrl}&instance=lark` } })
})

test.each(['login', 'none', 'consent&prompt=consent'])('the prompt %s is refused', async (prompt) => {
  await using server = await createTestServer()
  const response = await server.request(`/auth/authorize?prompt=${prompt}`, { headers: ownScript })
  expect([response.status, await codeOf(response)]).toEqual([400, 'request_invalid'])
})

test.each(changes)('with binding: false, %s is not there', async (path, body) => {
  await using server = await createTestServer({ binding: false })
  const browser = await signedIn(server)
  const response = await post(browser, path, body)
  expect([response.status, await codeOf(response)]).toEqual([404, 'not_found'])
  expect(await identities(browser)).toHaveLength(1)
})

test('with binding: false, what has begun before is not finished', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'larkspur-binding-')), 'x.db')
  const database = `sqlite:${file}`
  await using before = await createTestServer({ database })
  const browser = await signedIn(before)
  const { location } = (await (await post(browser, '/auth/identities', {})).json()) as { location: string }
  await using after = await createTestServer({ database, binding: false })
  after.platform.profile = { open_id: 'ou_2', union_id: 'on_2' }
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const state = new URL(location).searchParams.get('state')
  const headers = { ...navigation, cookie }
  const back = await after.request(`/auth/callback?code=${'b'.repeat(64)}&state=${state}`, { headers })
  expect(back.status).toBe(400)
  expect(after.platform.calls).toEqual([])
  expect(await identities(browser)).toHaveLength(1)
})

test('D30 whoever cannot add an identity is told so, also when somebody else is signed in', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server)
  const started = await post(browser, '/auth/identities', { return_to: '/settings' })
  const { location } = (await started.json()) as { location: string }
  server.platform.profile = { open_id: 'ou_2', union_id: 'on_2' }
  await browser.signIn()
  const back = await browser.comeBack(location)
  expect(back.status).toBe(400)
  expect(await back.text()).toContain('data-code="attempt_invalid"')
})

test('D30 whoever loses the account while the platform answers binds nothing to it', async () => {
  await using server = await createTestServer()
  const victim = await signedIn(server)
  await bind(server, victim, 'ou_2')
  const attacker = await signedIn(server, 'ou_2')
  const { location } = (await (await post(attacker, '/auth/identities', {})).json()) as { location: string }
  const asked = Promise.withResolvers<void>()
  const unbound = Promise.withResolvers<void>()
  const data = { open_id: 'ou_3', union_id: 'on_3', tenant_key: 'tenant-1', name: 'ou_3', en_name: '' }
  server.platform.answers['/open-apis/authen/v1/user_info'] = async () => {
    asked.resolve()
    await unbound.promise
    return { body: { code: 0, msg: 'success', data: { ...data, avatar_url: '' } } }
  }
  const back = attacker.comeBack(location)
  await asked.promise
  const gone = (await identities(victim)).find(({ name }) => name === 'ou_2')?.id ?? ''
  expect((await post(victim, '/auth/identities/unbind', { id: gone })).status).toBe(204)
  unbound.resolve()
  expect((await back).status).toBeGreaterThanOrEqual(400)
  expect(await identities(victim)).toMatchObject([{ name: 'ou_1' }])
})

test.each([
  ['GET', '/auth/identities'],
  ['POST', '/auth/identities'],
  ['POST', '/auth/identities/unbind'],
  ['POST', '/auth/scopes'],
])('%s %s is for people who are signed in', async (method, path) => {
  await using server = await createTestServer()
  const body = method === 'GET' ? {} : { body: JSON.stringify({ id: 'x', scopes: ['a:b'] }) }
  const response = await server.request(path, { method, headers: jsonPost, ...body })
  expect(response.status).toBe(401)
  expect(await codeOf(response)).toBe('session_required')
})

test('D30 the last identity stays, with its tokens', async () => {
  await using server = await createTestServer()
  server.platform.scope = 'contact:user.email:readonly offline_access'
  const browser = await signedIn(server)
  const [only] = await identities(browser)
  const response = await post(browser, '/auth/identities/unbind', { id: only?.id })
  expect(server.platform.calls).not.toContain('/oauth/v1/revoke')
  expect(response.status).toBe(409)
  expect(await codeOf(response)).toBe('identity_last')
  expect(await identities(browser)).toHaveLength(1)
  expect(await server.larkspur.tokens.userAccessToken({ identityId: only?.id ?? '' })).not.toBe('')
})

test.each<[string, 'own' | string[], string]>([
  ['the list', ['tenant-1'], 'tenant-1'],
  ['the list, of two', ['tenant-1', 'tenant-3'], 'tenant-1'],
  ['the first one', 'own', 'tenant-1'],
])('D30 an identity of a tenant that is not %s is no way in', async (_which, allowedTenants, admitted) => {
  const file = join(mkdtempSync(join(tmpdir(), 'larkspur-tenants-')), 'x.db')
  const database = `sqlite:${file}`
  const userId = await accountOfTwoTenants(database)
  await using server = await createTestServer({ database, allowedTenants })
  const { accounts } = server.larkspur
  const all = await accounts.identities(userId)
  const idOf = (tenant: string) => all.find(({ tenantKey }) => tenantKey === tenant)?.id ?? ''
  await expect(accounts.unbind(userId, idOf(admitted))).rejects.toMatchObject({ code: 'identity_last' })
  await accounts.unbind(userId, idOf('tenant-2'))
  expect(await accounts.identities(userId)).toMatchObject([{ tenantKey: admitted }])
})

/** While every tenant is let in. */
async function accountOfTwoTenants(database: string): Promise<string> {
  await using server = await createTestServer({ database })
  const browser = await signedIn(server)
  const started = await post(browser, '/auth/identities', {})
  const { location } = (await started.json()) as { location: string }
  server.platform.profile = { open_id: 'ou_2', union_id: 'on_2', tenant_key: 'tenant-2' }
  expect((await browser.comeBack(location)).status).toBe(302)
  expect(await identities(browser)).toHaveLength(2)
  const session = (await (await browser.request('/auth/session')).json()) as { user: { id: string } }
  return session.user.id
}

test('an identity that is unbound leaves with its tokens and sessions; the others stay', async () => {
  await using server = await createTestServer()
  server.platform.scope = 'contact:user.email:readonly offline_access'
  const browser = await signedIn(server)
  await bind(server, browser, 'ou_2')
  const second = await signedIn(server, 'ou_2')
  const gone = (await identities(browser)).find(({ name }) => name === 'ou_2')?.id ?? ''
  server.platform.calls.length = 0
  expect((await post(browser, '/auth/identities/unbind', { id: gone })).status).toBe(204)
  expect(server.platform.calls).toContain('/oauth/v1/revoke')
  expect(await identities(browser)).toMatchObject([{ name: 'ou_1' }])
  expect((await second.request('/auth/session')).status).toBe(401)
  expect((await browser.request('/auth/session')).status).toBe(200)
  await expect(server.larkspur.tokens.userAccessToken({ identityId: gone })).rejects.toMatchObject({
    code: 'account_missing',
  })
})

test('D30 of two who unbind at once, whoever comes too late revokes nothing', async () => {
  await using server = await createTestServer()
  server.platform.scope = 'contact:user.email:readonly offline_access'
  const browser = await signedIn(server)
  await bind(server, browser, 'ou_2')
  const { user } = (await (await browser.request('/auth/session')).json()) as { user: { id: string } }
  const { accounts, tokens } = server.larkspur
  const all = await accounts.identities(user.id)
  server.platform.calls.length = 0
  const ends = await Promise.allSettled(all.map(({ id }) => accounts.unbind(user.id, id)))
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  // A refresh token and an access token, of one person alone.
  expect(server.platform.calls.filter((path) => path === '/oauth/v1/revoke')).toHaveLength(2)
  const [left] = await accounts.identities(user.id)
  expect(await tokens.userAccessToken({ identityId: left?.id ?? '' })).toBe(markers.userToken)
})

test('whoever unbinds the identity of this session is signed out', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server)
  await bind(server, browser, 'ou_2')
  const own = (await identities(browser)).find(({ current }) => current)
  expect((await post(browser, '/auth/identities/unbind', { id: own?.id })).status).toBe(204)
  expect(browser.cookies.has('__Host-larkspur')).toBe(false)
})

test('an identity of somebody else is nobody’s to unbind', async () => {
  await using server = await createTestServer()
  const victim = await signedIn(server, 'ou_2')
  await bind(server, victim, 'ou_3')
  const [foreign] = await identities(victim)
  const browser = await signedIn(server)
  const response = await post(browser, '/auth/identities/unbind', { id: foreign?.id })
  expect(response.status).toBe(400)
  expect(await codeOf(response)).toBe('request_invalid')
  expect(await identities(victim)).toHaveLength(2)
})

test('a form leads on by itself', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server)
  const headers = {
    ...navigation,
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/x-www-form-urlencoded',
  }
  const send = (body: string) => browser.request('/auth/identities', { method: 'POST', headers, body })
  const response = await send('return_to=%2Fsettings')
  expect(response.status).toBe(303)
  expect(response.headers.get('location')).toContain('prompt=consent')
  expect((await send('return_to=%2Fa&return_to=%2Fb')).status).toBe(400)
})
