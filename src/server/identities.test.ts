import { expect, test } from 'vitest'
import {
  createTestServer,
  jsonPost,
  markers,
  navigation,
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
  expect((await browser.signIn()).status).toBe(200)
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
  const [newest, first] = await identities(browser)
  expect([newest, first]).toMatchObject([
    { name: 'ou_2', current: false },
    { name: 'ou_1', current: true },
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

test.each([
  ['/auth/identities', {}],
  ['/auth/identities/unbind', { id: 'x' }],
])('D30 %s asks for a sign-in that is not long ago', async (path, body) => {
  await using server = await createTestServer({ reauthenticateSeconds: 60 })
  const browser = await signedIn(server)
  server.time.now += 60_000
  expect((await post(browser, path, body)).status).not.toBe(403)
  server.time.now += 1
  const late = await post(browser, path, body)
  expect(late.status).toBe(403)
  expect(await codeOf(late)).toBe('reauthentication_required')
  await browser.signIn()
  expect((await post(browser, path, body)).status).not.toBe(403)
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
