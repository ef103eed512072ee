import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { createTestServer } from '../server/test-server.ts'
import { createListener } from './listener.ts'
import { listen, serve } from './serve.ts'

/** Sends bytes as they are and returns everything that comes back. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (data) => {
      answer += data
    })
    socket.on('end', () => resolve(answer))
    socket.on('error', reject)
  })
}

const malformed: [string, string, number][] = [
  ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ['a Host that is none', 'GET / HTTP/1.1\r\nHost: a b<>\r\nConnection: close\r\n\r\n', 400],
  ['an address that is none', 'GET http://[/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
  ['a backslash', 'GET /\\evil HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
  ['a percent sign', 'GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
  ['two slashes', 'GET //evil.example HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 404],
  ['no HTTP', 'hello\r\n\r\n', 400],
  ['a method that is none', 'BREW / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
  ['a method we do not have', 'PATCH /auth/session HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 405],
  [
    'headers of 20 KB',
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\nConnection: close\r\n\r\n`,
    431,
  ],
  [
    'a body of 65 KB in chunks',
    'POST /auth/in-client HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n' +
      `Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n10400\r\n${'x'.repeat(0x10400)}\r\n0\r\n\r\n`,
    413,
  ],
]

test.each(malformed)('over a socket, %s gets 4xx and no stack trace', async (_what, text, status) => {
  const { larkspur } = await createTestServer()
  const running = await serve(larkspur, { port: 0 })
  const answer = await raw(running.port, text)
  await running.close()
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(answer).not.toMatch(/\.ts:|node_modules/)
})

test('a check in HTTP/1.0 without Host is answered', async () => {
  const { larkspur } = await createTestServer()
  const running = await serve(larkspur, { port: 0 })
  const answer = await raw(running.port, 'GET /healthz HTTP/1.0\r\n\r\n')
  await running.close()
  expect(answer).toMatch(/^HTTP\/1.1 200 [\s\S]*\{"status":"ok"\}$/)
})

test('what never becomes a request is refused like everything else, with an id that is in the log', async () => {
  const { larkspur, logs } = await createTestServer()
  const running = await serve(larkspur, { port: 0 })
  const answer = await raw(running.port, 'GET / HTTP/1.1\r\nHost: a b<>\r\nConnection: close\r\n\r\n')
  await running.close()
  const { error } = JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1))
  expect(error).toEqual({
    code: 'request_invalid',
    message: 'The request is not valid.',
    hint: expect.stringContaining('Check'),
    detail: expect.stringContaining('not well formed'),
    requestId: expect.stringMatching(/^[\w-]{16}$/),
  })
  const lines = logs.map((line) => JSON.parse(line)).filter((line) => line.requestId === error.requestId)
  expect(lines.map((line) => line.message)).toEqual(['request refused', 'request'])
})

test.each([
  ['the headers', 'GET / HTTP/1.1\r\nHost: a\r\n'],
  ['the body', 'POST /auth/attempts HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{'],
])('a request whose rest of %s never comes is cut off', async (_what, text) => {
  const listening = await listen({ port: 0, requestMs: 60 })
  listening.attach({ fetch: () => new Promise<Response>(() => {}), close: async () => {} })
  expect(await raw(listening.port, text)).toMatch(/^HTTP\/1.1 408 /)
  await listening.close()
})

test('the listener works in anybody’s server and leaves the global Request alone', async () => {
  await using test = await createTestServer()
  const own = globalThis.Request
  const server = createServer(createListener(test.larkspur))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}/get_appid`)
  expect(await response.json()).toEqual({ appid: 'cli_a1b2c3d4e5f60718' })
  expect(globalThis.Request).toBe(own)
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

test('closing lets a request under way finish, refuses new ones, then closes Larkspur', async () => {
  let release = (_response: Response) => {}
  let arrived = () => {}
  const under = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const order: string[] = []
  const listening = await listen({ port: 0 })
  listening.attach({
    fetch: () => {
      arrived()
      return new Promise((resolve) => {
        release = resolve
      })
    },
    close: async () => void order.push('closed'),
  })
  const url = `http://127.0.0.1:${listening.port}/`
  const answer = fetch(url).then(async (response) => order.push(await response.text()))
  await under
  const closing = listening.close()
  expect(listening.close()).toBe(closing)
  await expect(fetch(url)).rejects.toThrow()
  release(new Response('finished'))
  await Promise.all([answer, closing])
  expect(order.sort()).toEqual(['closed', 'finished'])
})

test('a request that never ends is cut off after the grace time', async () => {
  const listening = await listen({ port: 0, graceMs: 50 })
  let arrived = () => {}
  const under = new Promise<void>((resolve) => {
    arrived = resolve
  })
  listening.attach({
    fetch: () => {
      arrived()
      return new Promise<Response>(() => {})
    },
    close: async () => {},
  })
  const answer = fetch(`http://127.0.0.1:${listening.port}/`)
  const cut = expect(answer).rejects.toThrow()
  await under
  await listening.close()
  await cut
})

test('a stream of events holds up no closing: its reader comes again by itself', async () => {
  let left = false
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
    cancel: () => {
      left = true
    },
  })
  const headers = { 'content-type': 'text/event-stream' }
  const larkspur = { fetch: async () => new Response(body, { headers }), close: async () => {} }
  const running = await serve(larkspur, { port: 0, graceMs: 600_000 })
  const answer = await fetch(`http://127.0.0.1:${running.port}/`)
  const reader = answer.body?.getReader()
  await reader?.read()
  await running.close()
  await expect(reader?.read()).rejects.toThrow()
  expect(left).toBe(true)
})

test('before the app is there, a request is told to come again', async () => {
  const listening = await listen({ port: 0 })
  const response = await fetch(`http://127.0.0.1:${listening.port}/`)
  await listening.close()
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
})

test('a taken port is an error, not a crash', async () => {
  const first = await listen({ port: 0 })
  await expect(listen({ port: first.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await first.close()
})

test('what an app around it throws is answered as Larkspur answers, or by its status alone', async () => {
  await using server = await createTestServer()
  const { larkspur } = server
  const asked = new LarkspurError('consent_required', {
    consentUrl: 'https://app.example.com/auth/authorize',
  })
  const fetch = () => Promise.reject(asked)
  const whole = await serve({ ...larkspur, fetch, close: async () => {} }, { port: 0 })
  const answer = await globalThis.fetch(`http://127.0.0.1:${whole.port}/me`)
  await whole.close()
  expect(answer.status).toBe(403)
  expect(await answer.json()).toMatchObject({
    error: { code: 'consent_required', consentUrl: asked.consentUrl },
  })
  const bare = await serve({ fetch, close: async () => {} }, { port: 0 })
  const plain = await globalThis.fetch(`http://127.0.0.1:${bare.port}/me`)
  await bare.close()
  expect([plain.status, await plain.json()]).toEqual([403, { error: { code: 'consent_required' } }])
})
