import { expect, test } from 'vitest'
import { createTestServer, jsonPost, navigation, origin, ownScript } from './test-server.ts'

const big = JSON.stringify({ code: 'x'.repeat(65 * 1024), attempt: 'y' })

/** A body whose length nobody announces. */
function stream(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 8192) controller.enqueue(bytes.slice(at, at + 8192))
      controller.close()
    },
  })
}

interface Case {
  path: string
  method?: string
  headers?: Record<string, string>
  body?: () => string | ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>
  status: number
  code: string
  allow?: string
}

const post = { method: 'POST', headers: jsonPost }
const cases: Record<string, Case> = {
  'a body of 65 KB': {
    ...post,
    path: '/auth/in-client',
    body: () => big,
    status: 413,
    code: 'payload_too_large',
  },
  'a body of 65 KB of unknown length': {
    ...post,
    path: '/auth/in-client',
    body: () => stream(big),
    status: 413,
    code: 'payload_too_large',
  },
  'a sign-out of 65 KB': {
    ...post,
    path: '/auth/sign-out',
    body: () => stream(big),
    status: 413,
    code: 'payload_too_large',
  },
  'a form': {
    path: '/auth/in-client',
    method: 'POST',
    headers: { ...jsonPost, 'content-type': 'application/x-www-form-urlencoded' },
    body: () => 'code=a&attempt=b',
    status: 415,
    code: 'media_type_unsupported',
  },
  'plain text that is JSON': {
    path: '/auth/in-client',
    method: 'POST',
    headers: { ...jsonPost, 'content-type': 'text/plain' },
    body: () => '{}',
    status: 415,
    code: 'media_type_unsupported',
  },
  'no content type': {
    path: '/auth/attempts',
    method: 'POST',
    headers: { ...ownScript, origin },
    body: () => new Uint8Array([123, 125]),
    status: 415,
    code: 'media_type_unsupported',
  },
  'a sign-out in plain text': {
    path: '/auth/sign-out',
    method: 'POST',
    headers: { ...jsonPost, 'content-type': 'text/plain' },
    body: () => 'x',
    status: 415,
    code: 'media_type_unsupported',
  },
  'half a JSON text': {
    ...post,
    path: '/auth/in-client',
    body: () => '{"code":',
    status: 400,
    code: 'request_invalid',
  },
  'no body': { ...post, path: '/auth/in-client', status: 400, code: 'request_invalid' },
  'bytes that are no text': {
    ...post,
    path: '/auth/in-client',
    body: () => new Uint8Array([0x7b, 0xff, 0x7d]),
    status: 400,
    code: 'request_invalid',
  },
  'an array': { ...post, path: '/auth/attempts', body: () => '[]', status: 400, code: 'request_invalid' },
  null: { ...post, path: '/auth/attempts', body: () => 'null', status: 400, code: 'request_invalid' },
  'a code that is a list': {
    ...post,
    path: '/auth/in-client',
    body: () => '{"code":["a"],"attempt":"b"}',
    status: 400,
    code: 'request_invalid',
  },
  'a prototype in place of fields': {
    ...post,
    path: '/auth/in-client',
    body: () => '{"__proto__":{"code":"a","attempt":"b"}}',
    status: 400,
    code: 'request_invalid',
  },
  'deep nesting': {
    ...post,
    path: '/auth/in-client',
    body: () => '['.repeat(30_000) + ']'.repeat(30_000),
    status: 400,
    code: 'request_invalid',
  },
  'DELETE on a session': {
    path: '/auth/session',
    method: 'DELETE',
    status: 405,
    code: 'method_not_allowed',
    allow: 'GET',
  },
  'GET on a sign-out': { path: '/auth/sign-out', status: 405, code: 'method_not_allowed', allow: 'POST' },
  'PUT on the start page': {
    path: '/',
    method: 'PUT',
    status: 405,
    code: 'method_not_allowed',
    allow: 'GET, HEAD',
  },
  'PROPFIND on the callback': {
    path: '/callback',
    method: 'PROPFIND',
    status: 405,
    code: 'method_not_allowed',
    allow: 'GET',
  },
  'HEAD on a route with an effect': {
    path: '/auth/authorize',
    method: 'HEAD',
    status: 405,
    code: '',
    allow: 'GET',
  },
  'OPTIONS of a preflight': {
    path: '/auth/in-client',
    method: 'OPTIONS',
    status: 405,
    code: 'method_not_allowed',
    allow: 'POST',
  },
  'an unknown path': { path: '/nowhere', status: 404, code: 'not_found' },
  'a path of two slashes': { path: '//evil.example/', status: 404, code: 'not_found' },
  'a percent sign that encodes nothing': { path: '/%zz', status: 400, code: 'request_invalid' },
  'half a character in the path': { path: '/%E4%BD', status: 400, code: 'request_invalid' },
  'half a character in the query': { path: '/?a=%E4%BD', status: 400, code: 'request_invalid' },
  'a callback without code': { path: '/callback', headers: ownScript, status: 400, code: 'request_invalid' },
  'a callback with two codes': {
    path: '/callback?code=a&code=b',
    headers: ownScript,
    status: 400,
    code: 'request_invalid',
  },
  'a session nobody has': { path: '/auth/session', status: 401, code: 'session_required' },
}

async function send(one: Case, accept?: string): Promise<Response> {
  await using server = await createTestServer()
  const headers = {
    ...one.headers,
    ...(accept === undefined ? {} : { accept, 'sec-fetch-dest': 'document' }),
  }
  const body = one.body?.()
  const init = {
    method: one.method ?? 'GET',
    headers,
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  }
  const response = await server.larkspur.fetch(new Request(`${origin}${one.path}`, init as RequestInit))
  expect(server.platform.calls).toEqual([])
  return response
}

test.each(Object.entries(cases))('%s is refused in JSON', async (_name, one) => {
  const response = await send(one)
  expect(response.status).toBe(one.status)
  expect(response.headers.get('allow')).toBe(one.allow ?? null)
  if (one.method === 'HEAD') return
  const answer = (await response.json()) as { error: Record<string, string> }
  // Which rule was broken is told where that is one of our own sentences.
  const detail = 'detail' in answer.error ? ['detail'] : []
  expect(Object.keys(answer.error)).toEqual(['code', 'message', 'hint', ...detail, 'requestId'])
  expect(answer.error.code).toBe(one.code)
  expect(answer.error.requestId).toBe(response.headers.get('x-request-id'))
  expect(JSON.stringify(answer)).not.toMatch(/\.ts:|node_modules/)
})

test.each(
  Object.entries(cases).filter(
    ([, one]) => one.headers?.['sec-fetch-dest'] === undefined && one.method !== 'HEAD',
  ),
)('%s is refused with a page where a person navigates', async (_name, one) => {
  const response = await send(one, 'text/html,application/xhtml+xml')
  expect(response.status).toBe(one.status)
  expect(response.headers.get('content-type')).toContain('text/html')
  const page = await response.text()
  expect(page).toContain('<h1>')
  expect(page).not.toMatch(/\.ts:|node_modules/)
})

test.each([
  ['zh-CN,zh;q=0.9', '页面不存在。'],
  ['en', 'There is no such page.'],
])('errors speak %s', async (language, message) => {
  await using server = await createTestServer()
  const response = await server.request('/nowhere', { headers: { 'accept-language': language } })
  expect(await response.json()).toMatchObject({ error: { message } })
})

test('a page of an error offers a way on', async () => {
  await using server = await createTestServer()
  const page = await (await server.request('/auth/callback', { headers: navigation })).text()
  expect(page).toContain('href="/auth/authorize?return_to=%2F"')
  expect(page).toContain('href="/"')
})

test('a platform that asks to wait is passed on as Retry-After', async () => {
  await using server = await createTestServer()
  server.platform.answers['/open-apis/authen/v2/oauth/token'] = () => ({
    status: 429,
    headers: { 'x-ogw-ratelimit-reset': '7' },
    body: { code: 99991400, error: 'rate_limited', error_description: 'slow down' },
  })
  const response = await server.browser().signIn()
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('7')
})

test('a database that is gone is 503 on /readyz and never a crash', async () => {
  const server = await createTestServer()
  expect((await server.request('/readyz')).status).toBe(200)
  await server.larkspur.close()
  const response = await server.request('/readyz')
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({ error: { code: 'storage_unavailable' } })
  expect((await server.request('/healthz')).status).toBe(200)
})
