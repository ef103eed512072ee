import { expect, test } from 'vitest'
import { createTestServer, jsonPost, navigation, type TestServer } from './test-server.ts'

async function signIn(server: TestServer, profile: Record<string, unknown>) {
  server.platform.profile = profile
  const response = await server.browser().signIn()
  const { user, error } = (await response.json()) as { user?: { id: string }; error?: { code: string } }
  return user?.id ?? error?.code
}

test('with createAccounts: false only people who are expected get in', async () => {
  await using server = await createTestServer({ createAccounts: false })
  const { accounts } = server.larkspur
  expect(await signIn(server, { open_id: 'ou_9', union_id: 'on_9' })).toBe('account_missing')
  const { userId } = await accounts.expect({ openId: 'ou_9' })
  expect(await accounts.expected()).toEqual([
    {
      ...{ openId: 'ou_9', instance: 'default', brand: 'feishu', appId: expect.stringMatching(/^cli_/) },
      ...{ account: userId, createdAt: server.time.now },
    },
  ])
  expect(await signIn(server, { open_id: 'ou_9', union_id: 'on_9' })).toBe(userId)
  expect(await accounts.expected()).toEqual([])
  expect(await accounts.identities(userId)).toMatchObject([{ openId: 'ou_9', instance: 'default' }])
})

test('a person who is expected by an account joins it', async () => {
  await using server = await createTestServer()
  const { accounts } = server.larkspur
  const account = String(await signIn(server, {}))
  await accounts.expect({ userId: 'u-7', tenantKey: 'tenant-1', account })
  const other = { open_id: 'ou_7', union_id: 'on_7', user_id: 'u-7' }
  expect(await signIn(server, other)).toBe(account)
  expect(await accounts.identities(account)).toHaveLength(2)
})

test.each(['zhang san', '张三', "o'neill"])(
  'whoever has the user id %s may be expected by it',
  async (userId) => {
    await using server = await createTestServer()
    const { accounts } = server.larkspur
    const { userId: account } = await accounts.expect({ userId, tenantKey: 'tenant-1' })
    expect(await accounts.expected()).toMatchObject([{ userId, tenantKey: 'tenant-1', account }])
    expect(await signIn(server, { user_id: userId })).toBe(account)
  },
)

test('nobody is joined by an e-mail address', async () => {
  await using server = await createTestServer()
  const email = 'boss@example.com'
  const first = await signIn(server, { email, enterprise_email: email })
  const second = await signIn(server, { open_id: 'ou_2', union_id: 'on_2', email, enterprise_email: email })
  expect(second).not.toBe(first)
})

test('of two who unbind one identity at the same time one is told that it is not there', async () => {
  await using server = await createTestServer()
  const { accounts } = server.larkspur
  const account = (await signIn(server, {})) ?? ''
  await accounts.expect({ openId: 'ou_9', account })
  await signIn(server, { open_id: 'ou_9', union_id: 'on_9' })
  const second = (await accounts.identities(account)).find(({ openId }) => openId === 'ou_9')?.id ?? ''
  const outcomes = await Promise.allSettled([1, 2].map(() => accounts.unbind(account, second)))
  expect(outcomes).toMatchObject([
    { status: 'fulfilled', value: { revoked: null } },
    { status: 'rejected', reason: { code: 'request_invalid' } },
  ])
})

test('whoever is expected no longer does not get in', async () => {
  await using server = await createTestServer({ createAccounts: false })
  const { accounts } = server.larkspur
  const { userId } = await accounts.expect({ unionId: 'on_9' })
  expect(await accounts.cancelExpected({ unionId: 'on_9' })).toBe(userId)
  expect(await accounts.cancelExpected({ unionId: 'on_9' })).toBeNull()
  expect(await signIn(server, { open_id: 'ou_9', union_id: 'on_9' })).toBe('account_missing')
})

test('D30 whoever has an account, or is expected by another one, is not expected', async () => {
  await using server = await createTestServer()
  const { accounts } = server.larkspur
  await signIn(server, {})
  await expect(accounts.expect({ openId: 'ou_1' })).rejects.toMatchObject({ code: 'identity_taken' })
  await accounts.expect({ openId: 'ou_2' })
  await expect(accounts.expect({ openId: 'ou_2' })).rejects.toMatchObject({ code: 'identity_taken' })
})

test.each<[string, Record<string, string>]>([
  ['nobody', {}],
  ['two names', { openId: 'ou_1', unionId: 'on_1' }],
  ['a user id without its tenant', { userId: 'u-1' }],
  ['an empty name', { openId: '' }],
  ['a name with a space', { openId: 'ou 1' }],
  ['an open id with an invisible letter', { openId: 'ou_1\u200b' }],
  ['a user id with a space before it', { userId: ' zhang', tenantKey: 'tenant-1' }],
  ['a user id with a line break', { userId: 'zhang\nsan', tenantKey: 'tenant-1' }],
  ['a user id that means nothing', { userId: 'null', tenantKey: 'tenant-1' }],
  ['a tenant with a space', { openId: 'ou_1', tenantKey: 'tenant 1' }],
  ['an empty tenant', { openId: 'ou_1', tenantKey: '' }],
  ['an unknown app', { openId: 'ou_1', instance: 'none' }],
  ['an account that is no id', { openId: 'ou_1', account: '../x' }],
])('%s cannot be expected', async (_what, person) => {
  await using server = await createTestServer()
  await expect(server.larkspur.accounts.expect(person)).rejects.toMatchObject({ code: 'request_invalid' })
})

test('the page of a person without account says what to do', async () => {
  await using server = await createTestServer({ createAccounts: false })
  const browser = server.browser()
  const start = await browser.request('/auth/authorize', { headers: navigation })
  const back = await browser.comeBack(start.headers.get('location') ?? '')
  expect(back.status).toBe(403)
  expect(await back.text()).toContain('data-code="account_missing"')
})

test('a mini program is let in by the same rule', async () => {
  await using server = await createTestServer({ createAccounts: false })
  const body = JSON.stringify({ code: 'c'.repeat(64) })
  const response = await server.request('/auth/mini-program', { method: 'POST', headers: jsonPost, body })
  expect(await response.json()).toMatchObject({ error: { code: 'account_missing' } })
})
