import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { createTestServer, jsonPost, ownScript, type TestServer } from './test-server.ts'

const statusPath = '/open-apis/contact/v3/users/ou_1'

function answerStatus(server: TestServer, status: Record<string, boolean>): void {
  server.platform.answers[statusPath] = () => ({
    body: {
      code: 0,
      msg: 'success',
      data: {
        user: {
          open_id: 'ou_1',
          status: {
            is_frozen: false,
            is_resigned: false,
            is_activated: true,
            is_exited: false,
            is_unjoin: false,
            ...status,
          },
        },
      },
    },
  })
}

const asked = (server: TestServer) => server.platform.calls.filter((path) => path === statusPath).length
const hour = 3_600_000

async function signedIn(server: TestServer) {
  const browser = server.browser()
  await browser.signIn()
  const status = async () => (await browser.request('/auth/session', { headers: ownScript })).status
  return { browser, status }
}

test('D29 a person who left loses every session at the next check, and no request waits for it', async () => {
  await using server = await createTestServer()
  const one = await signedIn(server)
  const two = await signedIn(server)
  answerStatus(server, { is_resigned: true })
  server.time.now += hour
  // This request starts the check and is still answered from what is known.
  expect(await one.status()).toBe(200)
  await expect.poll(one.status).toBe(401)
  expect(await two.status()).toBe(401)
  expect(asked(server)).toBe(1)
})

test.each([
  ['is_resigned', true, 'user_resigned'],
  ['is_frozen', true, 'user_frozen'],
  ['is_activated', false, 'user_not_activated'],
])(
  'D29 nobody works in the name of a person whose %s is %s: no token is left',
  async (field, value, code) => {
    const file = join(mkdtempSync(join(tmpdir(), 'larkspur-left-')), 'x.db')
    await using server = await createTestServer({ database: `sqlite:${file}` })
    using rows = new DatabaseSync(file)
    const kept = () => rows.prepare('select count(*) as n from user_tokens').get()?.n
    server.platform.scope = 'contact:user.email:readonly offline_access'
    const { browser, status } = await signedIn(server)
    const answer = await browser.request('/auth/session', { headers: ownScript })
    const { user } = (await answer.json()) as { user: { id: string } }
    const { tokens, feishu, accounts } = server.larkspur
    const [identity] = await accounts.identities(user.id)
    await tokens.userAccessToken(user.id)
    expect(kept()).toBe(1)
    answerStatus(server, { [field]: value })
    server.time.now += hour
    await status()
    await expect.poll(status).toBe(401)
    await expect.poll(kept).toBe(0)
    const calls = server.platform.calls.length
    for (const who of [user.id, { identityId: identity?.id ?? '' }]) {
      await expect(tokens.userAccessToken(who)).rejects.toMatchObject({ code })
      await expect(tokens.ensureScopes(who, ['a:b'])).rejects.toMatchObject({ code })
      await expect(feishu(who).get('/open-apis/x')).rejects.toMatchObject({ code })
      // What an administrator takes back may be anybody's.
      expect(await tokens.withdraw(who)).toEqual({ revoked: false })
    }
    expect(server.platform.calls).toHaveLength(calls)
  },
)

test('D29 a user id means an identity that may still use the app, when there is one', async () => {
  await using server = await createTestServer()
  server.platform.scope = 'contact:user.email:readonly offline_access'
  const browser = server.browser()
  await browser.confirm()
  const start = await browser.request('/auth/identities', { method: 'POST', headers: jsonPost, body: '{}' })
  const { location } = (await start.json()) as { location: string }
  server.platform.profile = { open_id: 'ou_2', union_id: 'on_2' }
  await browser.comeBack(location)
  server.platform.profile = {}
  server.time.now += 1
  const { status } = await signedIn(server)
  const answer = await browser.request('/auth/session', { headers: ownScript })
  const { user } = (await answer.json()) as { user: { id: string } }
  const { accounts, tokens } = server.larkspur
  const [first, second] = await accounts.identities(user.id)
  expect([first?.openId, second?.openId]).toEqual(['ou_1', 'ou_2'])
  answerStatus(server, { is_resigned: true })
  server.time.now += hour
  await status()
  await expect.poll(status).toBe(401)
  await expect(tokens.userAccessToken({ identityId: first?.id ?? '' })).rejects.toMatchObject({
    code: 'user_resigned',
  })
  expect((await tokens.ensureScopes(user.id, ['contact:user.email:readonly'])).satisfied).toBe(true)
})

test('a person who stayed is asked about once an hour, however many requests come at once', async () => {
  await using server = await createTestServer()
  const one = await signedIn(server)
  answerStatus(server, {})
  expect(await one.status()).toBe(200)
  expect(asked(server)).toBe(0)
  server.time.now += hour
  await Promise.all(Array.from({ length: 20 }, one.status))
  await expect.poll(() => asked(server)).toBe(1)
  server.time.now += hour - 1
  await one.status()
  expect(asked(server)).toBe(1)
  server.time.now += 1
  await one.status()
  await expect.poll(() => asked(server)).toBe(2)
})

test('an outage ends nobody’s session, and the person is left alone for a minute', async () => {
  await using server = await createTestServer()
  const one = await signedIn(server)
  server.platform.answers[statusPath] = () => ({ status: 500, body: 'down' })
  server.time.now += hour
  await one.status()
  await expect.poll(() => server.logs.filter((line) => line.includes('status check failed')).length).toBe(1)
  const tries = asked(server)
  expect(await one.status()).toBe(200)
  expect(asked(server)).toBe(tries)
  server.time.now += 60_000
  answerStatus(server, { is_frozen: true })
  await one.status()
  await expect.poll(one.status).toBe(401)
})

test('with recheckSeconds 0 nobody is ever asked about', async () => {
  await using server = await createTestServer({ recheckSeconds: 0 })
  const one = await signedIn(server)
  server.time.now += 2 * hour
  await one.status()
  await server.larkspur.close()
  expect(asked(server)).toBe(0)
})

test('an app can end the sessions of a person', async () => {
  await using server = await createTestServer()
  const one = await signedIn(server)
  const two = await signedIn(server)
  const answer = await one.browser.request('/auth/session', { headers: ownScript })
  const { user } = (await answer.json()) as { user: { id: string } }
  expect(await server.larkspur.sessions.endAllOf(user.id)).toBe(2)
  expect([await one.status(), await two.status()]).toEqual([401, 401])
})

test('the sweep clears what expired', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'larkspur-sweep-')), 'x.db')
  await using server = await createTestServer({ database: `sqlite:${file}` })
  using rows = new DatabaseSync(file)
  const count = () => rows.prepare('select count(*) as n from sessions').get()?.n
  await signedIn(server)
  server.time.now += 6 * 86_400_000
  await signedIn(server)
  expect(count()).toBe(2)
  server.time.now += hour
  server.sweep()
  await expect.poll(count).toBe(1)
})

test('closing cancels the check that runs', async () => {
  let waiting = 0
  let cancelled = 0
  const server = await createTestServer({
    sleep: (_ms, signal) =>
      new Promise((_resolve, reject) => {
        waiting += 1
        signal?.addEventListener('abort', () => {
          cancelled += 1
          reject(signal.reason)
        })
      }),
  })
  const one = await signedIn(server)
  server.platform.answers[statusPath] = () => ({ status: 500, body: 'down' })
  server.time.now += hour
  await one.status()
  await expect.poll(() => waiting).toBe(1)
  await server.larkspur.close()
  expect(cancelled).toBe(1)
  expect(server.logs.join()).not.toContain('status check failed')
})
