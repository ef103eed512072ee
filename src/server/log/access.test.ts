import { expect, test } from 'vitest'
import { createTestServer, jsonPost, markers, navigation, ownScript } from '../test-server.ts'

test('the access log has one line per request, without the query', async () => {
  await using server = await createTestServer()
  const response = await server.request('/auth/callback?code=abc123def&state=xyz789')
  const line = server.logs.map((entry) => JSON.parse(entry)).find((entry) => entry.message === 'request')
  expect(line).toEqual({
    requestId: response.headers.get('x-request-id'),
    method: 'GET',
    path: '/auth/callback',
    status: 400,
    ms: 0,
    message: 'request',
  })
})

test.each([
  [false, '10.0.0.9'],
  [true, '203.0.113.7'],
])('with trustProxy %s the sender is %s', async (trustProxy, remote) => {
  await using server = await createTestServer({ trustProxy })
  const request = new Request('https://app.example.com/healthz', {
    headers: { 'x-forwarded-for': '1.2.3.4, 203.0.113.7', 'x-request-id': 'from-the-proxy' },
  })
  const response = await server.larkspur.fetch(request, {
    incoming: { socket: { remoteAddress: '10.0.0.9' } },
  })
  const line = server.logs.map((entry) => JSON.parse(entry)).find((entry) => entry.message === 'request')
  expect(line.remote).toBe(remote)
  expect(response.headers.get('x-request-id') === 'from-the-proxy').toBe(trustProxy)
})

const failures: [string, string, () => { status?: number; body: unknown }][] = [
  [
    'a wrong secret',
    '/oauth/token',
    () => ({
      status: 400,
      body: { code: 20002, error: 'invalid_client', error_description: `secret ${markers.appSecret}` },
    }),
  ],
  ['an HTML answer', '/oauth/token', () => ({ status: 502, body: `<h1>${markers.appSecret}</h1>` })],
  ['half a JSON text', '/oauth/token', () => ({ body: `{"access_token":"${markers.userToken}` })],
  [
    'a token of the wrong type',
    '/oauth/token',
    () => ({ body: { code: 0, access_token: [markers.userToken], token_type: 'Bearer' } }),
  ],
  [
    'a refusal that quotes the token',
    '/user_info',
    () => ({ status: 400, body: { code: 99991668, msg: `bad ${markers.userToken}` } }),
  ],
  ['a profile without id', '/user_info', () => ({ body: { code: 0, data: { name: markers.userToken } } })],
  [
    'a broken connection',
    '/user_info',
    () => {
      throw new TypeError('fetch failed', {
        cause: new Error(`header authorization: Bearer ${markers.userToken}`),
      })
    },
  ],
]

test.each(failures)('D49 after %s no marker is in any log line or answer', async (_what, path, answer) => {
  await using server = await createTestServer()
  for (const full of ['/open-apis/authen/v2/oauth/token', '/open-apis/authen/v1/user_info']) {
    if (full.endsWith(path)) server.platform.answers[full] = answer
  }
  const browser = server.browser()
  const seen: string[] = []
  const note = async (response: Response) => {
    expect(response.status).toBeGreaterThanOrEqual(400)
    seen.push(await response.text(), JSON.stringify([...response.headers]))
  }
  const code = 'MARKERcode'.padEnd(64, 'x')
  const started = await browser.request('/auth/attempts', { method: 'POST', headers: jsonPost, body: '{}' })
  const { attempt } = (await started.json()) as { attempt: string }
  const body = JSON.stringify({ code, attempt })
  await note(await browser.request('/auth/in-client', { method: 'POST', headers: jsonPost, body }))
  const start = await browser.request('/auth/authorize', { headers: navigation })
  const state = new URL(start.headers.get('location') ?? '').searchParams.get('state') ?? ''
  await note(await browser.request(`/auth/callback?code=${code}&state=${state}`, { headers: navigation }))
  await browser.request('/get_appid', { headers: ownScript })
  await note(await browser.request(`/callback?code=${code}`, { headers: ownScript }))

  const everything = [...server.logs, ...seen].join('\n')
  expect(server.logs.length).toBeGreaterThan(3)
  expect(everything).not.toContain('MARKER')
  expect(everything).not.toContain(state)
  expect(server.logs.join('\n')).not.toContain(attempt)
})

test('a logger that throws costs nobody an answer', async () => {
  const fail = () => {
    throw new Error('disk full')
  }
  await using server = await createTestServer({
    logger: { debug: fail, info: fail, warn: fail, error: fail },
  })
  expect((await server.request('/healthz')).status).toBe(200)
  expect((await server.request('/nowhere')).status).toBe(404)
  expect((await server.browser().signIn()).status).toBe(200)
})

test('a visitor who leaves is no error of ours', async () => {
  const levels: string[] = []
  const leave = new AbortController()
  let asked = () => {}
  const upstream = new Promise<void>((resolve) => {
    asked = resolve
  })
  const at = (level: string) => (fields: object) =>
    void levels.push(`${level} ${(fields as { error?: { code?: string } }).error?.code ?? ''}`.trim())
  await using server = await createTestServer({
    logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    fetch: (_input, init) =>
      new Promise((_resolve, reject) => {
        asked()
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted')))
      }),
  })
  const browser = server.browser()
  const start = await browser.request('/auth/authorize', { headers: navigation })
  const state = new URL(start.headers.get('location') ?? '').searchParams.get('state')
  const back = browser.request(`/auth/callback?code=${'e'.repeat(64)}&state=${state}`, {
    headers: navigation,
    signal: leave.signal,
  })
  await upstream
  leave.abort()
  await back
  expect(levels).toContain('info aborted')
  expect(levels.filter((line) => line.startsWith('error'))).toEqual([])
})
