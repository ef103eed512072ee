// Tests: the page of tokens, by HTTP.

import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../storage/contracts/open-test-database.ts'
import { navigation } from '../../test-server.ts'
import { openTestConsole } from '../test-console.ts'

const rowsOf = (page: string) =>
  [...page.matchAll(/<tr><td.*?<\/tr>/gs)].map(([row]) =>
    row
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  )

test.each([
  ['en', ['not needed yet', 'there', '2 h', 'is being renewed soon', '20 min', 'over']],
  ['zh', ['尚未使用', '有效', '2 小时', '即将续期', '20 分', '已过期']],
])(
  'tokens are shown with how long they last, in %s',
  async (language, [absent, there, whole, ending, rest, over]) => {
    // Asking whether somebody still works here would renew the token.
    await using console = await openTestConsole({ recheckSeconds: 0 })
    const { server, browser } = console
    const rows = async () => rowsOf(await console.text('/console/tokens', language))
    expect((await rows()).slice(0, 3)).toEqual([
      `tenant_access_token ${absent} – –`,
      `app_access_token ${absent} – –`,
      `jsapi_ticket ${absent} – –`,
    ])
    server.platform.scope = 'offline_access contact:user.email:readonly'
    await browser.signIn()
    await server.larkspur.tokens.tenantAccessToken()
    const fresh = await rows()
    expect(fresh[0]).toContain(`tenant_access_token ${there} ${whole} 2026-01-01 02:00:00`)
    expect(fresh[3]).toContain('李雷 ou_1 offline_access contact:user.email:readonly')
    expect(fresh[3]).toContain(whole)
    server.time.now += 100 * 60_000
    const [old = ''] = await rows()
    expect(old).toContain(`tenant_access_token ${ending} ${rest}`)
    server.time.now += 30 * 60_000
    const late = await rows()
    expect(late[0]).toBe(`tenant_access_token ${absent} – –`)
    expect(late[3]).toContain(over)
  },
)

test('showing them asks the platform for none', async () => {
  await using console = await openTestConsole()
  const before = console.server.platform.calls.length
  await console.text('/console/tokens')
  expect(console.server.platform.calls.length).toBe(before)
})

test('each method shows its own', async () => {
  await using console = await openTestConsole({ instances: { shanghai: { appId: 'cli_2', appSecret: 's' } } })
  const { server } = console
  server.platform.scope = 'offline_access'
  server.platform.profile = { open_id: 'ou_9', union_id: 'on_9', name: '赵六' }
  const other = server.browser()
  const start = await other.request('/auth/authorize?instance=shanghai', { headers: navigation })
  await other.comeBack(start.headers.get('location') ?? '')
  const [here, there] = [
    await console.text('/console/tokens'),
    await console.text('/console/tokens?instance=shanghai'),
  ]
  expect(here).not.toContain('赵六')
  expect(there).toContain('赵六')
  expect(there).toContain('<option value="shanghai" selected>')
})

test('people come in pages of 50; who has no account, and what cannot be read, is said', async () => {
  await using console = await openTestConsole()
  const database = await openTestDatabase(`sqlite:${console.file}`)
  const app = { brand: 'feishu', appId: 'cli_a1b2c3d4e5f60718', tenantKey: 'tenant-1' } as const
  for (let n = 0; n < 60; n++) {
    const openId = `ou_p${String(n).padStart(2, '0')}`
    const profile = {
      name: `Person ${n}`,
      enName: '',
      avatarUrl: '',
      openId,
      unionId: openId,
      emailVerified: false,
    } as const
    const ids = { userId: openId, identityId: openId }
    await database.identities.save({ ...app, subjectType: 'open_id', subject: openId }, profile, 0, ids)
    // Sealed with a key that the server does not have.
    await database.userTokens.put(
      { ...app, openId },
      { accessToken: 'x', expiresAt: 1, scopes: ['s'], generation: 'v2', authorizedAt: 0 },
    )
  }
  await database.close()
  const first = await console.text('/console/tokens')
  expect(rowsOf(first)).toHaveLength(3 + 50)
  expect(rowsOf(first)[3]).toBe('Person 0 ou_p00 cannot be read: its key is missing')
  const next = /rel="next" href="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const second = await console.text(next)
  expect(rowsOf(second)).toHaveLength(3 + 10)
  expect(second).not.toContain('rel="next"')
})
