// Tests: who may see the overview, the logs and the tokens, and what nobody may see in them.

import { expect, test } from 'vitest'
import { jsonPost, markers, navigation } from '../../test-server.ts'
import { openTestConsole } from '../test-console.ts'

const paths = [
  '/console',
  '/console/sign-ins',
  '/console/sign-ins.csv',
  '/console/audit',
  '/console/audit.csv',
  '/console/tokens',
]

test.each(paths)('%s is for administrators: others get 403, strangers 401', async (path) => {
  await using console = await openTestConsole()
  const { server } = console
  const person = server.browser()
  server.platform.profile = { open_id: 'ou_2', union_id: 'on_2', name: 'Somebody' }
  await person.signIn()
  const refused = await person.request(path, { headers: navigation })
  expect(refused.status).toBe(403)
  expect(await refused.text()).toContain('role_required')
  expect((await server.request(path, { headers: navigation })).status).toBe(401)
  expect((await person.request(path, { method: 'POST', headers: jsonPost, body: '{}' })).status).toBe(405)
  expect((await console.open(path)).status).toBe(200)
  // From the next request on.
  await server.larkspur.accounts.revoke(console.userId, 'administrator')
  expect((await console.open(path)).status).toBe(403)
  // The requests of those who may not are no exports.
  const exports = console.audit().filter(({ action }) => action.endsWith('.export'))
  expect(exports).toHaveLength(path.endsWith('.csv') ? 1 : 0)
})

test.each(paths)('without the console, %s is not there', async (path) => {
  await using console = await openTestConsole({ console: false })
  expect((await console.open(path)).status).toBe(404)
})

test('D39 D49 no page, no export and no log line holds a token or a secret', async () => {
  const events = {
    encryptKey: 'MARKER-encrypt-key-0123456789',
    verificationToken: 'MARKER-verification-token',
  }
  await using console = await openTestConsole({
    feishu: { appId: 'cli_a1b2c3d4e5f60718', appSecret: markers.appSecret, events },
  })
  const { server, browser } = console
  server.platform.scope = 'offline_access contact:user.email:readonly'
  await browser.signIn()
  await server.larkspur.tokens.tenantAccessToken()
  await server.larkspur.elements.create({
    name: 'planted',
    appId: 'cli_planted',
    appSecret: 'MARKER-planted',
  })
  // A platform that repeats what it was sent.
  server.platform.answers['/open-apis/authen/v2/oauth/token'] = () => ({
    status: 400,
    body: {
      code: 20_003,
      error_description: `${markers.appSecret} ${markers.userToken} ${markers.refreshToken}`,
    },
    headers: { 'x-tt-logid': 'log-1' },
  })
  await server.browser().confirm()
  await server.browser().signIn()
  const pages = await Promise.all(
    paths.flatMap((path) => ['en', 'zh'].map(async (language) => console.text(path, language))),
  )
  const shown = [...pages, ...server.logs, JSON.stringify(console.rows('audit'))].join('\n')
  expect(shown).toContain('code_invalid')
  expect(shown).toContain('contact:user.email:readonly')
  const secrets = [
    ...Object.values(markers),
    ...['t-MARKERtenanttoken0123456789', 'MARKER-planted', ...Object.values(events)],
    ...[...browser.cookies.values()].filter((value) => value.length > 30),
  ]
  expect(secrets.length).toBeGreaterThanOrEqual(10)
  for (const secret of secrets) expect(shown).not.toContain(secret)
})
