import { expect, test } from 'vitest'
import { createTestServer, jsonPost, navigation, origin, ownScript, type TestServer } from './test-server.ts'

const code = 'd'.repeat(64)
const from = (address: string) => ({ incoming: { socket: { remoteAddress: address } } })

/** Sends with the cookies of one browser, from an address. */
async function send(
  server: TestServer,
  cookies: Map<string, string>,
  address: string,
  path: string,
  init = {},
) {
  const request = new Request(`${origin}${path}`, init)
  request.headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
  const response = await server.larkspur.fetch(request, from(address))
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    cookies.set(name, value)
  }
  return response
}

/** The ways to finish, each with an attempt of its own that is good where it takes one. */
const finishes: Record<string, (server: TestServer, address: string) => Promise<Response>> = {
  async 'POST /auth/in-client'(server, address) {
    const cookies = new Map<string, string>()
    const start = await send(server, cookies, '198.51.100.9', '/auth/attempts', {
      method: 'POST',
      headers: jsonPost,
      body: '{}',
    })
    const { attempt } = (await start.json()) as { attempt: string }
    const body = JSON.stringify({ code, attempt })
    return send(server, cookies, address, '/auth/in-client', { method: 'POST', headers: jsonPost, body })
  },
  async 'GET /callback'(server, address) {
    const cookies = new Map<string, string>()
    await send(server, cookies, '198.51.100.9', '/get_appid', { headers: ownScript })
    return send(server, cookies, address, `/callback?code=${code}`, { headers: ownScript })
  },
  async 'POST /auth/mini-program'(server, address) {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } }
    return send(server, new Map(), address, '/auth/mini-program', { ...init, body: JSON.stringify({ code }) })
  },
  async 'GET /auth/callback'(server, address) {
    const cookies = new Map<string, string>()
    const start = await send(server, cookies, '198.51.100.9', '/auth/authorize', { headers: navigation })
    const state = new URL(start.headers.get('location') ?? '').searchParams.get('state')
    return send(server, cookies, address, `/auth/callback?code=${code}&state=${state}`, {
      headers: navigation,
    })
  },
}

test.each(Object.entries(finishes))(
  '%s is answered so many times per minute and address',
  async (_, finish) => {
    await using server = await createTestServer({ signInPerMinute: 3 })
    const statuses: number[] = []
    for (let n = 0; n < 3; n++) statuses.push((await finish(server, '203.0.113.7')).status)
    const calls = server.platform.calls.length
    await using fresh = await createTestServer({ signInPerMinute: 0 })
    for (let n = 0; n < 5; n++) expect((await finish(fresh, '203.0.113.7')).status).toBeLessThan(400)
    expect(statuses.every((status) => status < 400)).toBe(true)
    const refused = await send(server, new Map(), '203.0.113.7', '/callback?code=x', { headers: ownScript })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toMatchObject({ error: { code: 'too_many_requests' } })
    expect(
      (await send(server, new Map(), '203.0.113.8', '/callback?code=x', { headers: ownScript })).status,
    ).toBe(400)
    expect(server.platform.calls).toHaveLength(calls)
  },
)

test.each([
  ['/auth/authorize', { headers: navigation }],
  ['/auth/qr', { method: 'POST', headers: jsonPost, body: '{}' }],
  ['/get_appid', { headers: ownScript }],
  ['/auth/attempts', { method: 'POST', headers: jsonPost, body: '{}' }],
])('%s starts so many sign-ins per minute and address', async (path, init) => {
  await using server = await createTestServer({ signInPerMinute: 2 })
  const status = async () => (await send(server, new Map(), '203.0.113.7', path, init)).status
  expect((await status()) < 400 && (await status()) < 400).toBe(true)
  expect(await status()).toBe(429)
})

test('behind a trusted proxy the sender is the last entry of X-Forwarded-For, otherwise the socket', async () => {
  for (const [trustProxy, expected] of [
    [true, 302],
    [false, 429],
  ] as const) {
    await using server = await createTestServer({ trustProxy, signInPerMinute: 1 })
    const start = (forwarded: string) =>
      send(server, new Map(), '10.0.0.1', '/auth/authorize', {
        headers: { ...navigation, 'x-forwarded-for': forwarded },
      })
    expect((await start('203.0.113.7, 203.0.113.1')).status).toBe(302)
    expect((await start('203.0.113.7, 203.0.113.2')).status).toBe(expected)
  }
})

test.each([
  ['203.0.113.9:50001', '203.0.113.9:50002'],
  ['[2001:db8::1]:50001', '[2001:db8::2]:50002'],
  ['[2001:db8::1]', '2001:db8::3'],
])('a proxy that writes ports along does not make new senders of %s and %s', async (first, second) => {
  await using server = await createTestServer({ trustProxy: true, signInPerMinute: 1 })
  const start = (forwarded: string) =>
    send(server, new Map(), '10.0.0.1', '/auth/authorize', {
      headers: { ...navigation, 'x-forwarded-for': forwarded },
    })
  expect((await start(first)).status).toBe(302)
  expect((await start(second)).status).toBe(429)
})

test('a limited finish spends nothing: the same one succeeds from an address that has some left', async () => {
  await using server = await createTestServer({ signInPerMinute: 1 })
  await finishes['GET /callback']?.(server, '203.0.113.7')
  const cookies = new Map<string, string>()
  await send(server, cookies, '203.0.113.50', '/get_appid', { headers: ownScript })
  const finish = (address: string) =>
    send(server, cookies, address, `/callback?code=${code}`, { headers: ownScript })
  expect((await finish('203.0.113.7')).status).toBe(429)
  expect((await finish('203.0.113.50')).status).toBe(200)
})

test('no more exchanges wait for the platform at once than may; the next one is told to come again', async () => {
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  let asked = 0
  await using server = await createTestServer({
    signInsAtOnce: 2,
    fetch: async () => {
      asked += 1
      await gate
      return Response.json({ code: 20003, error: 'invalid_grant' }, { status: 400 })
    },
  })
  const waiting = [server.browser().signIn(), server.browser().signIn()]
  await expect.poll(() => asked).toBe(2)
  const refused = await server.browser().signIn()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
  expect(await refused.json()).toMatchObject({ error: { code: 'server_busy' } })
  release()
  for (const response of await Promise.all(waiting)) expect(response.status).toBe(400)
  expect((await server.browser().signIn()).status).toBe(400)
})
