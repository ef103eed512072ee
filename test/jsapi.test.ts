// Proves: pages of the app are signed as the client verifies it, and no others (attack rows D52 to D58).
import { Writable } from 'node:stream'
import fc from 'fast-check'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { JsapiConfig } from '../src/index.ts'
import { configure } from './support/config.ts'
import { createVisitor } from './support/visitor.ts'
import { startWorld, type World, type WorldOptions } from './support/world.ts'

const unlimited: WorldOptions = { larkspur: { jsapi: { perMinute: 0 } } }

const routes = ['/auth/jsapi/config', '/get_config_parameters'] as const

/** As a page's script asks, except that the address is as the test says. */
const ask = (world: World, url: string, route: string = routes[0]) =>
  createVisitor(world.url).script(`${route}?url=${encodeURIComponent(url)}`)

const configOf = async (world: World, url: string) => (await (await ask(world, url)).json()) as JsapiConfig

async function refusal(world: World, url: string, route: string) {
  const response = await ask(world, url, route)
  const { error } = (await response.json()) as { error: { code: string; hint: string } }
  return { status: response.status, code: error.code, hint: error.hint }
}

test.each(routes)('D52 %s does not sign a page of another site, and says what to set', async (route) => {
  await using world = await startWorld()
  for (const url of ['https://evil.example/', `https://evil.example/?${world.url}/`, '', 'about:blank']) {
    expect(await refusal(world, url, route)).toEqual({
      status: 403,
      code: 'page_not_allowed',
      hint: expect.stringMatching(/JSAPI_ORIGINS/),
    })
  }
  expect(world.feishu.requests()).toEqual([])
})

test.each(routes)('D53 %s does not sign look-alikes of its own pages', async (route) => {
  await using world = await startWorld()
  const { host, hostname, port } = new URL(world.url)
  const lookAlikes = [
    `http://${host}.evil.example/`,
    `http://${host}@evil.example/`,
    `http://user@${host}/`,
    `http://user:word@${host}/`,
    `http://@${host}/`,
    `http://evil.example\\@${host}/`,
    `http://${host}\\@evil.example/`,
    `http://${hostname}:${Number(port) - 1}/`,
    `http://${hostname}/`,
    `https://${host}/`,
    `http://localhost:${port}/`,
    `http://2130706433:${port}/`,
    `http://127.1:${port}/`,
    `http:${host}/`,
    `//${host}/`,
    `blob:${world.url}/1`,
    `javascript:alert(1)//${world.url}/`,
  ]
  const answers = await Promise.all(lookAlikes.map((url) => refusal(world, url, route)))
  expect(answers.map(({ status, code }) => `${status} ${code}`)).toEqual(
    lookAlikes.map(() => '403 page_not_allowed'),
  )
})

test('D54 an address cannot shift the signed text', async () => {
  await using world = await startWorld()
  for (const stray of ['\n', '\r\n', '\t', ' ', '\u0000', '\u0085', '\u2028']) {
    for (const url of [`${world.url}/a${stray}&jsapi_ticket=x`, `${stray}${world.url}/`]) {
      expect(await refusal(world, url, routes[0])).toMatchObject({ status: 403, code: 'page_not_allowed' })
    }
  }
  // Visible characters stay what they are: part of the address, which comes last.
  const page = `${world.url}/?a=1&jsapi_ticket=x&noncestr=y&timestamp=1&url=https://evil.example/`
  const config = await configOf(world, page)
  expect(configure(world, page, config)).toMatchObject({ ok: true })
  const shifted = await configOf(world, page)
  expect(configure(world, `${world.url}/?a=1`, { ...shifted, nonceStr: 'y', timestamp: 1 })).toMatchObject({
    ok: false,
    error: { errCode: 333441 },
  })
})

test('D54 one page’s signature is worth nothing on another page', async () => {
  await using world = await startWorld()
  const config = await configOf(world, `${world.url}/a`)
  expect(configure(world, `${world.url}/b`, config)).toMatchObject({ ok: false, error: { errCode: 333441 } })
})

test('D55 every signature has a nonce of its own; used twice or tomorrow it is refused', async () => {
  await using world = await startWorld(unlimited)
  world.feishu.clock.freeze()
  const page = `${world.url}/`
  const configs = await Promise.all(Array.from({ length: 200 }, () => configOf(world, page)))
  expect(new Set(configs.map(({ nonceStr }) => nonceStr)).size).toBe(200)
  expect(new Set(configs.map(({ signature }) => signature)).size).toBe(200)
  const [first, second] = configs as [JsapiConfig, JsapiConfig]
  expect(first.nonceStr).toMatch(/^[0-9a-f]{32}$/)
  expect(configure(world, page, first)).toMatchObject({ ok: true })
  expect(configure(world, page, first)).toMatchObject({ error: { errCode: 333443 } })
  expect(configure(world, page, second)).toMatchObject({ ok: true })
  const third = configs[2] as JsapiConfig
  world.feishu.clock.advance('10m1s')
  expect(configure(world, page, third)).toMatchObject({ error: { errCode: 333444 } })
  world.feishu.clock.advance('24h')
  expect(configure(world, page, third)).toMatchObject({ ok: false })
  expect(configure(world, page, await configOf(world, page))).toMatchObject({ ok: true })
})

/** Everything that leaves the server while pages are signed and the platform misbehaves. */
async function watched(run: (world: World, visit: (path: string) => Promise<void>) => Promise<void>) {
  const secrets = new Set<string>()
  const seen: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      seen.push(String(chunk))
      done()
    },
  })
  const record: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    const text = await response.clone().text()
    for (const [, value] of text.matchAll(/"(?:ticket|tenant_access_token)":"([^"]+)"/g))
      secrets.add(value ?? '')
    return response
  }
  const logger = pino({ level: 'trace' }, sink)
  await using world = await startWorld({ larkspur: { fetch: record, logger, sleep: async () => {} } })
  await run(world, async (path) => {
    for (const open of ['open', 'script'] as const) {
      const response = await createVisitor(world.url)[open](path)
      seen.push(response.url, JSON.stringify([...response.headers]), await response.text())
    }
  })
  return { secrets: [...secrets], seen }
}

test('D56 the ticket is in no answer, no header and no log', async () => {
  const { secrets, seen } = await watched(async (world, visit) => {
    world.feishu.clock.freeze()
    const paths = [
      ...routes.flatMap((route) => [`${route}?url=${encodeURIComponent(`${world.url}/`)}`, `${route}?url=x`]),
      routes[0],
      '/',
      '/auth/session',
      '/healthz',
    ]
    for (const path of paths) await visit(path)
    // In the renewal window: the renewal in the background fails, then succeeds.
    world.feishu.clock.advance('91m')
    world.feishu.faults.add({ operation: 'jssdk.ticket.get', effect: { kind: 'error', code: 99991401 } })
    for (const path of paths) await visit(path)
    world.feishu.clock.advance('2m')
    for (const path of paths) await visit(path)
    // One that really works is among what was searched for.
    const ticket = await world.larkspur.tokens.jsapiTicket()
    const error: unknown = await world.larkspur.jsapi.config(`${ticket}`).catch((thrown: unknown) => thrown)
    seenError(error, ticket)
  })
  expect(secrets.length).toBeGreaterThanOrEqual(3)
  expect(seen.length).toBeGreaterThan(50)
  expect(secrets.flatMap((secret) => seen.filter((text) => text.includes(secret)))).toEqual([])
})

/** The address is refused without being repeated, whatever it holds. */
function seenError(error: unknown, ticket: string): void {
  const { code, message, hint, stack } = error as Error & { code: string; hint: string }
  expect(code).toBe('page_not_allowed')
  expect([message, hint, stack].join()).not.toContain(ticket)
}

const misbehaviours = [
  { kind: 'truncate' },
  { kind: 'html' },
  { kind: 'drop' },
  { kind: 'omit', field: 'ticket' },
  { kind: 'omit', field: 'data' },
  { kind: 'error', code: 99991400 },
  { kind: 'status', status: 502, body: 'jsapi_ticket=g1-MARKER-ticket', contentType: 'text/html' },
  {
    kind: 'status',
    status: 200,
    body: '{"code":99991,"msg":"ticket g1-MARKER-ticket","data":{"ticket":"g1-MARKER-ticket"}}',
    contentType: 'application/json',
  },
] as const

test.each(misbehaviours)('D56 %j leaks no ticket', async (effect) => {
  const { secrets, seen } = await watched(async (world, visit) => {
    world.feishu.faults.add({ operation: 'jssdk.ticket.get', times: 20, phase: 'after', effect })
    for (const route of routes) await visit(`${route}?url=${encodeURIComponent(`${world.url}/`)}`)
  })
  const all = [...secrets, 'g1-MARKER-ticket']
  expect(seen.join()).toMatch(/"status":50[0-9]/)
  expect(all.flatMap((secret) => seen.filter((text) => text.includes(secret)))).toEqual([])
})

test('D57 the address of the connection is what counts', async () => {
  await using world = await startWorld({ larkspur: { jsapi: { perMinute: 2 } } })
  const statuses: number[] = []
  for (let n = 0; n < 3; n += 1) {
    const path = `${routes[n % 2]}?url=${encodeURIComponent(`${world.url}/`)}`
    const headers = { 'x-forwarded-for': `203.0.113.${n}`, 'x-real-ip': `203.0.113.${n}` }
    statuses.push((await fetch(`${world.url}${path}`, { headers })).status)
  }
  expect(statuses).toEqual([200, 200, 429])
})

test('D57 1,000 requests of one client fetch one ticket, and are limited per client', async () => {
  await using world = await startWorld({ larkspur: { jsapi: { perMinute: 300 } } })
  const { larkspur } = world
  const request = (address: string) =>
    larkspur.fetch(new Request(`${world.url}${routes[0]}?url=${encodeURIComponent(`${world.url}/`)}`), {
      incoming: { socket: { remoteAddress: address } },
    })
  const responses = await Promise.all(Array.from({ length: 1000 }, () => request('203.0.113.7')))
  const limited = responses.filter(({ status }) => status === 429)
  expect(responses.filter(({ status }) => status === 200)).toHaveLength(300)
  expect(limited).toHaveLength(700)
  for (const { headers } of limited) {
    const seconds = Number(headers.get('retry-after'))
    expect(seconds >= 1 && seconds <= 60).toBe(true)
  }
  expect(await limited[0]?.json()).toMatchObject({ error: { code: 'too_many_requests' } })
  // The other route draws on the same allowance; another client has its own.
  const sample = new Request(`${world.url}${routes[1]}?url=${encodeURIComponent(`${world.url}/`)}`)
  const env = { incoming: { socket: { remoteAddress: '203.0.113.7' } } }
  expect((await larkspur.fetch(sample, env)).status).toBe(429)
  expect((await request('203.0.113.8')).status).toBe(200)
  expect(world.feishu.requests({ operation: 'jssdk.ticket.get' })).toHaveLength(1)
})

test.each(
  [
    '/中文/页.html?名=值',
    '/%E4%B8%AD%E6%96%87?q=%20%2B+%26',
    '/?',
    '/a?',
    '/a?#',
    '/#/routes/7?tab=2',
    '/a?x=1#/routes',
    '/a//b/../c;d=1?e=?&&=',
    "/~!$&'()*+,;=:@?/?",
    '/?next=https://evil.example/%23',
    `/${'x'.repeat(4096)}`,
    `/?${'%E4%B8%AD'.repeat(450)}`,
  ].map((path) => [path.slice(0, 40), path] as const),
)('D58 %s verifies in the client', async (_start, path) => {
  await using world = await startWorld()
  const pageUrl = `${world.url}${path}`
  expect(configure(world, pageUrl, await configOf(world, pageUrl.split('#')[0] ?? ''))).toMatchObject({
    ok: true,
  })
  // The part after # makes no difference, whoever removes it.
  expect(configure(world, pageUrl, await configOf(world, pageUrl))).toMatchObject({ ok: true })
})

const unicode = fc.string({ unit: 'grapheme', maxLength: 60 })
const encoded = fc
  .string({ unit: 'binary', maxLength: 60 })
  .map((text) => encodeURIComponent(text.toWellFormed()))
const visible = fc.string({ unit: fc.constantFrom(..."abcXYZ019-._~!$&'()*+,;=:@/%20?中é💡"), maxLength: 60 })
const long = fc.integer({ min: 0, max: 4096 }).map((length) => 'a/%2F'.repeat(Math.ceil(length / 5)))
const part = fc.oneof(unicode, encoded, visible, long)
const query = fc.oneof(
  fc.constant(''),
  fc.constant('?'),
  part.map((text) => `?${text}`),
)
const hash = fc.oneof(
  fc.constant(''),
  fc.constant('#'),
  fc.constant('#/routes'),
  part.map((text) => `#${text}`),
)

test('D58 any address that a browser can have is signed as the client computes it', async () => {
  await using world = await startWorld(unlimited)
  await fc.assert(
    fc.asyncProperty(part, query, hash, async (path, search, fragment) => {
      const { href } = new URL(`${world.url}/${path}${search}${fragment}`)
      fc.pre(href.length < 7000 && href.startsWith(`${world.url}/`))
      const signed = await configOf(world, href.split('#')[0] ?? '')
      expect(configure(world, href, signed)).toMatchObject({ ok: true })
      expect(configure(world, href, await world.larkspur.jsapi.config(href))).toMatchObject({ ok: true })
    }),
    { numRuns: 200 },
  )
})

test('the sample’s own route answers in the sample’s own words, with a number for the timestamp', async () => {
  await using world = await startWorld()
  world.feishu.clock.freeze()
  const page = `${world.url}/?from=app`
  const body = (await (await ask(world, page, routes[1])).json()) as {
    appid: string
    noncestr: string
    signature: string
    timestamp: number
  }
  expect(Object.keys(body).sort()).toEqual(['appid', 'noncestr', 'signature', 'timestamp'])
  const { appid: appId, noncestr: nonceStr, signature, timestamp } = body
  expect(timestamp).toBe(world.feishu.clock.now())
  expect(configure(world, page, { appId, nonceStr, signature, timestamp })).toMatchObject({ ok: true })
})

test('a server that the IP allow-list refuses is told where the list is', async () => {
  await using world = await startWorld()
  world.feishu.apps.update(world.feishu.app.appId, { ipAllowList: ['203.0.113.99'] })
  const response = await ask(world, `${world.url}/`)
  expect(response.status).toBe(502)
  expect(await response.json()).toMatchObject({
    error: { code: 'ip_not_allowed', hint: expect.stringContaining('Security Settings > IP allow-list') },
  })
  world.feishu.apps.update(world.feishu.app.appId, { ipAllowList: [] })
  expect((await ask(world, `${world.url}/`)).status).toBe(200)
})
