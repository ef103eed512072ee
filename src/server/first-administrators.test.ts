import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSealer, openDatabase } from '../storage/sql/index.ts'
import type { LarkspurOptions } from './options.ts'
import { createTestServer, jsonPost, markers, type TestServer } from './test-server.ts'

const far = { brand: 'lark', appId: 'cli_far', appSecret: 'MARKER-far-secret' } as const

async function signIn(server: TestServer, instance = 'default'): Promise<string> {
  const browser = server.browser()
  const post = (path: string, body: object) =>
    browser.request(path, { method: 'POST', headers: jsonPost, body: JSON.stringify({ ...body, instance }) })
  const { attempt } = (await (await post('/auth/attempts', {})).json()) as { attempt: string }
  const answer = await post('/auth/in-client', { code: 'a'.repeat(64), attempt })
  return ((await answer.json()) as { user: { id: string } }).user.id
}

/** One organisation, so that user_ids may be named, too. */
const start = (options: Partial<LarkspurOptions>) =>
  createTestServer({ instances: { far }, allowedTenants: ['tenant-1'], ...options })

test.each([
  ['open_id', 'ou_1'],
  ['union_id', 'on_1'],
  ['user_id', 'staff-1'],
])('whoever is named by %s is an administrator by signing in', async (_what, id) => {
  await using server = await start({ firstAdministrators: ['ou_nobody', id] })
  server.platform.profile = { user_id: 'staff-1' }
  const account = await signIn(server)
  expect(await server.larkspur.accounts.holders('administrator')).toEqual([account])
  expect(server.logs.join('\n')).toContain('the first administrator signed in')
})

test('it is noted in the audit log, as the server’s doing', async () => {
  const database = `sqlite:${mkdtempSync(join(tmpdir(), 'larkspur-first-'))}/x.db`
  await using server = await start({ database, firstAdministrators: ['ou_1'] })
  const account = await signIn(server)
  await signIn(server)
  const beside = await openDatabase(database, { sealer: createSealer([markers.sessionSecret]) })
  const { items } = await beside.audit.list({}, { limit: 10 })
  await beside.close()
  expect(items).toMatchObject([
    { action: 'role.grant', target: account, outcome: 'ok', actorId: null, actorName: 'server' },
  ])
})

test.each<[string, string[], Record<string, unknown>]>([
  ['nobody is named', [], {}],
  ['somebody else is named', ['ou_2', 'on_2', 'staff-2'], { user_id: 'staff-1' }],
  [
    'an e-mail address is named',
    ['a@example.com'],
    { email: 'a@example.com', enterprise_email: 'a@example.com' },
  ],
  ['a name is named', ['LiLei'], { name: 'LiLei', en_name: 'LiLei' }],
  ['a number is named', ['13800000000'], { mobile: '13800000000', employee_no: '13800000000' }],
])('when %s, nobody becomes one', async (_what, firstAdministrators, profile) => {
  await using server = await start({ firstAdministrators })
  server.platform.profile = profile
  await signIn(server)
  expect(await server.larkspur.accounts.holders('administrator')).toEqual([])
})

test('as soon as somebody is one, nobody becomes one by signing in', async () => {
  await using server = await start({ firstAdministrators: ['ou_1', 'ou_2'] })
  const account = await signIn(server)
  server.platform.profile = { open_id: 'ou_2', union_id: 'on_2' }
  const second = await signIn(server)
  expect(await server.larkspur.accounts.roles(second)).toEqual([])
  // Who lost the role gets it back only when nobody else has it.
  await server.larkspur.accounts.grant(second, 'administrator')
  await server.larkspur.accounts.revoke(account, 'administrator')
  server.platform.profile = {}
  await signIn(server)
  expect(await server.larkspur.accounts.holders('administrator')).toEqual([second])
})

test('the same identifiers in another app name nobody', async () => {
  await using server = await start({ firstAdministrators: ['ou_1', 'on_1'] })
  await signIn(server, 'far')
  expect(await server.larkspur.accounts.holders('administrator')).toEqual([])
})

test.each<[string, LarkspurOptions['allowedTenants']]>([
  ['any', undefined],
  ['the first one', 'own'],
  ['several', ['tenant-1', 'tenant-2']],
])(
  'a user_id cannot be named where organisations are %s, because each chooses its own',
  async (_what, allowedTenants) => {
    const started = createTestServer({ firstAdministrators: ['staff-1'], allowedTenants })
    await expect(started).rejects.toMatchObject({
      code: 'configuration_invalid',
      message: expect.stringMatching(
        /^firstAdministrators \(FIRST_ADMINISTRATORS\) may hold a user_id only when/,
      ),
    })
    await using server = await createTestServer({ firstAdministrators: ['ou_1', 'on_1'], allowedTenants })
    expect(await server.larkspur.accounts.holders('administrator')).toEqual([])
  },
)

test('a foreign organisation that chooses an open_id as user_id names nobody', async () => {
  await using server = await createTestServer({
    firstAdministrators: ['ou_boss', 'on_boss'],
    allowedTenants: 'any',
  })
  for (const user_id of ['ou_boss', 'on_boss']) {
    server.platform.profile = { open_id: 'ou_9', union_id: 'on_9', user_id, tenant_key: 'tenant-2' }
    await signIn(server, undefined)
  }
  expect(await server.larkspur.accounts.holders('administrator')).toEqual([])
})

test('nor does one of the own organisation, whose user_ids are other ones', async () => {
  await using server = await start({ firstAdministrators: ['ou_boss'] })
  server.platform.profile = { user_id: 'ou_boss' }
  await signIn(server)
  expect(await server.larkspur.accounts.holders('administrator')).toEqual([])
})
