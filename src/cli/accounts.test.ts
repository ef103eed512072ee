import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { startCommand } from '../../test/support/command.ts'
import { optionsFromEnvironment } from '../server/environment.ts'
import { createLarkspur } from '../server/larkspur.ts'
import { createTestServer } from '../server/test-server.ts'

const secret = 'qN7vXc2LmZ8pRt4WsYb6KdHf9JgTzE1a'

const folder = () => mkdtempSync(join(tmpdir(), 'larkspur-accounts-'))

const settings = (path: string) => ({
  APP_ID: 'cli_a1b2c3d4e5f60718',
  APP_SECRET: 'MARKER-app-secret',
  SESSION_SECRET: secret,
  DATABASE_URL: `sqlite:${path}`,
})

/** Settings of an app that has been started once. */
async function app() {
  const environment = settings(`${folder()}/x.db`)
  const url = 'http://127.0.0.1:3000'
  await (await createLarkspur({ ...optionsFromEnvironment(environment), url })).close()
  return environment
}

/** An account that somebody has signed in to. */
async function signedIn({ DATABASE_URL }: Awaited<ReturnType<typeof app>>): Promise<string> {
  await using server = await createTestServer({ database: DATABASE_URL })
  const { user } = (await (await server.browser().signIn()).json()) as { user: { id: string } }
  return user.id
}

async function run(words: string[], environment: Record<string, string>) {
  await using command = startCommand(['accounts', ...words], environment)
  const code = await command.ended
  expect(command.output.stdout + command.output.stderr).not.toContain('MARKER')
  return { code, ...command.output }
}

test('a person is expected, listed, and expected no longer', async () => {
  const environment = await app()
  const expected = await run(['expect', '--open-id', 'ou_1'], environment)
  expect(expected).toMatchObject({ code: 0, stderr: '' })
  const account = expected.stdout.trim()
  expect(account).toMatch(/^[\w-]{43}$/)
  const more = await run(['expect', '--user-id', 'u1', '--tenant', 't', '--account', account], environment)
  expect(more.stdout.trim()).toBe(account)
  const { stdout } = await run(['expected'], environment)
  const lines = stdout.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { openId: 'ou_1', instance: 'default', account },
    { userId: 'u1', tenantKey: 't', instance: 'default', account },
  ])
  expect(await run(['cancel', '--open-id', 'ou_1'], environment)).toMatchObject({
    code: 0,
    stdout: '',
    stderr: '',
  })
  expect(await run(['cancel', '--open-id', 'ou_1'], environment)).toMatchObject({
    code: 1,
    stderr: 'larkspur: Nobody of this name is expected.\n',
  })
  expect(await run(['list', account], environment)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^larkspur: No identity belongs to an account of this id/),
  })
})

/** What the audit log says, oldest first: action, target, outcome and details. */
function audit({ DATABASE_URL }: { DATABASE_URL: string }) {
  const database = new DatabaseSync(DATABASE_URL.replace('sqlite:', ''), { readOnly: true })
  const rows = database.prepare('select * from audit order by rowid').all()
  database.close()
  for (const { actor_id, actor_name } of rows) expect([actor_id, actor_name]).toEqual([null, 'command line'])
  return rows.map(({ action, target, outcome, details }) => [
    ...[action, target, outcome],
    JSON.parse(String(details)),
  ])
}

test('what is done by command line stands in the audit log, and what was refused, too', async () => {
  const environment = await app()
  const named = { instance: 'default', kind: 'openId', subject: 'ou_1', tenantKey: null }
  const account = (await run(['expect', '--open-id', 'ou_1'], environment)).stdout.trim()
  await run(['expect', '--user-id', 'u1', '--tenant', 't', '--account', 'nobody'], environment)
  await run(['grant', account, 'administrator'], environment)
  await run(['grant', account, 'administrator'], environment)
  await run(['grant', 'nobody', 'administrator'], environment)
  await run(['revoke', account, 'administrator'], environment)
  await run(['revoke', account, 'administrator'], environment)
  await run(['unbind', account, 'none'], environment)
  await run(['cancel', '--open-id', 'ou_1'], environment)
  await run(['cancel', '--open-id', 'ou_1'], environment)
  const role = 'administrator'
  const done = [
    ['identity.expect', account, 'ok', named],
    [
      ...['identity.expect', 'nobody', 'request_invalid'],
      { instance: 'default', kind: 'userId', subject: 'u1', tenantKey: 't' },
    ],
    ['role.grant', account, 'ok', { role }],
    ['role.grant', account, 'ok', { role, changed: false }],
    ['role.grant', 'nobody', 'account_missing', { role }],
    ['role.revoke', account, 'ok', { role }],
    ['role.revoke', account, 'ok', { role, changed: false }],
    ['identity.unbind', account, 'request_invalid', { identity: 'none' }],
    ['identity.cancel_expected', account, 'ok', named],
    ['identity.cancel_expected', 'ou_1', 'not_found', { ...named, changed: false }],
  ]
  expect(audit(environment)).toEqual(done)
  // Whoever reads alone leaves nothing.
  await run(['expected'], environment)
  await run(['holders', role], environment)
  await run(['roles', account], environment)
  await run(['list', account], environment)
  await run(['find', '--open-id', 'ou_1'], environment)
  expect(audit(environment)).toEqual(done)
}, 60_000)

/** A platform that answers everything so. */
async function platform(status: number) {
  const server = createServer((_request, response) => void response.writeHead(status).end()).listen(
    0,
    '127.0.0.1',
  )
  await once(server, 'listening')
  return {
    host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((soon) => server.close(() => soon())),
  }
}

test.each([
  [200, true, ''],
  [
    500,
    false,
    'larkspur: The identity is unbound here; the platform did not confirm that it revoked the tokens.\n',
  ],
])(
  'whether the platform revoked what was unbound is told and noted (%s)',
  async (status, revoked, words) => {
    const environment = await app()
    const { DATABASE_URL: database } = environment
    const { account, second } = await (async () => {
      await using server = await createTestServer({ database, sessionSecret: secret })
      const { accounts } = server.larkspur
      const { user } = (await (await server.browser().signIn()).json()) as { user: { id: string } }
      await accounts.expect({ openId: 'ou_20', account: user.id })
      server.platform.profile = { open_id: 'ou_20', union_id: 'on_20' }
      server.platform.scope = 'auth:user.id:read offline_access'
      await server.browser().signIn()
      const identities = await accounts.identities(user.id)
      return { account: user.id, second: identities.find(({ openId }) => openId === 'ou_20')?.id ?? '' }
    })()
    await using feishu = await platform(status)
    const there = { ...environment, FEISHU_HOST: feishu.host, NODE_ENV: 'development', LOG_LEVEL: 'error' }
    expect(await run(['unbind', account, second], there)).toEqual({ code: 0, stdout: '', stderr: words })
    expect(audit(environment)).toEqual([['identity.unbind', account, 'ok', { identity: second, revoked }]])
  },
  30_000,
)

test('an account is found by each of a person’s names', async () => {
  const environment = await app()
  const account = await signedIn(environment)
  const [line = ''] = (await run(['list', account], environment)).stdout.split('\n')
  const { openId, name, tenantKey } = JSON.parse(line)
  const found = async (...words: string[]) => {
    const { code, stdout } = await run(['find', ...words], environment)
    return [code, ...stdout.split('\n').flatMap((one) => (one === '' ? [] : [JSON.parse(one).account]))]
  }
  expect(await found('--open-id', openId)).toEqual([0, account])
  expect(await found('--open-id', openId, '--tenant', tenantKey)).toEqual([0, account])
  expect(await found('--open-id', openId, '--tenant', 'other')).toEqual([1])
  expect(await found('--name', name.slice(1))).toEqual([0, account])
  // What is typed is no pattern.
  expect(await found('--name', '%')).toEqual([1])
  const { code, stderr } = await run(['find', '--union-id', 'on_none'], { ...environment, LANG: 'zh' })
  expect([code, stderr]).toEqual([1, expect.stringContaining('没有此姓名或标识的成员登录过')])
})

test('a role is granted, listed, and taken', async () => {
  const environment = await app()
  const account = await signedIn(environment)
  expect(await run(['grant', account, 'directory_reader'], environment)).toEqual({
    code: 0,
    stdout: '',
    stderr: '',
  })
  expect((await run(['roles', account], environment)).stdout).toBe('directory_reader\n')
  expect((await run(['holders', 'directory_reader'], environment)).stdout).toBe(`${account}\n`)
  expect((await run(['holders', 'administrator'], environment)).stdout).toBe('')
  expect(await run(['revoke', account, 'directory_reader'], environment)).toMatchObject({ code: 0 })
  expect(await run(['revoke', account, 'directory_reader'], environment)).toMatchObject({
    code: 1,
    stderr: 'larkspur: The account does not have this role.\n',
  })
  expect((await run(['roles', account], environment)).stdout).toBe('')
})

test('a further app of a file of variables is chosen by its name', async () => {
  const file = join(folder(), 'a.env')
  writeFileSync(file, 'FEISHU_INSTANCES={"lark":{"brand":"lark","appId":"cli_2","appSecret":"MARKER-2"}}\n')
  const environment = await app()
  const name = ['--config', file, '--instance', 'lark']
  expect(await run(['expect', '--union-id', 'on_1', ...name], environment)).toMatchObject({ code: 0 })
  expect((await run(['expected', ...name], environment)).stdout).toContain('"instance":"lark"')
  expect((await run(['expected'], environment)).stdout).toBe('')
})

test.each<[string, string[], string]>([
  ['nobody', ['expect'], 'Name the person by one of --open-id, --union-id and --user-id.'],
  ['two names', ['expect', '--open-id', 'a', '--union-id', 'b'], 'Name the person by one of'],
  ['nobody to be found', ['find'], 'Name the person by one of --open-id, --union-id, --user-id and --name.'],
  ['two to be found', ['find', '--open-id', 'a', '--name', 'b'], 'Name the person by one of'],
  ['spaces to be found', ['find', '--name', ' '], 'Name the person by one of'],
  ['a user id alone', ['cancel', '--user-id', 'u1'], 'add --tenant.'],
  ['an unknown app', ['expected', '--instance', 'none'], 'No app of this name is configured'],
  ['an unknown account', ['expect', '--open-id', 'ou_1', '--account', 'x'], 'There is no account of this id'],
  ['an account that is none', ['expect', '--open-id', 'ou_1', '--account', '../x'], 'This is no id:'],
  ['an identifier that is none', ['expect', '--open-id', 'ou 1'], 'no identifier that the platform gives'],
  ['a tenant that is none', ['expect', '--open-id', 'ou_1', '--tenant', 'a b'], 'This is no tenant key'],
  [
    'an unknown identity',
    ['unbind', 'account', 'identity'],
    'The account has no identity of this id; accounts list',
  ],
  ['a role that is none', ['grant', 'account', 'owner'], 'it is administrator or directory_reader.'],
  ['no role', ['grant', 'account'], "missing required argument 'role'"],
  ['a role of an unknown account', ['grant', 'account', 'administrator'], 'There is no account of this id:'],
  ['holders of a role that is none', ['holders', 'owner'], 'it is administrator or directory_reader.'],
  ['no account', ['list'], "missing required argument 'account'"],
])('%s is told in one sentence, with exit code 2', async (_what, words, sentence) => {
  const { code, stdout, stderr } = await run(words, await app())
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(sentence)
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

test('a mistake and the help are in Chinese, too', async () => {
  const environment = { ...(await app()), LANG: 'zh_CN.UTF-8' }
  expect((await run(['expect'], environment)).stderr).toContain('请用 --open-id')
  expect((await run(['--help'], environment)).stdout).toMatch(/expect [\s\S]*unbind /)
  expect((await run(['expect', '--help'], environment)).stdout).toContain('成员的 Union ID')
  for (const words of [
    ['expected', '--instance', 'none'],
    ['expect', '--open-id', 'ou 1'],
    ['expect', '--open-id', 'ou_1', '--account', 'x'],
    ['unbind', 'account', 'identity'],
    ['grant', 'account', 'owner'],
    ['grant', 'account', 'administrator'],
    ['revoke', 'account', 'administrator'],
  ]) {
    // Names of options and variables alone are not Chinese: no sentence ends in English.
    expect((await run(words, environment)).stderr).toMatch(/^larkspur: \P{sc=Latin}[^\n]*。\n$/u)
  }
})

test.each([
  ['accounts', ['accounts', 'expect', '--open-id', 'ou_1'], 'en', 'There is no database at '],
  ['accounts', ['accounts', 'expected'], 'zh_CN.UTF-8', '处没有数据库'],
  ['keys', ['keys', 'rotate'], 'en', 'There is no database at '],
])('%s never make a database where none is', async (_what, words, LANG, sentence) => {
  const path = join(folder(), 'deeper', 'x.db')
  await using command = startCommand(words, { ...settings(path), LANG })
  expect(await command.ended).toBe(2)
  expect(command.output.stderr).toContain(sentence)
  expect(command.output.stderr).toContain(path)
  expect(existsSync(join(path, '..'))).toBe(false)
})

/** Makes a file by these statements; without any it stays empty. */
function foreignFile(statements: string): string {
  const path = join(folder(), 'x.db')
  writeFileSync(path, '')
  const database = new DatabaseSync(path)
  database.exec(statements)
  database.close()
  return path
}

const migrations = 'create table kysely_migration (name text, timestamp text);'

const foreignFiles: [string, string][] = [
  ['an empty file', ''],
  ['a file of another program', 'create table notes (text); insert into notes values (1)'],
  ['a file of another program with a log', 'pragma journal_mode = wal; create table notes (text)'],
  [
    'a file of another program that uses Kysely',
    `${migrations} insert into kysely_migration values ('1_notes', '')`,
  ],
]

test.each(
  foreignFiles.flatMap((file) => [
    [...file, ['accounts', 'expected'], 'en', 'is no database of Larkspur'] as const,
    [...file, ['keys', 'rotate'], 'zh_CN.UTF-8', '不是 Larkspur 的数据库'] as const,
  ]),
)('%s stays as it is', async (_what, statements, words, LANG, sentence) => {
  const path = foreignFile(statements)
  const before = readFileSync(path)
  await using command = startCommand([...words], { ...settings(path), LANG })
  expect(await command.ended).toBe(2)
  expect(command.output.stderr).toContain(sentence)
  expect(command.output.stderr).toContain(path)
  expect(command.output.stderr.trim().split('\n')).toHaveLength(1)
  expect(readFileSync(path).equals(before)).toBe(true)
  expect(readdirSync(join(path, '..'))).toEqual(['x.db'])
})

test('an id that looks like an option is taken behind --', async () => {
  const environment = await app()
  expect(await run(['list', '--', '-abc'], environment)).toMatchObject({ code: 1, stdout: '' })
  const { code, stderr } = await run(['unbind', '--', '-abc', '--xyz'], environment)
  expect([code, stderr]).toEqual([2, expect.stringContaining('The account has no identity of this id')])
})

test('settings that are wrong are told as start tells them', async () => {
  const { code, stderr } = await run(['expected'], {})
  expect(code).toBe(2)
  expect(stderr).toMatch(/APP_ID\) is missing/)
})
