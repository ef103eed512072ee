// Tests: what is written down of sign-ins, by HTTP.

import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openTestConsole, type TestConsole } from './console/test-console.ts'
import { jsonPost, markers, navigation, ownScript, type TestBrowser } from './test-server.ts'

const tokenPath = '/open-apis/authen/v2/oauth/token'
const code = 'b'.repeat(64)

/** Without the sign-in of the administrator, which made the console. */
const rows = (console: TestConsole) => console.rows('sign_ins').slice(1)
const outcomes = (console: TestConsole) => rows(console).map(({ flow, outcome }) => [flow, outcome])

async function startQr(browser: TestBrowser): Promise<string> {
  const response = await browser.request('/auth/qr', { method: 'POST', headers: jsonPost, body: '{}' })
  return ((await response.json()) as { goto: string }).goto
}

async function startRedirect(browser: TestBrowser): Promise<string> {
  const response = await browser.request('/auth/authorize', { headers: navigation })
  return response.headers.get('location') ?? ''
}

const miniProgram = (console: TestConsole) =>
  console.server.request('/auth/mini-program', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  })

async function sample(browser: TestBrowser): Promise<Response> {
  await browser.request('/get_appid', { headers: ownScript })
  return browser.request(`/callback?code=${code}`, { headers: ownScript })
}

test.each<[string, string, (console: TestConsole, browser: TestBrowser) => Promise<unknown>]>([
  ['by redirect', 'redirect', (_, browser) => browser.confirm()],
  ['by QR code', 'qr', async (_, browser) => browser.comeBack(await startQr(browser))],
  ['in the client', 'in_client', (_, browser) => browser.signIn()],
  ['with the script of the platform', 'in_client', (_, browser) => sample(browser)],
  ['in a mini program', 'mini_program', (console) => miniProgram(console)],
])('a sign-in %s is written down once, well or not', async (_, flow, signIn) => {
  await using console = await openTestConsole()
  const { server } = console
  server.time.now += 5_000
  await signIn(console, server.browser())
  const common = { at: server.time.now, instance: 'default', flow }
  expect(rows(console)).toEqual([
    {
      ...{ ...common, id: expect.stringMatching(/^[\w-]{22}$/), outcome: 'ok' },
      ...{ user_id: console.userId, name: '李雷', request_id: expect.stringMatching(/^[\w-]{16}$/) },
      ...{ platform_code: null, platform_log_id: null },
    },
  ])
  server.platform.answers[tokenPath] = () => ({
    status: 400,
    body: { code: 20_065, error: 'invalid_grant', error_description: `the code ${code} was used` },
    headers: { 'x-tt-logid': 'log-1' },
  })
  await signIn(console, server.browser())
  expect(rows(console)).toHaveLength(2)
  expect(rows(console)[1]).toMatchObject({
    ...{ ...common, outcome: 'code_invalid', user_id: null, name: null },
    ...{ platform_code: 20_065, platform_log_id: 'log-1' },
  })
})

test('the names of further apps stand in the log', async () => {
  await using console = await openTestConsole({ instances: { shanghai: { appId: 'cli_2', appSecret: 's' } } })
  const browser = console.server.browser()
  const start = await browser.request('/auth/authorize?instance=shanghai', { headers: navigation })
  await browser.comeBack(start.headers.get('location') ?? '')
  expect(rows(console)).toMatchObject([{ instance: 'shanghai', flow: 'redirect', outcome: 'ok' }])
})

test('who is refused after the platform has answered is written down with the reason alone', async () => {
  await using console = await openTestConsole({ allowedTenants: ['tenant-1'] })
  console.server.platform.profile = { tenant_key: 'tenant-2', name: 'Nobody' }
  await console.server.browser().confirm()
  expect(rows(console)).toMatchObject([{ outcome: 'tenant_not_allowed', user_id: null, name: null }])
})

test('who does not agree, and who takes too long, is written down', async () => {
  await using console = await openTestConsole()
  const [one, two] = [console.server.browser(), console.server.browser()]
  await one.comeBack(await startRedirect(one), 'error=access_denied')
  const slow = await startQr(two)
  console.server.time.now += 11 * 60_000
  await two.comeBack(slow)
  expect(outcomes(console)).toEqual([
    ['redirect', 'authorization_denied'],
    ['qr', 'attempt_expired'],
  ])
})

test('adding an identity is no sign-in, well or not', async () => {
  await using console = await openTestConsole()
  const { browser, server } = console
  await browser.confirm()
  const before = rows(console).length
  const bind = async () => {
    const start = await browser.request('/auth/identities', { method: 'POST', headers: jsonPost, body: '{}' })
    return ((await start.json()) as { location: string }).location
  }
  server.platform.profile = { open_id: 'ou_2', union_id: 'on_2' }
  expect((await browser.comeBack(await bind())).status).toBe(302)
  await browser.comeBack(await bind(), 'error=access_denied')
  expect(rows(console)).toHaveLength(before)
  const identities = await browser.request('/auth/identities', { headers: ownScript })
  expect(((await identities.json()) as { identities: object[] }).identities).toHaveLength(2)
})

test('what no browser began fills no table, and is in the log file', async () => {
  await using console = await openTestConsole()
  const { server } = console
  const stranger = server.browser()
  const location = await startRedirect(server.browser())
  await stranger.request('/', { headers: navigation })
  for (let n = 0; n < 5; n++) {
    await server.request(`/auth/callback?code=${code}&state=${'s'.repeat(43)}`, { headers: navigation })
    await stranger.comeBack(location)
    await server.request(`/auth/callback?code=${code}`, { headers: navigation })
    await server.request('/auth/in-client', {
      ...{ method: 'POST', headers: jsonPost },
      body: JSON.stringify({ code, attempt: 'a'.repeat(43) }),
    })
    await server.request(`/callback?code=${code}`, { headers: ownScript })
    await server.request('/auth/mini-program', { method: 'POST', headers: jsonPost, body: '{}' })
  }
  expect(rows(console)).toEqual([])
  const refused = server.logs.filter((line) => line.includes('request refused'))
  expect(refused.length).toBeGreaterThanOrEqual(30)
})

test('a callback that comes twice is one sign-in', async () => {
  await using console = await openTestConsole()
  const browser = console.server.browser()
  const location = await startRedirect(browser)
  await browser.comeBack(location)
  await browser.comeBack(location)
  expect(outcomes(console)).toEqual([['redirect', 'ok']])
})

test('a log that cannot be written spoils no sign-in, and says so in the log file', async () => {
  await using console = await openTestConsole()
  const { server } = console
  const file = new DatabaseSync(console.file)
  file.exec('drop table sign_ins')
  file.close()
  const browser = server.browser()
  expect((await browser.signIn()).status).toBe(200)
  expect((await browser.request('/auth/session', { headers: ownScript })).status).toBe(200)
  expect((await server.browser().confirm()).status).toBe(302)
  expect((await miniProgram(console)).status).toBe(200)
  server.platform.answers[tokenPath] = () => ({ status: 400, body: { code: 20_065, error: 'invalid_grant' } })
  const failed = await server.browser().signIn()
  expect([failed.status, ((await failed.json()) as { error: { code: string } }).error.code]).toEqual([
    400,
    'code_invalid',
  ])
  expect(server.logs.filter((line) => line.includes('sign-in not written down'))).toHaveLength(4)
})

test('D49 the table holds no code, no token and no secret', async () => {
  await using console = await openTestConsole()
  const { server } = console
  server.platform.scope = 'offline_access'
  const browser = server.browser()
  const location = await startRedirect(browser)
  await browser.comeBack(location)
  await browser.signIn()
  server.platform.answers[tokenPath] = () => ({
    status: 400,
    body: { code: 20_065, error_description: `${code} ${markers.userToken} ${markers.appSecret}` },
  })
  await server.browser().confirm()
  const state = new URL(location).searchParams.get('state') ?? ''
  const text = JSON.stringify(console.rows('sign_ins'))
  expect(text).toContain('code_invalid')
  for (const secret of [code, 'a'.repeat(64), state, ...Object.values(markers)])
    expect(text).not.toContain(secret)
})
