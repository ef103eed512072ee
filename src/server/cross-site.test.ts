import { expect, test } from 'vitest'
import { createTestServer, jsonPost, ownScript } from './test-server.ts'

const posts: [string, object][] = [
  ['/auth/attempts', {}],
  ['/auth/in-client', { code: 'c', attempt: 'a' }],
  ['/auth/qr', {}],
  ['/auth/scopes', { scopes: ['a:b'] }],
  ['/auth/identities', {}],
  ['/auth/identities/unbind', { id: 'x' }],
  ['/auth/sign-out', { revoke: true }],
]

const foreign: [string, Record<string, string>][] = [
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['another subdomain', { 'sec-fetch-site': 'same-site', origin: 'https://evil.example.com' }],
  ['another site in an old client', { origin: 'https://evil.example' }],
  ['an opaque page in an old client', { origin: 'null' }],
  ['nobody', {}],
]

test.each(
  posts.flatMap(([path, body]) => foreign.map(([who, headers]) => [path, who, headers, body] as const)),
)('D8 POST %s from %s is refused and changes nothing', async (path, _who, headers, body) => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.signIn()
  server.platform.calls.length = 0
  const response = await browser.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(403)
  expect(await response.json()).toMatchObject({ error: { code: 'origin_not_allowed' } })
  expect(response.headers.getSetCookie()).toEqual([])
  expect(server.platform.calls).toEqual([])
  expect((await browser.request('/auth/session', { headers: ownScript })).status).toBe(200)
})

test.each(posts.filter(([path]) => path !== '/auth/sign-out'))('POST %s takes JSON alone', async (path) => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.signIn()
  const headers = { ...jsonPost, 'content-type': 'text/plain' }
  const response = await browser.request(path, { method: 'POST', headers, body: '{}' })
  expect(response.status).toBe(415)
})

test('D38 no answer about a person is kept by a cache', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.confirm()
  const answers = [await browser.signIn()]
  for (const path of ['/', '/auth/session', '/auth/identities', '/auth/qr']) {
    answers.push(await browser.request(path, { headers: ownScript }))
  }
  for (const path of ['/auth/qr', '/auth/identities', '/auth/attempts']) {
    answers.push(await browser.request(path, { method: 'POST', headers: jsonPost, body: '{}' }))
  }
  for (const answer of answers) {
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
  }
})
