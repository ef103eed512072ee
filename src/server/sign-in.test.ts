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

const code = 'b'.repeat(64)

test('an in-client sign-in answers the person and starts a session', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  const response = await browser.signIn()
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    user: {
      id: expect.any(String),
      name: '李雷',
      enName: 'Li Lei',
      avatarUrl: 'https://images.example.com/a.png',
      openId: 'ou_1',
      unionId: 'on_1',
      tenantKey: 'tenant-1',
      emailVerified: false,
    },
    scopes: [],
  })
  const session = await browser.request('/auth/session', { headers: ownScript })
  expect(await session.json()).toEqual({
    user: expect.objectContaining({ openId: 'ou_1' }),
    expiresAt: server.time.now + 8 * 3_600_000,
  })
  expect(server.platform.calls).toEqual([
    '/open-apis/authen/v2/oauth/token',
    '/open-apis/authen/v1/user_info',
  ])
})

test('a redirect sign-in goes to the platform and comes back without the code in the address', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  const start = await browser.request('/auth/authorize?return_to=%2Freports%3Fyear%3D1', {
    headers: navigation,
  })
  expect(start.status).toBe(302)
  const target = new URL(start.headers.get('location') ?? '')
  expect(target.origin + target.pathname).toBe('https://accounts.feishu.cn/open-apis/authen/v1/authorize')
  expect(target.searchParams.get('redirect_uri')).toBe(`${origin}/auth/callback`)
  const back = await browser.request(
    `/auth/callback?code=${code}&state=${target.searchParams.get('state')}`,
    {
      headers: navigation,
    },
  )
  expect([back.status, back.headers.get('location')]).toEqual([302, '/reports?year=1'])
  expect(await server.larkspur.session(requestOf(browser))).toMatchObject({ user: { name: '李雷' } })
})

function requestOf(browser: { cookies: Map<string, string> }): Request {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return new Request(`${origin}/anything`, { headers: { cookie } })
}

test('the sample routes answer in the shapes of the platform’s login sample', async () => {
  await using server = await createTestServer()
  server.platform.profile = { email: 'li@example.com', user_id: 'u-77' }
  const browser = server.browser()
  const appId = await browser.request('/get_appid', { headers: ownScript })
  expect(await appId.json()).toEqual({ appid: 'cli_a1b2c3d4e5f60718' })
  const profile = await browser.request(`/callback?code=${code}`, { headers: ownScript })
  expect(await profile.json()).toMatchObject({
    name: '李雷',
    en_name: 'Li Lei',
    avatar_url: 'https://images.example.com/a.png',
    open_id: 'ou_1',
    union_id: 'on_1',
    tenant_key: 'tenant-1',
    email: 'li@example.com',
    user_id: 'u-77',
  })
  expect((await browser.request('/auth/session', { headers: ownScript })).status).toBe(200)
})

test('the challenge of the sample routes works once', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.request('/get_appid', { headers: ownScript })
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const again = () => server.request(`/callback?code=${code}`, { headers: { ...ownScript, cookie } })
  expect((await again()).status).toBe(200)
  expect((await again()).status).toBe(400)
})

test('two pages like the sample’s in one browser each finish with a challenge of their own', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.request('/get_appid', { headers: ownScript })
  await browser.request('/get_appid', { headers: ownScript })
  const finish = async () => (await browser.request(`/callback?code=${code}`, { headers: ownScript })).status
  expect([await finish(), await finish(), await finish()]).toEqual([200, 200, 400])
})

test('two pages like the sample’s that finish at the same moment both succeed', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.request('/get_appid', { headers: ownScript })
  await browser.request('/get_appid', { headers: ownScript })
  const finish = () => browser.request(`/callback?code=${code}`, { headers: ownScript })
  const statuses = (await Promise.all([finish(), finish()])).map((response) => response.status)
  expect(statuses).toEqual([200, 200])
})

test('the challenge cookie is cleared with the last challenge, and stays when the page may try again', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.request('/get_appid', { headers: ownScript })
  const refused = await browser.request('/callback?code=a%20b', { headers: ownScript })
  expect(refused.status).toBe(400)
  expect(browser.cookies.has('__Host-larkspur_challenge')).toBe(true)
  const done = await browser.request(`/callback?code=${code}`, { headers: ownScript })
  const line = done.headers.getSetCookie().find((one) => one.startsWith('__Host-larkspur_challenge='))
  expect(line).toMatch(/^__Host-larkspur_challenge=; Max-Age=0; Path=\/; HttpOnly; Secure/)
})

/** Starts in as many tabs at once, before the browser has any cookie. Returns the states. */
async function startTabs(server: TestServer, browser: TestBrowser, paths: string[]): Promise<string[]> {
  const starts = await Promise.all(
    paths.map((path) => browser.request(`/auth/authorize?return_to=${path}`, { headers: navigation })),
  )
  expect(server.platform.calls).toEqual([])
  return starts.map((start) => new URL(start.headers.get('location') ?? '').searchParams.get('state') ?? '')
}

test('two first tabs at once: the one whose browser id was replaced starts once more, to the same place', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  const [first, second] = await startTabs(server, browser, ['/one', '/two'])
  const back = (state = '') =>
    browser.request(`/auth/callback?code=${code}&state=${state}`, { headers: navigation })
  const lost = await back(first)
  expect([lost.status, lost.headers.get('location')]).toEqual([302, '/auth/authorize?return_to=%2Fone'])
  // Once: the same callback again is an error page, and the new start leaves nothing to repeat.
  expect((await back(first)).status).toBe(400)
  const again = await browser.request('/auth/authorize?return_to=%2Fone', { headers: navigation })
  expect(again.headers.getSetCookie().filter((line) => line.includes('_start_'))).toEqual([])
  expect((await back(second)).headers.get('location')).toBe('/two')
  const state = new URL(again.headers.get('location') ?? '').searchParams.get('state') ?? ''
  expect((await back(state)).headers.get('location')).toBe('/one')
})

test('a page that makes a browser start again and again does not fill its cookies', async () => {
  await using server = await createTestServer({ signInPerMinute: 0 })
  const browser = server.browser()
  const foreign = { ...navigation, 'sec-fetch-site': 'cross-site' }
  const locations: string[] = []
  for (let start = 0; start < 60; start += 1) {
    const path = `/auth/authorize?scope=a:b&return_to=/${'a'.repeat(480)}${start}`
    const { headers } = await browser.request(path, { headers: foreign })
    locations.push(headers.get('location') ?? '')
    server.time.now += 1
  }
  const header = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  expect(header.length).toBeLessThan(4_096)
  // The newest ones are still known.
  await browser.signIn()
  const denied = await browser.comeBack(locations.at(-1) ?? '', 'error=access_denied')
  expect(await denied.text()).toContain(`href="/${'a'.repeat(480)}59"`)
})

test('a callback that this browser did not begin, or that a script asks for, starts nothing', async () => {
  await using server = await createTestServer()
  const attacker = server.browser()
  const [stolen] = await startTabs(server, attacker, ['/'])
  const victim = server.browser()
  const [first] = await startTabs(server, victim, ['/one', '/two'])
  const path = (state = '') => `/auth/callback?code=${code}&state=${state}`
  expect((await victim.request(path(stolen), { headers: navigation })).status).toBe(400)
  expect((await victim.request(path(first), { headers: { accept: 'application/json' } })).status).toBe(400)
  expect(server.platform.calls).toEqual([])
})

const ofPages: [string, Record<string, string>][] = [
  ['a script of ours', ownScript],
  ['a script of another site', { ...ownScript, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ['an image of a subdomain', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
]
test.each(ofPages)('D30 %s cannot finish a redirect, and uses nothing up', async (_who, headers) => {
  await using server = await createTestServer()
  const browser = server.browser()
  const [state] = await startTabs(server, browser, ['/one'])
  const path = `/auth/callback?code=${code}&state=${state}`
  const refused = await browser.request(path, { headers })
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ error: { code: 'origin_not_allowed' } })
  expect(server.platform.calls).toEqual([])
  expect((await browser.request(path, { headers: navigation })).headers.get('location')).toBe('/one')
})

const travellers: [string, Record<string, string>][] = [
  ['a link', { ...navigation, 'sec-fetch-site': 'cross-site' }],
  ['a client without Fetch Metadata', { accept: 'text/html' }],
  ['a client that tells the site alone', { accept: 'text/html', 'sec-fetch-site': 'cross-site' }],
  ['the fetch of a server', { accept: 'text/html', 'sec-fetch-mode': 'cors' }],
]
test.each(travellers)('%s finishes a redirect', async (_who, headers) => {
  await using server = await createTestServer()
  const browser = server.browser()
  const [state] = await startTabs(server, browser, ['/one'])
  const back = await browser.request(`/auth/callback?code=${code}&state=${state}`, { headers })
  expect(back.headers.get('location')).toBe('/one')
})

test('a browser that keeps no cookies sees the error page, and is not sent round', async () => {
  await using server = await createTestServer()
  const [state] = await startTabs(server, server.browser(), ['/one'])
  const path = `/auth/callback?code=${code}&state=${state}`
  expect((await server.request(path, { headers: navigation })).status).toBe(400)
})

test('a callback that comes twice leads a person who is signed in to the start page', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.request('/', { headers: navigation })
  const [state] = await startTabs(server, browser, ['/one'])
  const back = () => browser.request(`/auth/callback?code=${code}&state=${state}`, { headers: navigation })
  expect((await back()).headers.get('location')).toBe('/one')
  const twice = await back()
  expect([twice.status, twice.headers.get('location')]).toEqual([302, '/'])
  browser.cookies.delete('__Host-larkspur')
  expect((await back()).status).toBe(400)
})

test('two requests of one page share the browser id that the page was given, and each start renews it', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.request('/', { headers: navigation })
  const id = browser.cookies.get('__Host-larkspur_browser')
  const responses = await Promise.all([
    browser.request('/get_appid', { headers: ownScript }),
    browser.request('/auth/attempts', { method: 'POST', headers: jsonPost, body: '{}' }),
  ])
  const redirect = await browser.request('/auth/authorize', { headers: navigation })
  const given = [...responses, redirect].flatMap((response) => response.headers.getSetCookie())
  const renewed = `__Host-larkspur_browser=${id}; Max-Age=2592000; `
  expect(given.filter((line) => line.startsWith(renewed))).toHaveLength(3)
  expect(given.filter((line) => line.startsWith('__Host-larkspur_browser='))).toHaveLength(3)
})

const evil = 'https://evil.example'
const foreign: [string, Record<string, string>][] = [
  [
    'a cross-site image',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  ],
  [
    'a cross-site script',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
  ],
  ['a subdomain', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ['the address bar', navigation],
  ['a link of our own', { ...navigation, 'sec-fetch-site': 'same-origin' }],
  ['an image of our own', { ...ownScript, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ['an older client on a foreign page', { referer: `${evil}/page` }],
  ['a foreign origin', { origin: evil }],
  ['a look-alike origin', { origin: `${origin}.evil.example` }],
  ['an opaque origin', { origin: 'null' }],
  ['a look-alike referrer', { referer: `${origin}@evil.example/` }],
  ['nothing that tells', {}],
  ['forged metadata with a foreign origin', { ...ownScript, origin: evil }],
]

test.each(foreign)('D8 GET /callback refuses %s and does not spend the code', async (_who, headers) => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.request('/get_appid', { headers: ownScript })
  const refused = await browser.request(`/callback?code=${code}`, { headers })
  expect(refused.status).toBe(403)
  expect(server.platform.calls).toEqual([])
  expect(browser.cookies.has('__Host-larkspur')).toBe(false)
})

test.each([
  ['Fetch Metadata', ownScript],
  ['Referer alone, as older clients send', { referer: `${origin}/` }],
  ['Origin alone', { origin }],
])('D8 GET /callback answers our own page by %s', async (_how, headers) => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.request('/get_appid', { headers })
  expect((await browser.request(`/callback?code=${code}`, { headers })).status).toBe(200)
})

test('D8 GET /callback needs a challenge of this very browser', async () => {
  await using server = await createTestServer()
  const none = await server.browser().request(`/callback?code=${code}`, { headers: ownScript })
  expect(none.status).toBe(400)
  const attacker = server.browser()
  await attacker.request('/get_appid', { headers: ownScript })
  const victim = server.browser()
  await victim.request('/get_appid', { headers: ownScript })
  victim.cookies.set('__Host-larkspur_challenge', attacker.cookies.get('__Host-larkspur_challenge') ?? '')
  const mixed = await victim.request(`/callback?code=${code}`, { headers: ownScript })
  expect(mixed.status).toBe(400)
  expect(server.platform.calls).toEqual([])
})

test('D8 a foreign page gets the App ID but no challenge', async () => {
  await using server = await createTestServer()
  const response = await server.request('/get_appid', { headers: { 'sec-fetch-site': 'cross-site' } })
  expect(await response.json()).toEqual({ appid: 'cli_a1b2c3d4e5f60718' })
  expect(response.headers.getSetCookie()).toEqual([])
})

test.each([
  ['a foreign origin', { origin: evil }],
  ['a form of a foreign page', { origin: evil, 'content-type': 'text/plain' }],
  ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
  ['no origin at all', { origin: '' }],
])('D9 a code posted from %s changes no session', async (_who, change) => {
  await using server = await createTestServer()
  const victim = server.browser()
  await victim.signIn()
  const before = new Map(victim.cookies)
  server.platform.calls.length = 0
  const plain = { 'content-type': 'application/json', ...change }
  const headers = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== ''))
  for (const path of ['/auth/attempts', '/auth/in-client']) {
    const body = JSON.stringify({ code, attempt: 'x'.repeat(43) })
    expect((await victim.request(path, { method: 'POST', headers, body })).status).toBe(403)
  }
  expect(victim.cookies).toEqual(before)
  expect(server.platform.calls).toEqual([])
})

test('D9 an attempt that another browser started is worth nothing here', async () => {
  await using server = await createTestServer()
  const attacker = server.browser()
  const started = await attacker.request('/auth/attempts', { method: 'POST', headers: jsonPost, body: '{}' })
  const { attempt } = (await started.json()) as { attempt: string }
  const victim = server.browser()
  await victim.request('/', { headers: navigation })
  const body = JSON.stringify({ code, attempt })
  const response = await victim.request('/auth/in-client', { method: 'POST', headers: jsonPost, body })
  expect(response.status).toBe(400)
  expect(victim.cookies.has('__Host-larkspur')).toBe(false)
  expect(server.platform.calls).toEqual([])
})

test('D13 nothing in a request moves the redirect URI', async () => {
  await using server = await createTestServer()
  const parameters = [
    `redirect_uri=${encodeURIComponent(evil)}`,
    `return_to=${encodeURIComponent(`${evil}/`)}`,
    'return_to=/a&return_to=//evil.example',
    'client_id=cli_evil&host=evil.example',
  ]
  for (const query of parameters) {
    const response = await server.request(`/auth/authorize?${query}`, { headers: navigation })
    const target = new URL(response.headers.get('location') ?? '')
    expect(target.host).toBe('accounts.feishu.cn')
    expect(target.searchParams.getAll('redirect_uri')).toEqual([`${origin}/auth/callback`])
    expect(target.searchParams.getAll('client_id')).toEqual(['cli_a1b2c3d4e5f60718'])
  }
})

test.each([
  ['access_denied', 403],
  ['<script>alert(1)</script>', 403],
  ['server_error', 403],
])('D17 a refusal with HTML in it is told in our own words: error=%s', async (error, status) => {
  await using server = await createTestServer()
  const browser = server.browser()
  const start = await browser.request('/auth/authorize', { headers: navigation })
  const state = new URL(start.headers.get('location') ?? '').searchParams.get('state') ?? ''
  const query = new URLSearchParams({ error, error_description: '<img src=x onerror=alert(1)>', state })
  const response = await browser.request(`/auth/callback?${query}`, { headers: navigation })
  const page = await response.text()
  expect(response.headers.get('content-type')).toContain('text/html')
  expect(response.status).toBe(status)
  expect(server.logs.filter((line) => line.includes('request failed'))).toEqual([])
  expect(page).not.toContain('onerror')
  expect(page).not.toContain('alert(1)')
})

test.each([
  { host: 'evil.example' },
  { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
  { forwarded: 'host=evil.example;proto=http' },
])('D18 %o moves no address', async (headers) => {
  for (const trustProxy of [false, true]) {
    await using server = await createTestServer({ trustProxy })
    const response = await server.larkspur.fetch(
      new Request('https://evil.example/auth/authorize', { headers: { ...navigation, ...headers } }),
    )
    const target = new URL(response.headers.get('location') ?? '')
    expect(target.searchParams.get('redirect_uri')).toBe(`${origin}/auth/callback`)
    const page = await (await server.larkspur.fetch(new Request('https://evil.example/', { headers }))).text()
    expect(page).not.toContain('evil.example')
  }
})

test('D18 another loopback name is led to the configured one, nothing else is', async () => {
  await using server = await createTestServer({ url: 'http://127.0.0.1:3000' })
  const go = async (url: string) =>
    (await server.larkspur.fetch(new Request(url, { headers: navigation }))).headers.get('location')
  expect(await go('http://localhost:3000/?a=1')).toBe('http://127.0.0.1:3000/?a=1')
  expect(await go('http://[::1]:3000/')).toBe('http://127.0.0.1:3000/')
  expect(await go('http://localhost:3000/auth/qr?return_to=%2F')).toBe(
    'http://127.0.0.1:3000/auth/qr?return_to=%2F',
  )
  expect(await go('http://localhost:3001/')).toBeNull()
  expect(await go('http://localhost:3000//evil.example')).toBeNull()
  expect(await go('http://127.0.0.1:3000/')).toBeNull()
  expect(await go('http://evil.example:3000/')).toBeNull()
})

test('D19 addresses that can hold a code send no referrer; the start page tells only ourselves', async () => {
  await using server = await createTestServer()
  const policy = async (path: string) => (await server.request(path)).headers.get('referrer-policy')
  expect(await policy('/auth/authorize')).toBe('no-referrer')
  expect(await policy(`/auth/callback?code=${code}&state=x`)).toBe('no-referrer')
  expect(await policy(`/callback?code=${code}`)).toBe('no-referrer')
  expect(await policy('/')).toBe('same-origin')
})

test('D33 a session id that was planted before the sign-in is dead after it', async () => {
  await using server = await createTestServer()
  const attacker = server.browser()
  await attacker.signIn()
  const planted = attacker.cookies.get('__Host-larkspur') ?? ''
  const victim = server.browser()
  victim.cookies.set('__Host-larkspur', planted)
  await victim.signIn()
  expect(victim.cookies.get('__Host-larkspur')).not.toBe(planted)
  expect((await attacker.request('/auth/session', { headers: ownScript })).status).toBe(401)
})

test('D34 a cookie is worth nothing after sign-out, after the idle limit and after the absolute limit', async () => {
  await using server = await createTestServer({ session: { idleSeconds: 3600, absoluteSeconds: 7200 } })
  const status = async (browser: ReturnType<typeof server.browser>) =>
    (await browser.request('/auth/session', { headers: ownScript })).status
  const leaver = server.browser()
  await leaver.signIn()
  const stolen = new Map(leaver.cookies)
  expect(
    (await leaver.request('/auth/sign-out', { method: 'POST', headers: jsonPost, body: '{}' })).status,
  ).toBe(204)
  const thief = server.browser()
  for (const [name, value] of stolen) thief.cookies.set(name, value)
  expect(await status(thief)).toBe(401)

  const idle = server.browser()
  await idle.signIn()
  server.time.now += 3_599_000
  expect(await status(idle)).toBe(200)
  server.time.now += 3_599_000
  expect(await status(idle)).toBe(200)
  server.time.now += 3_000
  expect(await status(idle)).toBe(401)

  const away = server.browser()
  await away.signIn()
  server.time.now += 3_601_000
  expect(await status(away)).toBe(401)
})

test('D35 cookies are __Host-, HttpOnly, Secure, Lax; None only by setting and with Partitioned', async () => {
  await using lax = await createTestServer()
  await using none = await createTestServer({ session: { sameSite: 'none' } })
  for (const [server, name, flags] of [
    [lax, '__Host-larkspur', ['SameSite=Lax']],
    [none, '__Host-larkspur_framed', ['SameSite=None', 'Partitioned']],
  ] as const) {
    const browser = server.browser()
    const appId = await browser.request('/get_appid', { headers: ownScript })
    const lines = [...appId.headers.getSetCookie(), ...(await browser.signIn()).headers.getSetCookie()]
    expect(lines.map((line) => line.split('=')[0])).toEqual([`${name}_browser`, `${name}_challenge`, name])
    for (const line of lines) {
      const attributes = line.split('; ').slice(1)
      for (const flag of ['Path=/', 'HttpOnly', 'Secure', ...flags]) expect(attributes).toContain(flag)
      expect(line).not.toContain('Domain')
    }
  }
})

test('D38 every answer about a person says no-store', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  const responses = [
    await browser.request('/get_appid', { headers: ownScript }),
    await browser.request(`/callback?code=${code}`, { headers: ownScript }),
    await browser.signIn(),
    await browser.request('/auth/session', { headers: ownScript }),
    await browser.request('/', { headers: navigation }),
    await browser.request('/auth/authorize', { headers: navigation }),
    await browser.request('/auth/sign-out', { method: 'POST', headers: jsonPost, body: '{}' }),
    await browser.request('/auth/session', { headers: ownScript }),
  ]
  expect(responses.map((response) => response.headers.get('cache-control'))).toEqual(
    responses.map(() => 'no-store'),
  )
})

test('D39 no token and no secret is in any body, cookie or address', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  const seen: string[] = []
  const note = async (response: Response) => {
    seen.push(await response.text(), JSON.stringify([...response.headers]))
  }
  await note(await browser.request('/', { headers: navigation }))
  await note(await browser.request('/auth/authorize', { headers: navigation }))
  await note(await browser.request('/get_appid', { headers: ownScript }))
  await note(await browser.request(`/callback?code=${code}`, { headers: ownScript }))
  await note(await browser.signIn())
  await note(await browser.request('/auth/session', { headers: ownScript }))
  await note(await browser.request('/', { headers: navigation }))
  const all = seen.join('\n')
  expect(all).toContain('李雷')
  for (const marker of Object.values(markers)) expect(all).not.toContain(marker)
  expect(all).not.toContain('MARKER')
})

test('scopes that are configured are asked for in both flows', async () => {
  const feishu = { appId: 'cli_a1b2c3d4e5f60718', appSecret: markers.appSecret, scopes: ['a:b'] }
  await using server = await createTestServer({ feishu, subject: 'user_id' })
  const start = await server.request('/auth/authorize', { headers: navigation })
  const asked = new URL(start.headers.get('location') ?? '').searchParams.get('scope')
  expect(asked).toBe('a:b contact:user.employee_id:readonly')
  const attempt = await server.request('/auth/attempts', { method: 'POST', headers: jsonPost, body: '{}' })
  expect(await attempt.json()).toMatchObject({ scopeList: ['a:b', 'contact:user.employee_id:readonly'] })
})

test('housekeeping sweeps attempts that nobody finished', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  const back = async () => {
    const start = await browser.request('/auth/authorize', { headers: navigation })
    const state = new URL(start.headers.get('location') ?? '').searchParams.get('state') ?? ''
    server.time.now += 1_200_000
    return async () => {
      const address = `/auth/callback?code=${code}&state=${state}`
      const answer = await browser.request(address, { headers: { accept: 'application/json' } })
      return ((await answer.json()) as { error: { code: string } }).error.code
    }
  }
  expect(await (await back())()).toBe('attempt_expired')
  const late = await back()
  server.sweep()
  // Nothing of a sweep without work waits for anything outside.
  await new Promise(setImmediate)
  expect(await late()).toBe('attempt_invalid')
})
