import { expect, test } from 'vitest'
import { LarkspurError } from '../errors/larkspur-error.ts'
import {
  createTestServer,
  jsonPost,
  markers,
  navigation,
  origin,
  type TestBrowser,
  type TestServer,
} from './test-server.ts'

const email = 'contact:user.email:readonly'
const phone = 'contact:user.phone:readonly'

async function signedIn(server: TestServer, scope: string): Promise<TestBrowser> {
  const browser = server.browser()
  server.platform.scope = scope
  await browser.signIn()
  return browser
}

const requestOf = (browser: TestBrowser) => {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return new Request(`${origin}/x`, { headers: { cookie } })
}

const ask = (browser: TestBrowser, scopes: string[], headers: Record<string, string> = jsonPost) =>
  browser.request('/auth/scopes', { method: 'POST', headers, body: JSON.stringify({ scopes }) })

const scopesOf = (location: string) => new URL(location).searchParams.get('scope')?.split(' ').sort()

test('the answer of an in-client sign-in says what was granted', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  server.platform.scope = `${email} offline_access`
  expect(await (await browser.signIn()).json()).toMatchObject({ scopes: [email, 'offline_access'] })
})

test('what is granted is compared with what is needed, and where to go is said', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server, email)
  expect(await (await ask(browser, [email])).json()).toMatchObject({ granted: [email], satisfied: true })
  const report = (await (await ask(browser, [email, phone])).json()) as { consentUrl: string }
  expect(report).toMatchObject({ missing: [phone], refused: [], satisfied: false })
  expect(report.consentUrl).toMatch(`${origin}/auth/authorize?scope=`)
})

test('more scopes are asked for together with those that are configured and granted', async () => {
  const feishu = { appId: 'cli_a1b2c3d4e5f60718', appSecret: markers.appSecret, scopes: ['a:b'] }
  await using server = await createTestServer({ feishu })
  const browser = await signedIn(server, `a:b ${email}`)
  const start = async (query: string) => {
    const response = await browser.request(`/auth/authorize?${query}`, { headers: navigation })
    return scopesOf(response.headers.get('location') ?? '')
  }
  expect(await start(`scope=${encodeURIComponent(`${phone} c:d`)}`)).toEqual(
    ['a:b', 'c:d', email, phone].sort(),
  )
  expect(await start('')).toEqual(['a:b'])
  const attempt = await browser.request('/auth/attempts', {
    method: 'POST',
    headers: jsonPost,
    body: JSON.stringify({ scopes: [phone] }),
  })
  const { scopeList } = (await attempt.json()) as { scopeList: string[] }
  expect([...scopeList].sort()).toEqual(['a:b', email, phone].sort())
})

test('what one app was granted is not asked of another', async () => {
  const lark = { brand: 'lark', appId: 'cli_2', appSecret: 's' } as const
  await using server = await createTestServer({ instances: { lark } })
  const browser = await signedIn(server, email)
  const start = await browser.request(`/auth/authorize?instance=lark&scope=${phone}`, { headers: navigation })
  expect(scopesOf(start.headers.get('location') ?? '')).toEqual([phone])
})

test.each(['a"b', 'a\\b', '<script>', 'a%00b', `a${'b'.repeat(200)}`])(
  'the scope %s is none, on every way',
  async (scope) => {
    await using server = await createTestServer()
    const browser = await signedIn(server, email)
    const start = await browser.request(`/auth/authorize?scope=${encodeURIComponent(scope)}`)
    expect(start.status).toBe(400)
    expect((await ask(browser, [scope])).status).toBe(400)
    const body = JSON.stringify({ scopes: [scope] })
    const attempt = await browser.request('/auth/attempts', { method: 'POST', headers: jsonPost, body })
    expect(attempt.status).toBe(400)
  },
)

test.each([
  ['en', 'You did not agree'],
  ['zh-CN', '您未同意授权'],
])('whoever refuses more stays signed in and is led back, in %s', async (language, words) => {
  await using server = await createTestServer()
  const browser = await signedIn(server, email)
  const start = await browser.request(`/auth/authorize?return_to=%2Freports&scope=${phone}`, {
    headers: navigation,
  })
  const location = new URL(start.headers.get('location') ?? '')
  const back = `/auth/callback?error=access_denied&state=${location.searchParams.get('state')}`
  const response = await browser.request(back, { headers: { ...navigation, 'accept-language': language } })
  expect(response.status).toBe(403)
  const page = await response.text()
  expect(page).toContain(words)
  expect(page).toContain('href="/reports"')
  expect((await browser.request('/auth/session')).status).toBe(200)
})

/** Is asked for more at this app, and answers so. */
async function answerConsent(browser: TestBrowser, answer: string, query = ''): Promise<Response> {
  const start = await browser.request(`/auth/authorize?scope=${phone}${query}`, { headers: navigation })
  return browser.comeBack(start.headers.get('location') ?? '', answer)
}

const reportOf = async (response: Response) => (await response.json()) as { refused: string[] }

test.each([
  ['who has granted something', email],
  ['who has granted nothing', ''],
])('what somebody %s denies is refused from then on, until they agree', async (_who, scope) => {
  await using server = await createTestServer()
  const browser = await signedIn(server, scope)
  expect(await reportOf(await ask(browser, [phone]))).toMatchObject({ missing: [phone], refused: [] })
  await answerConsent(browser, 'error=access_denied')
  expect(await reportOf(await ask(browser, [email, phone]))).toMatchObject({
    granted: scope === '' ? [] : [email],
    refused: [phone],
    consentUrl: expect.any(String),
  })
  // Also by a page's own script, which gets no page.
  await browser.signIn()
  expect(await reportOf(await ask(browser, [phone]))).toMatchObject({ refused: [phone] })
  server.platform.scope = `${email} ${phone}`
  expect((await answerConsent(browser, `code=${'b'.repeat(64)}`)).status).toBe(302)
  expect(await reportOf(await ask(browser, [phone]))).toMatchObject({ missing: [], refused: [] })
})

test('what was refused long ago is swept, not only overlooked', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server, '')
  const session = await server.larkspur.session(requestOf(browser))
  const refused = async () =>
    (await server.larkspur.tokens.ensureScopes(session?.user.id ?? '', [phone])).refused
  await answerConsent(browser, 'error=access_denied')
  const then = server.time.now
  server.time.now += 31 * 86_400_000
  server.sweep()
  // Nothing of a sweep without work waits for anything outside.
  await new Promise(setImmediate)
  server.time.now = then
  expect(await refused()).toEqual([])
})

test('nothing is refused by a failure, at another app, or by whoever is asked for another identity', async () => {
  const lark = { brand: 'lark', appId: 'cli_2', appSecret: 's' } as const
  const feishu = { appId: 'cli_a1b2c3d4e5f60718', appSecret: markers.appSecret, scopes: [phone] }
  await using server = await createTestServer({ feishu, instances: { lark } })
  const browser = server.browser()
  server.platform.scope = phone
  await browser.confirm()
  const session = await server.larkspur.session(requestOf(browser))
  await server.larkspur.tokens.withdraw(session?.user.id ?? '')
  await answerConsent(browser, 'error=server_error')
  await answerConsent(browser, 'error=access_denied', '&instance=lark')
  const started = await browser.request('/auth/identities', { method: 'POST', headers: jsonPost, body: '{}' })
  const { location } = (await started.json()) as { location: string }
  expect((await browser.comeBack(location, 'error=access_denied')).status).toBe(403)
  expect(await reportOf(await ask(browser, [phone]))).toMatchObject({ missing: [phone], refused: [] })
})

test('what is denied at one app is not refused at another that asks for the same', async () => {
  const second = { brand: 'feishu', appId: 'cli_second', appSecret: 's' } as const
  await using server = await createTestServer({ instances: { second } })
  const browser = await signedIn(server, '')
  expect((await answerConsent(browser, 'error=access_denied', '&instance=second')).status).toBe(403)
  expect(await reportOf(await ask(browser, [phone]))).toMatchObject({ missing: [phone], refused: [] })
  expect((await answerConsent(browser, 'error=access_denied')).status).toBe(403)
  expect(await reportOf(await ask(browser, [phone]))).toMatchObject({ refused: [phone] })
})

test('a refusal that nobody here asked for is an error, and leads nowhere', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server, email)
  const response = await browser.request(`/auth/callback?error=access_denied&state=${'x'.repeat(43)}`, {
    headers: { accept: 'application/json' },
  })
  expect(response.status).toBe(400)
})

test('D38 D39 a report is stored nowhere and holds no token', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server, `${email} offline_access`)
  const response = await ask(browser, [email, phone])
  expect(response.headers.get('cache-control')).toBe('no-store')
  const text = await response.text()
  expect(text).not.toContain(markers.userToken)
  expect(text).not.toContain(markers.refreshToken)
})

test('the server uses a person’s token by session, identity and user id', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server, `${email} offline_access`)
  const session = await server.larkspur.session(requestOf(browser))
  if (session === null) throw new Error('nobody is signed in')
  for (const who of [session, { identityId: session.identityId }, session.user.id]) {
    expect(await server.larkspur.tokens.userAccessToken(who, { scopes: [email] })).toBe(markers.userToken)
  }
  await expect(server.larkspur.tokens.userAccessToken('nobody')).rejects.toMatchObject({
    code: 'account_missing',
  })
  const missing = server.larkspur.tokens.userAccessToken(session, { scopes: [phone] })
  await expect(missing).rejects.toMatchObject({
    code: 'consent_required',
    scopes: expect.arrayContaining([phone]),
    consentUrl: expect.stringContaining(`${origin}/auth/authorize?scope=`),
  })
})

test('the platform is called as the person', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server, email)
  const { user } = (await (await browser.request('/auth/session')).json()) as { user: { id: string } }
  server.platform.answers['/open-apis/calendar/v4/calendars'] = () => ({
    body: { code: 0, msg: 'ok', data: { items: [{ id: 1 }, { id: 2 }], has_more: false } },
  })
  const feishu = server.larkspur.feishu(user.id)
  expect(await feishu.get('/open-apis/calendar/v4/calendars')).toMatchObject({
    items: [{ id: 1 }, { id: 2 }],
  })
  const seen: unknown[] = []
  for await (const item of feishu.pages('/open-apis/calendar/v4/calendars')) seen.push(item)
  expect(seen).toEqual([{ id: 1 }, { id: 2 }])
  await expect(server.larkspur.feishu('nobody').get('/open-apis/x')).rejects.toBeInstanceOf(LarkspurError)
})

test('a sign-out with revocation forgets the tokens and tells the platform', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server, `${email} offline_access`)
  const { user } = (await (await browser.request('/auth/session')).json()) as { user: { id: string } }
  const body = JSON.stringify({ revoke: true })
  const out = await browser.request('/auth/sign-out', { method: 'POST', headers: jsonPost, body })
  expect(out.status).toBe(204)
  expect(server.platform.calls).toContain('/oauth/v1/revoke')
  expect((await browser.request('/auth/session')).status).toBe(401)
  await expect(server.larkspur.tokens.userAccessToken(user.id)).rejects.toMatchObject({
    code: 'consent_required',
  })
})

test('an ordinary sign-out keeps what the person has granted', async () => {
  await using server = await createTestServer()
  const browser = await signedIn(server, `${email} offline_access`)
  const { user } = (await (await browser.request('/auth/session')).json()) as { user: { id: string } }
  await browser.request('/auth/sign-out', { method: 'POST', headers: jsonPost, body: '{}' })
  expect(server.platform.calls).not.toContain('/oauth/v1/revoke')
  expect(await server.larkspur.tokens.userAccessToken(user.id)).toBe(markers.userToken)
})
