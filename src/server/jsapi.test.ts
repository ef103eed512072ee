// Tests: the two routes that sign pages, around the signature itself.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { LarkspurOptions } from './options.ts'
import { createTestServer, navigation, origin, ownScript } from './test-server.ts'

const ticketPath = '/open-apis/jssdk/ticket/get'
const ticket = 'MARKER-jsapi-ticket-0123456789'
const shop = 'https://shop.example.com'
const evil = 'https://evil.example'
const routes = ['/auth/jsapi/config', '/get_config_parameters'] as const

async function serverWith(options: Partial<LarkspurOptions> = {}) {
  const server = await createTestServer(options)
  server.platform.answers[ticketPath] = () => ({ body: { code: 0, data: { ticket, expire_in: 7200 } } })
  return server
}

const address = (route: string, page: string) => `${route}?url=${encodeURIComponent(page)}`

test('both routes answer with what h5sdk.config needs, each in its own words, never to be stored', async () => {
  await using server = await serverWith()
  const page = `${origin}/a?b=c`
  const config = await server.request(address(routes[0], `${page}#d`), { headers: ownScript })
  const sample = await server.request(address(routes[1], page), { headers: ownScript })
  const ours = (await config.json()) as { nonceStr: string; timestamp: number }
  const text = `jsapi_ticket=${ticket}&noncestr=${ours.nonceStr}&timestamp=${server.time.now}&url=${page}`
  expect(ours).toEqual({
    appId: 'cli_a1b2c3d4e5f60718',
    timestamp: server.time.now,
    nonceStr: expect.stringMatching(/^[0-9a-f]{32}$/),
    signature: createHash('sha1').update(text).digest('hex'),
  })
  expect(await sample.json()).toEqual({
    appid: 'cli_a1b2c3d4e5f60718',
    timestamp: server.time.now,
    noncestr: expect.stringMatching(/^[0-9a-f]{32}$/),
    signature: expect.stringMatching(/^[0-9a-f]{40}$/),
  })
  for (const { headers } of [config, sample]) expect(headers.get('cache-control')).toBe('no-store')
})

test.each(routes)('%s needs the address exactly once', async (route) => {
  await using server = await serverWith()
  const page = encodeURIComponent(`${origin}/`)
  for (const query of ['', '?URL=x', `?url=${page}&url=${page}`]) {
    const response = await server.request(`${route}${query}`, { headers: ownScript })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'request_invalid' } })
  }
  expect((await server.request(`${route}?url=${page}%ZZ`, { headers: ownScript })).status).toBe(400)
  const tooLong = await server.request(address(route, `${origin}/${'x'.repeat(8192)}`), {
    headers: ownScript,
  })
  expect(await tooLong.json()).toMatchObject({ error: { code: 'request_invalid' } })
  expect(server.platform.calls).toEqual([])
})

test.each(routes)('%s takes GET alone', async (route) => {
  await using server = await serverWith()
  for (const method of ['POST', 'PUT', 'HEAD', 'OPTIONS']) {
    const response = await server.request(address(route, `${origin}/`), { method })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET'])
  }
})

test.each([
  ['zh-CN', '源加入 JSAPI_ORIGINS'],
  ['en', 'JSAPI_ORIGINS'],
])('a person who opens the route by hand reads why in %s', async (language, words) => {
  await using server = await serverWith()
  const response = await server.request(address(routes[0], `${evil}/<script>`), {
    headers: { ...navigation, 'accept-language': language },
  })
  const page = await response.text()
  expect(response.status).toBe(403)
  expect(page).toContain(words)
  expect(page).not.toContain('evil.example')
})

test('configured origins take the place of the own one', async () => {
  await using server = await serverWith({ jsapi: { origins: [shop] } })
  expect((await server.request(address(routes[0], `${shop}/`))).status).toBe(200)
  expect((await server.request(address(routes[0], `${origin}/`))).status).toBe(403)
})

test.each(routes)('%s lets pages of other configured origins read it, refusals included', async (route) => {
  await using server = await serverWith({ jsapi: { origins: [origin, shop], perMinute: 0 } })
  for (const [page, status] of [
    [`${shop}/x`, 200],
    [`${evil}/x`, 403],
  ] as const) {
    const { status: answered, headers } = await server.request(address(route, page), {
      headers: { ...ownScript, 'sec-fetch-site': 'cross-site', origin: shop },
    })
    expect(answered).toBe(status)
    expect(headers.get('access-control-allow-origin')).toBe(shop)
    expect(headers.get('access-control-expose-headers')).toContain('Retry-After')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
    expect(headers.get('vary')).toBe('Origin')
  }
})

test.each([
  ['the own origin', origin],
  ['a foreign origin', evil],
  ['a look-alike', `${shop}.evil.example`],
  ['another port', `${shop}:444`],
  ['plain http', 'http://shop.example.com'],
  ['the opaque origin', 'null'],
  ['two origins', `${shop}, ${evil}`],
])('%s is given no leave to read', async (_who, from) => {
  await using server = await serverWith({ jsapi: { origins: [origin, shop] } })
  const { headers } = await server.request(address(routes[0], `${shop}/`), { headers: { origin: from } })
  expect(headers.get('access-control-allow-origin')).toBeNull()
  expect(headers.get('vary')).toBe('Origin')
})

test('leave to read is for these routes alone', async () => {
  await using server = await serverWith({ jsapi: { origins: [origin, shop] } })
  for (const path of ['/auth/session', '/get_appid', '/', '/healthz', '/nowhere']) {
    const { headers } = await server.request(path, { headers: { origin: shop } })
    expect(headers.get('access-control-allow-origin')).toBeNull()
  }
})

test('behind a trusted proxy the sender that the proxy names is counted, not one that the sender names', async () => {
  await using server = await serverWith({ trustProxy: true, jsapi: { perMinute: 1 } })
  const from = async (forwarded: string) => {
    const headers = { ...ownScript, 'x-forwarded-for': forwarded }
    return (await server.request(address(routes[0], `${origin}/`), { headers })).status
  }
  expect(await from('203.0.113.7')).toBe(200)
  expect(await from('198.51.100.1, 203.0.113.7')).toBe(429)
  expect(await from('203.0.113.8')).toBe(200)
})

test('a ticket or a signed text that reaches the logger is removed', async () => {
  await using server = await serverWith()
  server.platform.answers[ticketPath] = () => ({
    body: { code: 99991400, msg: `jsapi_ticket=${ticket}&noncestr=x`, data: { ticket } },
  })
  expect((await server.request(address(routes[0], `${origin}/`), { headers: ownScript })).status).toBe(503)
  expect(server.logs.join()).toContain('99991400')
  expect(server.logs.join()).not.toContain(ticket)
})

test('larkspur.jsapi.config signs for the app itself, without a limit', async () => {
  await using server = await serverWith({ jsapi: { perMinute: 1 } })
  const { jsapi } = server.larkspur
  const configs = await Promise.all(Array.from({ length: 20 }, () => jsapi.config(`${origin}/`)))
  expect(new Set(configs.map(({ nonceStr }) => nonceStr)).size).toBe(20)
  await expect(jsapi.config(`${evil}/`)).rejects.toMatchObject({ code: 'page_not_allowed', status: 403 })
})
