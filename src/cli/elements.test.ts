import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Emulator, startEmulator } from '../emulator/index.ts'
import { optionsFromEnvironment } from '../server/environment.ts'
import { createLarkspur, type Larkspur } from '../server/larkspur.ts'
import { createSealer, openDatabase } from '../storage/sql/index.ts'
import { inputOf } from './input.ts'
import type { Io } from './io.ts'
import { run as runCommand } from './run.ts'

const sessionSecret = 'qN7vXc2LmZ8pRt4WsYb6KdHf9JgTzE1a'
const url = 'http://127.0.0.1:3000'
const callback = `${url}/auth/callback/second`
const folder = () => mkdtempSync(join(tmpdir(), 'larkspur-element-'))

let feishu: Emulator
beforeAll(async () => {
  feishu = await startEmulator({ seed: 12, organisation: { users: 10 } })
})
afterAll(() => feishu.close())

const environmentOf = (path: string) => ({
  ...feishu.env,
  LARKSPUR_URL: url,
  SESSION_SECRET: sessionSecret,
  DATABASE_URL: `sqlite:${path}`,
  NODE_ENV: 'development',
})

const start = (environment: Record<string, string>): Promise<Larkspur> =>
  createLarkspur({
    ...optionsFromEnvironment(environment),
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  })

/** Settings of an app that has been started once. */
async function app() {
  const environment = environmentOf(`${folder()}/x.db`)
  await (await start(environment)).close()
  return environment
}

/** A second app at the platform, and the words with which it is made an instance. */
function second() {
  const { appId, appSecret } = feishu.apps.create({ redirectUrls: [callback] })
  return { appId, appSecret, words: ['create', 'second', '--app-id', appId, '--host', feishu.url] }
}

async function run(words: string[], environment: Record<string, string>, input?: Io['input']) {
  const told = { out: '', err: '' }
  const code = await runCommand(['element', ...words], {
    environment,
    out: (line) => {
      told.out += `${line}\n`
    },
    err: (line) => {
      told.err += `${line}\n`
    },
    isTerminal: input?.isTerminal === true,
    isOutTerminal: false,
    screen: { columns: 80, write: () => {} },
    ...(input === undefined ? {} : { input }),
    onStop: () => new Promise(() => {}),
  })
  return { code, ...told }
}

async function auditOf({ DATABASE_URL }: { DATABASE_URL: string }) {
  const database = await openDatabase(DATABASE_URL, { sealer: createSealer([sessionSecret]) })
  const { items } = await database.audit.list({}, { limit: 50 })
  await database.close()
  return items
}

test('an instance is made, listed, tried and removed beside a running server, and it is noted who did it', async () => {
  const environment = environmentOf(`${folder()}/x.db`)
  await using server = Object.assign(await start(environment), {
    async [Symbol.asyncDispose]() {
      await server.close()
    },
  })
  const { appId, appSecret, words } = second()
  const made = await run([...words, '--title', '员工'], { ...environment, ELEMENT_APP_SECRET: appSecret })
  expect(made).toEqual({
    code: 0,
    out: `${callback}\n`,
    err: expect.stringContaining('Made auths.loginTypes.second. Register its redirect URI'),
  })
  // The server notices at once, because the name is asked for.
  expect(await (await server.getElement('auths.loginTypes.second')).getAccessToken()).toMatch(/^t-/)

  const listed = await run(['list'], environment)
  expect(listed.out).toMatch(
    new RegExp(`^auths.loginTypes.second\\s+active\\s+database\\s+feishu ${appId}\\s+员工$`, 'm'),
  )
  expect(listed.out).toMatch(/^auths.loginTypes.default\s+active\s+settings/m)
  const tried = await run(['test', 'second'], environment)
  expect(tried).toMatchObject({ code: 0, err: '' })
  expect(
    tried.out
      .trim()
      .split('\n')
      .every((line) => line.startsWith('ok')),
  ).toBe(true)

  expect(await run(['remove', 'auths.loginTypes.second'], environment)).toEqual({ code: 0, out: '', err: '' })
  await server.elements.refresh()
  await expect(server.getElement('auths.loginTypes.second')).rejects.toMatchObject({
    code: 'element_not_found',
  })
  const target = 'auths.loginTypes.second'
  const who = { actorId: null, actorName: 'command line', outcome: 'ok', target }
  expect(await auditOf(environment)).toMatchObject([
    { action: 'element.delete', ...who },
    { action: 'element.test', ...who },
    { action: 'element.create', ...who, details: { appId } },
  ])
  expect(JSON.stringify([made, listed, tried, await auditOf(environment)])).not.toContain(appSecret)
})

test('--json prints what a program can read, and never the secret', async () => {
  const environment = await app()
  const { appSecret, words } = second()
  const made = await run([...words, '--json'], { ...environment, ELEMENT_APP_SECRET: appSecret })
  expect(JSON.parse(made.out)).toMatchObject({ fullName: 'auths.loginTypes.second', redirectUri: callback })
  const { out } = await run(['list', '--json'], environment)
  const names = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).fullName)
  expect(names).toEqual(expect.arrayContaining(['auths.loginTypes.Meta', 'auths.loginTypes.second']))
  const tried = await run(['test', 'second', '--json'], environment)
  expect(JSON.parse(tried.out)).toMatchObject({ ok: true })
  expect(made.out + out + tried.out).not.toContain(appSecret)
})

test('a check that fails is told in words, with the exit code 1', async () => {
  const environment = await app()
  const { words } = second()
  await run(words, { ...environment, ELEMENT_APP_SECRET: 'a-wrong-secret-of-the-app' })
  const english = await run(['test', 'second'], environment)
  expect(english.code).toBe(1)
  expect(english.out).toMatch(/^FAILED {2}credentials: The App Secret is wrong/m)
  expect(english.out).toMatch(/\/app, code 10014, log id \w+/)
  const chinese = await run(['test', 'second'], { ...environment, LANG: 'zh_CN.UTF-8' })
  expect(chinese.out).toMatch(/^失败 {2}凭证: App Secret 不正确/m)
})

test('the secret is typed without being shown, or piped in, and never a word of the command', async () => {
  const environment = await app()
  const { appSecret, words } = second()
  const asked: string[] = []
  const input = {
    isTerminal: true,
    readAll: async () => 'piped',
    askHidden: async (question: string) => {
      asked.push(question)
      return appSecret
    },
  }
  expect((await run(words, environment, input)).code).toBe(0)
  expect(asked).toEqual(['App Secret (not shown): '])
  expect((await run(['test', 'second'], environment)).code).toBe(0)

  const refused = await run([...words, '--app-secret', appSecret], environment, input)
  expect(refused.code).toBe(2)
  const none = await run(words, environment)
  expect([none.code, none.err]).toEqual([2, expect.stringMatching(/^larkspur: The App Secret is needed/)])
})

test('a pipe is read to its end', async () => {
  const environment = await app()
  const { appSecret, words } = second()
  const child = spawn(
    process.execPath,
    [resolve('src/cli/main.ts'), 'element', ...words, '--app-secret-stdin'],
    { cwd: folder(), env: { ...environment, LANG: 'en' }, stdio: ['pipe', 'pipe', 'pipe'] },
  )
  child.stdin.end(`${appSecret}\n`)
  const [code] = await once(child, 'close')
  expect(code).toBe(0)
  expect((await run(['test', 'second'], environment)).code).toBe(0)
})

test('what is typed into the hidden prompt is not written anywhere', async () => {
  const terminal = new PassThrough()
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin })
  const answer = inputOf(stdin as never, terminal).askHidden('Secret: ')
  stdin.write('MARKER-typed\r')
  expect(await answer).toBe('MARKER-typed')
  const second = inputOf(stdin as never, terminal).askHidden('Secret: ')
  stdin.write('MARKER-half\u0003')
  expect(await second).toBeUndefined()
  expect(Buffer.concat(terminal.readableLength > 0 ? await terminal.end().toArray() : []).toString()).toBe(
    'Secret: \nSecret: \n',
  )
})

test('element 26 --directory writes the two files of an instance, and nothing else', async () => {
  const environment = environmentOf(`${folder()}/none/x.db`)
  const root = folder()
  const { appId, appSecret } = second()
  const words = [
    'create',
    'FSInnerExample',
    '--app-id',
    appId,
    '--title',
    '飞书自建扫码登录示例',
    '--directory',
    root,
  ]
  const made = await run(words, { ...environment, ELEMENT_APP_SECRET: appSecret })
  expect(made).toMatchObject({ code: 0, out: `${url}/auth/callback/FSInnerExample\n` })
  const place = join(root, 'auths/loginTypes/FSInnerExample')
  expect(readdirSync(place).sort()).toEqual(['FSInnerExample.json', 'e.json'])
  const read = (file: string) => readFileSync(join(place, file), 'utf8')
  expect(read('e.json')).toBe(
    '{\n  "title": "飞书自建扫码登录示例",\n  "type": "auths.loginTypes.FSInnerType"\n}\n',
  )
  expect(read('FSInnerExample.json')).toBe(`{\n  "appId": "${appId}",\n  "appSecret": "${appSecret}"\n}\n`)
  expect(statSync(join(place, 'FSInnerExample.json')).mode & 0o777).toBe(0o600)
  // They load as they are.
  const loaded = await start({ ...environmentOf(':memory:'), ELEMENTS: root })
  expect(loaded.elements.status('auths.loginTypes.FSInnerExample')).toMatchObject({
    state: 'active',
    source: 'directory',
  })
  await loaded.close()
  const again = await run(words, { ...environment, ELEMENT_APP_SECRET: 'another-secret-of-the-app' })
  expect([again.code, again.err]).toEqual([2, expect.stringContaining('is there already and stays as it is')])
  expect(read('FSInnerExample.json')).toContain(appSecret)
})

test('--secret-variable keeps the secret out of the file', async () => {
  const environment = environmentOf(`${folder()}/none/x.db`)
  const root = folder()
  const { appId } = second()
  const words = ['create', 'second', '--app-id', appId, '--directory', root, '--secret-variable']
  expect((await run([...words, 'SECOND_SECRET'], environment)).code).toBe(0)
  const file = readFileSync(join(root, 'auths/loginTypes/second/second.json'), 'utf8')
  expect(JSON.parse(file)).toEqual({ appId, appSecret: '{{SECOND_SECRET}}' })
  expect((await run([...words, 'no name'], environment)).err).toContain('takes the name of a variable')
  expect((await run(words.slice(0, 4).concat('--secret-variable', 'X'), environment)).err).toContain(
    'goes with --directory',
  )
})

test.each<[string, string[], string, string]>([
  ['no name', ['create', '--app-id', 'cli_x'], "missing required argument 'name'", '缺少参数'],
  ['no App ID', ['create', 'x'], "required option '--app-id <id>'", "缺少选项 '--app-id <id>'"],
  ['a name that is none', ['create', '1x', '--app-id', 'cli_x'], 'The name must be 1 to 64', '名称须为'],
  ['an App ID that is none', ['create', 'x', '--app-id', 'a b'], 'appId must', 'appId '],
  ['a brand that is none', ['create', 'x', '--app-id', 'cli_x', '--brand', 'slack'], 'brand must', 'brand '],
  [
    'the app of another instance',
    ['create', 'x', '--app-id', 'FIRST'],
    'one app is one instance',
    '一个应用只能',
  ],
  ['an unknown instance to try', ['test', 'none'], 'There is no instance none', '没有实例 none'],
  ['an unknown instance to remove', ['remove', 'none'], 'There is no instance none', '没有实例 none'],
  [
    'one of the settings to remove',
    ['remove', 'default'],
    'kept in files or settings',
    '由文件或环境变量配置',
  ],
])('%s is told in both languages, with exit code 2', async (_what, given, english, chinese) => {
  const words = given.map((word) => (word === 'FIRST' ? feishu.env.APP_ID : word))
  const host = words.includes(feishu.env.APP_ID) ? ['--host', feishu.url] : []
  const environment = { ...(await app()), ELEMENT_APP_SECRET: 'a-secret-of-the-app-0123456789' }
  const one = await run([...words, ...host], environment)
  expect([one.code, one.out]).toEqual([2, ''])
  expect(one.err).toContain(english)
  const other = await run([...words, ...host], { ...environment, LANG: 'zh_CN.UTF-8' })
  expect(other.err).toContain(chinese)
})

test('the address of the site is not guessed, and no database is made', async () => {
  const { LARKSPUR_URL: _address, ...environment } = await app()
  const { words } = second()
  const { code, err } = await run(words, { ...environment, ELEMENT_APP_SECRET: 'a-secret-of-the-app' })
  expect([code, err]).toEqual([2, expect.stringContaining('Set LARKSPUR_URL')])
  const missing = await run(['list'], environmentOf(`${folder()}/none/x.db`))
  expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('There is no database at')])
})

test('the help is in both languages', async () => {
  const environment = await app()
  expect((await run(['--help'], environment)).out).toMatch(/create [\s\S]*list [\s\S]*test [\s\S]*remove /)
  expect((await run(['create', '--help'], { ...environment, LANG: 'zh' })).out).toContain('应用的 App ID')
})
