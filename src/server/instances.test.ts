import { expect, test } from 'vitest'
import { createTestServer, jsonPost, markers, navigation, origin } from './test-server.ts'

const code = 'c'.repeat(64)
const lark = { brand: 'lark', appId: 'cli_lark', appSecret: 'MARKER-lark-secret' } as const
const both = { instances: { lark } }

test('a second app has an authorize page and a redirect URI of its own', async () => {
  await using server = await createTestServer(both)
  const browser = server.browser()
  const start = await browser.request('/auth/authorize?instance=lark&return_to=/x', { headers: navigation })
  const location = start.headers.get('location') ?? ''
  expect(location).toMatch(/^https:\/\/accounts\.larksuite\.com\//)
  expect(new URL(location).searchParams.get('client_id')).toBe('cli_lark')
  expect(new URL(location).searchParams.get('redirect_uri')).toBe(`${origin}/auth/callback/lark`)
  const back = await browser.comeBack(location)
  expect([back.status, back.headers.get('location')]).toEqual([302, '/x'])
  const { identities } = await json<{ identities: object[] }>(browser.request('/auth/identities'))
  expect(identities).toEqual([
    expect.objectContaining({ instance: 'lark', brand: 'lark', appId: 'cli_lark', current: true }),
  ])
})

async function json<T>(response: Promise<Response>): Promise<T> {
  return (await (await response).json()) as T
}

test.each([
  ['the other app’s callback', '', '/auth/callback/lark'],
  ['the first app’s callback', '&instance=lark', '/auth/callback'],
])('D16 a sign-in of one app cannot be finished at %s', async (_what, instance, path) => {
  await using server = await createTestServer(both)
  const browser = server.browser()
  // Not the first start of this browser: that one is repeated for it, without harm.
  await browser.request('/auth/authorize', { headers: navigation })
  const start = await browser.request(`/auth/authorize?return_to=/${instance}`, { headers: navigation })
  const state = new URL(start.headers.get('location') ?? '').searchParams.get('state')
  const response = await browser.request(`${path}?code=${code}&state=${state}`, {
    headers: { accept: 'application/json' },
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { code: 'attempt_invalid' } })
  expect(server.platform.calls).toEqual([])
  expect((await browser.request('/auth/session')).status).toBe(401)
})

test('D16 an attempt of one app does not serve the other in the client', async () => {
  await using server = await createTestServer(both)
  const browser = server.browser()
  const post = (path: string, body: object) =>
    browser.request(path, { method: 'POST', headers: jsonPost, body: JSON.stringify(body) })
  const start = async (instance?: string) => {
    const response = await post('/auth/attempts', { instance })
    return (await response.json()) as { attempt: string; appId: string }
  }
  const first = await start()
  const other = await start('lark')
  expect([first.appId, other.appId]).toEqual(['cli_a1b2c3d4e5f60718', 'cli_lark'])
  const mixed = await post('/auth/in-client', { code, attempt: other.attempt })
  expect(await mixed.json()).toMatchObject({ error: { code: 'attempt_invalid' } })
  expect(server.platform.calls).toEqual([])
  const { attempt } = await start('lark')
  expect((await post('/auth/in-client', { code, attempt, instance: 'lark' })).status).toBe(200)
})

test.each([
  '/auth/authorize?instance=none',
  '/auth/authorize?instance=',
  '/auth/authorize?instance=lark&instance=lark',
  '/auth/qr?instance=none',
])('%s is refused', async (path) => {
  await using server = await createTestServer(both)
  const response = await server.request(path)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { code: 'request_invalid' } })
})

test.each(['/auth/callback/none', '/auth/callback/default', '/auth/callback/lark/more'])(
  '%s is nowhere',
  async (path) => {
    await using server = await createTestServer(both)
    expect((await server.request(path)).status).toBe(404)
  },
)

test('the same person in two apps is two accounts, and the secrets stay apart', async () => {
  await using server = await createTestServer(both)
  const account = async (instance: string) => {
    const browser = server.browser()
    const start = await browser.request(`/auth/authorize?return_to=/${instance}`, { headers: navigation })
    await browser.comeBack(start.headers.get('location') ?? '')
    const { user } = await json<{ user: { id: string } }>(browser.request('/auth/session'))
    return user.id
  }
  expect(await account('')).not.toBe(await account('&instance=lark'))
  expect(server.logs.join('\n')).not.toContain(lark.appSecret)
  expect(server.logs.join('\n')).not.toContain(markers.appSecret)
})

test('a session of an app that is configured no longer ends', async () => {
  const { mkdtempSync } = await import('node:fs')
  const { tmpdir } = await import('node:os')
  const database = `sqlite:${mkdtempSync(`${tmpdir()}/larkspur-instances-`)}/x.db`
  const cookie = await (async () => {
    await using server = await createTestServer({ ...both, database })
    const browser = server.browser()
    const start = await browser.request('/auth/authorize?instance=lark', { headers: navigation })
    await browser.comeBack(start.headers.get('location') ?? '')
    expect((await browser.request('/auth/session')).status).toBe(200)
    return [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  })()
  await using later = await createTestServer({ database })
  expect((await later.request('/auth/session', { headers: { cookie } })).status).toBe(401)
})
