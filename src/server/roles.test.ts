import { expect, test } from 'vitest'
import { createTestServer, type TestServer } from './test-server.ts'

async function accountOf(server: TestServer, profile: Record<string, unknown> = {}): Promise<string> {
  server.platform.profile = profile
  const { user } = (await (await server.browser().signIn()).json()) as { user: { id: string } }
  return user.id
}

test('a role is granted, listed, and taken', async () => {
  await using server = await createTestServer()
  const { accounts } = server.larkspur
  const account = await accountOf(server)
  const other = await accountOf(server, { open_id: 'ou_2', union_id: 'on_2' })
  expect(await accounts.roles(account)).toEqual([])
  await accounts.grant(account, 'directory_reader')
  await accounts.grant(account, 'directory_reader')
  await accounts.grant(account, 'administrator')
  await accounts.grant(other, 'administrator')
  expect(await accounts.roles(account)).toEqual(['administrator', 'directory_reader'])
  expect(await accounts.holders('directory_reader')).toEqual([account])
  expect((await accounts.holders('administrator')).toSorted()).toEqual([account, other].toSorted())
  expect(await accounts.revoke(account, 'administrator')).toBe(true)
  expect(await accounts.revoke(account, 'administrator')).toBe(false)
  expect(await accounts.roles(account)).toEqual(['directory_reader'])
})

test('whoever is expected may have a role already, and it goes with the account', async () => {
  await using server = await createTestServer()
  const { accounts } = server.larkspur
  const { userId } = await accounts.expect({ openId: 'ou_9' })
  await accounts.grant(userId, 'administrator')
  expect(await accounts.holders('administrator')).toEqual([userId])
  await accounts.cancelExpected({ openId: 'ou_9' })
  expect(await accounts.holders('administrator')).toEqual([])
})

test('an unknown account gets no role', async () => {
  await using server = await createTestServer()
  const { accounts } = server.larkspur
  const account = 'x'.repeat(43)
  await expect(accounts.grant(account, 'administrator')).rejects.toMatchObject({ code: 'account_missing' })
  expect(await accounts.revoke(account, 'administrator')).toBe(false)
  expect(await accounts.roles(account)).toEqual([])
  expect(await accounts.holders('administrator')).toEqual([])
})

test.each<[string, unknown, unknown]>([
  ['a role that is none', 'account', 'owner'],
  ['a role of another spelling', 'account', 'Administrator'],
  ['no role', 'account', undefined],
  ['a role of an object', 'account', { role: 'administrator' }],
  ['a list of roles', 'account', ['administrator']],
  ['an account that is none', '../x', 'administrator'],
  ['no account', undefined, 'administrator'],
])('%s is refused in our words', async (_what, account, role) => {
  await using server = await createTestServer()
  const { accounts } = server.larkspur
  for (const call of [
    () => accounts.grant(account as string, role as 'administrator'),
    () => accounts.revoke(account as string, role as 'administrator'),
  ]) {
    await expect(call()).rejects.toMatchObject({ code: 'request_invalid' })
  }
})
