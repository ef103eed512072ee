import { expect, test } from 'vitest'
import { createTestServer, jsonPost, markers, navigation, origin } from './test-server.ts'

const revocation = '/oauth/v1/revoke'
const form = {
  ...navigation,
  origin,
  'sec-fetch-site': 'same-origin',
  'content-type': 'application/x-www-form-urlencoded',
}

/** A platform that never answers a revocation. */
async function withSilentRevocation() {
  const asked = Promise.withResolvers<void>()
  const answer = (body: object) => Response.json({ code: 0, ...body })
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { pathname } = new URL(String(input))
    if (pathname === revocation) {
      asked.resolve()
      return new Promise((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
      })
    }
    if (pathname.endsWith('/oauth/token')) {
      const token = { access_token: markers.userToken, expires_in: 7200, token_type: 'Bearer', scope: 'a:b' }
      return Promise.resolve(answer(token))
    }
    const person = {
      open_id: 'ou_1',
      union_id: 'on_1',
      tenant_key: 't',
      name: '',
      en_name: '',
      avatar_url: '',
    }
    return Promise.resolve(answer({ data: person }))
  }
  const server = await createTestServer({ fetch })
  const browser = server.browser()
  expect((await browser.signIn()).status).toBe(200)
  return { server, browser, asked: asked.promise }
}

/** Well before the limit of a revocation, which would end the waiting, too. */
const soon = { timeout: 2_500 }

test('whoever leaves while the platform keeps silent is signed out, and nothing waits on', soon, async () => {
  const { server, browser, asked } = await withSilentRevocation()
  const left = new AbortController()
  const body = '{"revoke":true}'
  const out = browser.request('/auth/sign-out', {
    method: 'POST',
    headers: jsonPost,
    body,
    signal: left.signal,
  })
  await asked
  expect((await browser.request('/auth/session')).status).toBe(401)
  left.abort()
  expect((await out).status).toBe(204)
  await server.larkspur.close()
})

test('close does not wait for a platform that keeps silent', soon, async () => {
  const { server, browser, asked } = await withSilentRevocation()
  const out = browser.request('/auth/sign-out', {
    method: 'POST',
    headers: jsonPost,
    body: '{"revoke":true}',
  })
  await asked
  await server.larkspur.close()
  expect((await out).status).toBe(204)
})

const forms: [string, number, number][] = [
  ['revoke=true', 303, 2],
  ['revoke=false', 303, 0],
  ['', 303, 0],
  ['revoke=perhaps', 400, 0],
  ['revoke=true&revoke=false', 400, 0],
]

test.each(forms)('the form "%s" signs out with %i and revokes %i tokens', async (body, status, revoked) => {
  await using server = await createTestServer()
  server.platform.scope = 'a:b offline_access'
  server.platform.answers[revocation] = () => ({ body: '' })
  const browser = server.browser()
  await browser.signIn()
  const response = await browser.request('/auth/sign-out', { method: 'POST', headers: form, body })
  expect(response.status).toBe(status)
  expect(server.platform.calls.filter((path) => path === revocation)).toHaveLength(revoked)
})
