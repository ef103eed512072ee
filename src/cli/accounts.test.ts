import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startCommand } from '../../test/support/command.ts'

const secret = 'qN7vXc2LmZ8pRt4WsYb6KdHf9JgTzE1a'

/** Settings with a database of their own. */
const app = () => ({
  APP_ID: 'cli_a1b2c3d4e5f60718',
  APP_SECRET: 'MARKER-app-secret',
  SESSION_SECRET: secret,
  DATABASE_URL: `sqlite:${mkdtempSync(join(tmpdir(), 'larkspur-accounts-'))}/x.db`,
})

async function run(words: string[], environment: Record<string, string>) {
  await using command = startCommand(['accounts', ...words], environment)
  const code = await command.ended
  expect(command.output.stdout + command.output.stderr).not.toContain('MARKER')
  return { code, ...command.output }
}

test('a person is expected, listed, and expected no longer', async () => {
  const environment = app()
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
  expect(await run(['list', account], environment)).toMatchObject({ code: 0, stdout: '' })
})

test('a further app of a file of variables is chosen by its name', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'larkspur-accounts-')), 'a.env')
  writeFileSync(file, 'FEISHU_INSTANCES={"lark":{"brand":"lark","appId":"cli_2","appSecret":"MARKER-2"}}\n')
  const environment = app()
  const name = ['--config', file, '--instance', 'lark']
  expect(await run(['expect', '--union-id', 'on_1', ...name], environment)).toMatchObject({ code: 0 })
  expect((await run(['expected', ...name], environment)).stdout).toContain('"instance":"lark"')
  expect((await run(['expected'], environment)).stdout).toBe('')
})

test.each<[string, string[], string]>([
  ['nobody', ['expect'], 'Name the person by one of --open-id, --union-id and --user-id.'],
  ['two names', ['expect', '--open-id', 'a', '--union-id', 'b'], 'Name the person by one of'],
  ['a user id alone', ['cancel', '--user-id', 'u1'], 'add --tenant.'],
  ['an unknown app', ['expected', '--instance', 'none'], 'There is no instance of this name.'],
  ['an unknown identity', ['unbind', 'account', 'identity'], 'The account has no identity of this id.'],
  ['no account', ['list'], "missing required argument 'account'"],
])('%s is told in one sentence, with exit code 2', async (_what, words, sentence) => {
  const { code, stdout, stderr } = await run(words, app())
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(sentence)
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

test('a mistake and the help are in Chinese, too', async () => {
  const environment = { ...app(), LANG: 'zh_CN.UTF-8' }
  expect((await run(['expect'], environment)).stderr).toContain('请用 --open-id')
  expect((await run(['--help'], environment)).stdout).toMatch(/expect [\s\S]*unbind /)
  expect((await run(['expect', '--help'], environment)).stdout).toContain('成员的 Union ID')
})

test('settings that are wrong are told as start tells them', async () => {
  const { code, stderr } = await run(['expected'], {})
  expect(code).toBe(2)
  expect(stderr).toMatch(/APP_ID\) is missing/)
})
