import { expect, test } from 'vitest'
import { createTestServer, jsonPost, markers, origin, ownScript, type TestServer } from './test-server.ts'

/** What a mini program sends: no cookies, no origin. */
const fromProgram = { 'content-type': 'application/json' }
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

async function signIn(server: TestServer, headers: Record<string, string> = fromProgram): Promise<Response> {
  const body = JSON.stringify({ code: 'c'.repeat(64) })
  return server.request('/auth/mini-program', { method: 'POST', headers, body })
}

async function tokenOf(response: Response): Promise<string> {
  return ((await response.json()) as { token: string }).token
}

test('a mini program gets a token of ours that is a session', async () => {
  await using server = await createTestServer()
  const response = await signIn(server)
  expect(response.status).toBe(200)
  expect(response.headers.get('cache-control')).toBe('no-store')
  const { token, user, expiresAt } = (await response.json()) as Record<string, unknown>
  expect(token).toMatch(/^lkb_[\w-]{43}$/)
  expect(user).toMatchObject({ openId: 'ou_1', name: '李雷' })
  const session = await server.request('/auth/session', { headers: bearer(String(token)) })
  expect(await session.json()).toEqual({ user, expiresAt })
  const request = new Request(`${origin}/mine`, { headers: bearer(String(token)) })
  expect(await server.larkspur.session(request)).toMatchObject({ user, identityId: expect.any(String) })
})

test('D39 neither answer nor log holds a token of the platform, and no log holds ours', async () => {
  await using server = await createTestServer()
  server.platform.scope = 'contact:user.email:readonly offline_access'
  const text = await (await signIn(server)).text()
  const { token } = JSON.parse(text) as { token: string }
  await server.request('/auth/session', { headers: bearer(token) })
  for (const secret of [markers.userToken, markers.refreshToken, markers.appSecret]) {
    expect(text).not.toContain(secret)
    expect(server.logs.join('\n')).not.toContain(secret)
  }
  expect(server.logs.join('\n')).not.toContain(token)
})

test('D8 a browser that is made to post a code gets no cookie, and keeps the session it has', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.signIn()
  const before = [...browser.cookies]
  server.platform.profile = { open_id: 'ou_attacker' }
  for (const headers of [
    jsonPost,
    { ...jsonPost, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  ]) {
    const body = JSON.stringify({ code: 'c'.repeat(64) })
    const response = await browser.request('/auth/mini-program', { method: 'POST', headers, body })
    expect(response.headers.getSetCookie()).toEqual([])
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  }
  expect([...browser.cookies]).toEqual(before)
  const { user } = (await (await browser.request('/auth/session')).json()) as { user: { openId: string } }
  expect(user.openId).toBe('ou_1')
})

test.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
  'D8 a form of type %s, which any page can send, is refused',
  async (type) => {
    await using server = await createTestServer()
    expect((await signIn(server, { 'content-type': type })).status).toBe(415)
    expect(server.platform.calls).toEqual([])
  },
)

test('a token is none in a cookie, and a cookie’s id is none as a token', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.signIn()
  const id = browser.cookies.get('__Host-larkspur') ?? ''
  const token = await tokenOf(await signIn(server))
  const ask = async (headers: Record<string, string>) =>
    (await server.request('/auth/session', { headers })).status
  expect(await ask({ cookie: `__Host-larkspur=${id}` })).toBe(200)
  expect(await ask(bearer(token))).toBe(200)
  expect(await ask({ cookie: `__Host-larkspur=${token}` })).toBe(401)
  expect(await ask(bearer(id))).toBe(401)
  expect(await ask(bearer(`lkb_${id}`))).toBe(401)
  expect(await ask({ cookie: `__Host-larkspur=${token.slice(4)}` })).toBe(401)
})

test('a request with a token is judged by it alone', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.signIn()
  const unknown = bearer(`lkb_${'x'.repeat(43)}`)
  expect((await browser.request('/auth/session', { headers: unknown })).status).toBe(401)
  // Another scheme in the header is the business of whoever put it there.
  const basic = { authorization: 'Basic dTpw' }
  expect((await browser.request('/auth/session', { headers: basic })).status).toBe(200)
})

test('a sign-out with a token needs no origin, ends that session and touches no cookie', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.signIn()
  const token = await tokenOf(await signIn(server))
  const out = await browser.request('/auth/sign-out', { method: 'POST', headers: bearer(token) })
  expect(out.status).toBe(204)
  expect(out.headers.getSetCookie()).toEqual([])
  expect((await server.request('/auth/session', { headers: bearer(token) })).status).toBe(401)
  expect((await browser.request('/auth/session')).status).toBe(200)
})

test('D8 a token that is none does not take the place of an origin', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.signIn()
  const cross = { ...ownScript, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  for (const value of ['Bearer abc', 'Bearer lkb_', `lkb_${'x'.repeat(43)}`, `Bearer ${'x'.repeat(43)}`]) {
    const headers = { ...cross, authorization: value }
    const out = await browser.request('/auth/sign-out', { method: 'POST', headers })
    expect(out.status, value).toBe(403)
  }
  expect((await browser.request('/auth/session')).status).toBe(200)
})

test('sessions.end ends the session of a token, too', async () => {
  await using server = await createTestServer()
  const token = await tokenOf(await signIn(server))
  await server.larkspur.sessions.end(new Request(`${origin}/`, { headers: bearer(token) }))
  expect((await server.request('/auth/session', { headers: bearer(token) })).status).toBe(401)
})

test('with miniProgram: false the route is not there', async () => {
  await using server = await createTestServer({ miniProgram: false })
  expect((await signIn(server)).status).toBe(404)
})

test('a code of neither kind has a message of its own', async () => {
  await using server = await createTestServer()
  server.platform.answers['/open-apis/authen/v2/oauth/token'] = () => ({
    status: 400,
    body: { code: 20003, error: 'invalid_grant', error_description: 'no such code' },
  })
  server.platform.answers['/open-apis/auth/v3/app_access_token/internal'] = () => ({
    body: { code: 0, msg: 'ok', app_access_token: 'a-MARKERapptoken0123456789', expire: 7200 },
  })
  server.platform.answers['/open-apis/mina/v2/tokenLoginValidate'] = () => ({
    body: { code: 10226, msg: 'code invalid' },
  })
  const response = await signIn(server)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { code: 'mini_program_code_invalid' } })
})
