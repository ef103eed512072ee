import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startCommand } from '../../test/support/command.ts'
import { createVisitor } from '../../test/support/visitor.ts'

const secret = 'qN7vXc2LmZ8pRt4WsYb6KdHf9JgTzE1a'
const app = {
  APP_ID: 'cli_a1b2c3d4e5f60718',
  APP_SECRET: 'MARKER-app-secret',
  SESSION_SECRET: secret,
  DATABASE_URL: 'sqlite::memory:',
  PORT: '0',
}

async function taken(): Promise<{ port: string; [Symbol.asyncDispose](): Promise<void> }> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    port: String(port),
    async [Symbol.asyncDispose]() {
      await new Promise((done) => server.close(done))
    },
  }
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'start serves, logs JSON on stderr, and stops at %s',
  async (signal) => {
    await using command = startCommand(['start'], app)
    const [, url = ''] = await command.printed(/"url":"([^"]+)"/)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect(await (await fetch(`${url}/get_appid`)).json()).toEqual({ appid: app.APP_ID })
    expect(await command.stop(signal)).toBe(0)
    expect(command.output.stdout).toBe('')
    const lines = command.output.stderr.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['listening', 'request', 'request', 'stopping'])
    expect(command.output.stderr).not.toMatch(/MARKER|qN7vXc/)
  },
)

test('start binds loopback unless told otherwise', async () => {
  await using command = startCommand(['start'], app)
  const [line] = await command.printed(/\{.*"listening".*\}/)
  expect(JSON.parse(line)).toMatchObject({
    host: '127.0.0.1',
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
  })
})

test('start reads the file it is told, and what is set already wins', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'larkspur-env-')), 'test.env')
  writeFileSync(
    file,
    [
      '# a comment',
      'APP_ID=cli_from_file',
      'APP_SECRET="from file"',
      `SESSION_SECRET=${secret}`,
      'DATABASE_URL=sqlite::memory:',
    ].join('\n'),
  )
  await using command = startCommand(['start', '--config', file], {
    APP_SECRET: 'from-environment',
    PORT: '0',
  })
  const [, url = ''] = await command.printed(/"url":"([^"]+)"/)
  expect(await (await fetch(`${url}/get_appid`)).json()).toEqual({ appid: 'cli_from_file' })
})

test('start tells what is wrong with its settings even when its port is in use', async () => {
  const busy = createServer()
  await new Promise<void>((done) => busy.listen(0, '127.0.0.1', done))
  const { port } = busy.address() as AddressInfo
  await using nothing = startCommand(['start'], { PORT: String(port) })
  expect(await nothing.ended).toBe(2)
  expect(nothing.output.stderr).toContain('APP_ID')
  await using good = startCommand(['start'], { ...app, PORT: String(port) })
  expect(await good.ended).toBe(2)
  expect(good.output.stderr).toContain(`Port ${port} is in use`)
  await new Promise((done) => busy.close(done))
})

const wrong: [string, Record<string, string>, RegExp][] = [
  [
    'nothing',
    {},
    /APP_ID\) is missing[\s\S]*APP_SECRET\) is missing[\s\S]*SESSION_SECRET\) is missing[\s\S]*copy \.env\.example to \.env/,
  ],
  ['D31 the sample’s session secret', { ...app, SESSION_SECRET: 'ThisIsSecretKey' }, /SESSION_SECRET/],
  [
    'D51 an http host outside development',
    { ...app, FEISHU_HOST: 'http://127.0.0.1:7070' },
    /FEISHU_HOST[\s\S]*NODE_ENV=development/,
  ],
  ['a public http address', { ...app, LARKSPUR_URL: 'http://app.example.com' }, /LARKSPUR_URL.*https/],
  [
    'two hosts',
    { ...app, FEISHU_HOST: 'https://open.feishu.cn', LARK_HOST: 'https://open.larksuite.com' },
    /LARK_HOST/,
  ],
  ['a port of words', { ...app, PORT: 'http' }, /PORT must be a whole number from 0 to 65535/],
  ['a port too high', { ...app, PORT: '65536' }, /PORT must be a whole number/],
  ['a log level that is none', { ...app, LOG_LEVEL: 'loud' }, /LOG_LEVEL must be one of/],
  ['a database that is none', { ...app, DATABASE_URL: 'mysql://localhost' }, /DATABASE_URL/],
]

test.each(wrong)(
  'start with %s says what is wrong and exits with 2',
  async (_what, environment, sentence) => {
    await using command = startCommand(['start'], { PORT: '0', ...environment })
    expect(await command.ended).toBe(2)
    expect(command.output.stdout).toBe('')
    expect(command.output.stderr).toMatch(sentence)
    for (const line of command.output.stderr.trim().split('\n')) expect(line).toMatch(/^larkspur: .*\.$/)
    expect(command.output.stderr).not.toMatch(/MARKER|qN7vXc|ThisIsSecretKey/)
  },
)

test('a failure that is no mistake of the person exits with 1 and without a stack', async () => {
  await using command = startCommand(['start'], { ...app, DATABASE_URL: 'sqlite:/dev/null/larkspur.db' })
  expect(await command.ended).toBe(1)
  expect(command.output.stderr).toMatch(/^larkspur: .*\n$/)
})

test.each([
  ['start', 'PORT', { ...app }],
  ['dev', 'PORT', { EMULATOR_PORT: '0' }],
  ['dev', 'EMULATOR_PORT', { PORT: '0' }],
  ['emulator', 'EMULATOR_PORT', {}],
])('%s on a taken port names %s and exits with 2', async (name, setting, environment) => {
  await using busy = await taken()
  await using command = startCommand([name], { ...environment, [setting]: busy.port })
  expect(await command.ended).toBe(2)
  expect(command.output.stderr).toBe(
    `larkspur: Port ${busy.port} is in use; set ${setting} to another port.\n`,
  )
})

test.each(['dev', 'emulator'])('D64 %s refuses production', async (name) => {
  await using command = startCommand([name], { NODE_ENV: 'production', PORT: '0', EMULATOR_PORT: '0' })
  expect(await command.ended).toBe(2)
  expect(command.output).toEqual({ stdout: '', stderr: expect.stringContaining('NODE_ENV=production') })
})

/** Local addresses of the sockets that listen on this port, as the kernel tells; undefined where it does not. */
function listeningAddresses(port: number): string[] | undefined {
  if (!existsSync('/proc/net/tcp')) return undefined
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const lines = ['/proc/net/tcp', '/proc/net/tcp6']
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(1))
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => state === '0A' && local.endsWith(`:${hex}`))
    .map(([, local = '']) => local.slice(0, -5))
}

function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 })
    const end = (reached: boolean) => {
      socket.destroy()
      resolve(reached)
    }
    socket.on('connect', () => end(true))
    socket.on('error', () => end(false))
    socket.on('timeout', () => end(false))
  })
}

test.each([
  ['dev', 2],
  ['emulator', 1],
])('D64 %s listens on loopback whatever HOST says', async (name, listeners) => {
  await using command = startCommand([name], { HOST: '0.0.0.0', PORT: '0', EMULATOR_PORT: '0' })
  await command.printed(/Ctrl-C/)
  const ports = [...command.output.stderr.matchAll(/http:\/\/[^/:]+:(\d+)/g)].map(([, port]) => Number(port))
  expect(new Set(ports).size).toBe(listeners)
  const outside = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one !== undefined && !one.internal && one.family === 'IPv4')
  for (const port of ports) {
    expect(await reaches('127.0.0.1', port)).toBe(true)
    // 127.0.0.1, in the byte order of the kernel's table.
    expect(listeningAddresses(port) ?? ['0100007F']).toEqual(['0100007F'])
    for (const one of outside) expect(await reaches(one?.address ?? '', port)).toBe(false)
  }
})

test('the test above would see a socket that listens everywhere', async () => {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', done))
  const { port } = server.address() as AddressInfo
  expect(listeningAddresses(port) ?? ['00000000']).toEqual(['00000000'])
  await new Promise((done) => server.close(done))
})

test.each(['0.0.0.0', '::', '192.0.2.1', 'app.internal'])(
  'D64 start with HOST=%s and no LARKSPUR_URL says what is missing',
  async (HOST) => {
    await using command = startCommand(['start'], { ...app, HOST })
    expect(await command.ended).toBe(2)
    expect(command.output.stderr).toBe(
      `larkspur: HOST=${HOST} lets other machines in, so LARKSPUR_URL must be set to the address that browsers use.\n`,
    )
  },
)

test('with LARKSPUR_URL set, start listens where HOST says', async () => {
  await using command = startCommand(['start'], {
    ...app,
    HOST: '0.0.0.0',
    LARKSPUR_URL: 'https://app.example.com',
  })
  const [line] = await command.printed(/\{.*"listening".*\}/)
  const { port } = JSON.parse(line) as { port: number }
  expect(listeningAddresses(port) ?? ['00000000']).toEqual(['00000000'])
})

test('the file .env of the working directory is read when it is there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkspur-env-'))
  writeFileSync(join(folder, '.env'), 'PORT=from-the-file\n')
  await using command = startCommand(['start'], {}, folder)
  expect(await command.ended).toBe(2)
  expect(command.output.stderr).toMatch(/PORT must be a whole number/)
})

test.each([
  ['is missing', () => join(mkdtempSync(join(tmpdir(), 'larkspur-env-')), 'none.env')],
  ['is a folder', () => mkdtempSync(join(tmpdir(), 'larkspur-env-'))],
])('start with a file that %s says so', async (_what, make) => {
  const file = make()
  await using command = startCommand(['start', '--config', file], app)
  expect(await command.ended).toBe(2)
  expect(command.output.stderr).toBe(
    `larkspur: The file ${file} cannot be read; check that it exists, is a file, and may be read.\n`,
  )
})

test.each<[string, string[], Record<string, string>, RegExp]>([
  ['start', ['start'], {}, /^larkspur: 配置无法使用.*[\s\S]*请将 \.env\.example 复制为 \.env/],
  ['a port of words', ['start'], { PORT: 'http' }, /^larkspur: PORT 必须是 0 到 65535 之间的整数。\n$/],
  ['a log level', ['start'], { LOG_LEVEL: 'loud' }, /^larkspur: LOG_LEVEL 只能是以下之一：/],
  ['a missing file', ['start', '--config', 'none.env'], {}, /^larkspur: 无法读取文件 none\.env/],
  ['HOST', ['start'], { ...app, HOST: '0.0.0.0' }, /^larkspur: HOST=0\.0\.0\.0 允许其他机器访问/],
  ['production', ['dev'], { NODE_ENV: 'production' }, /^larkspur: larkspur dev 仅供开发使用/],
  ['an unknown command', ['nonsense'], {}, /^错误：没有命令 'nonsense'/],
  ['an unknown option', ['start', '--nonsense'], {}, /^错误：没有选项 '--nonsense'/],
  ['an option without value', ['emulator', '--port'], {}, /^错误：选项 '--port <number>' 缺少值/],
])('in Chinese, %s fails in Chinese', async (_what, parameters, environment, sentence) => {
  await using command = startCommand(parameters, { LANG: 'zh_CN.UTF-8', ...environment })
  expect(await command.ended).toBe(2)
  expect(command.output.stderr).toMatch(sentence)
})

test('in Chinese, a failure that is no mistake of the person is told in Chinese, too', async () => {
  await using command = startCommand(['start'], {
    ...app,
    LANG: 'zh_CN.UTF-8',
    DATABASE_URL: 'sqlite:/dev/null/larkspur.db',
  })
  expect(await command.ended).toBe(1)
  expect(command.output.stderr).toBe('larkspur: 数据库暂时无法使用。请检查 DATABASE_URL 指定的数据库。\n')
})

test.each([['--help'], ['start', '--help'], ['emulator', '--help']])(
  'in Chinese, the help of %s has no English sentence',
  async (...parameters) => {
    await using command = startCommand(parameters, { LANG: 'zh_CN.UTF-8' })
    expect(await command.ended).toBe(0)
    expect(command.output.stdout).toContain('用法：')
    expect(command.output.stdout).not.toMatch(/[a-z]+ [a-z]+ [a-z]+ [a-z]+/)
  },
)

test('dev brings both up, gives the same people at each start, and speaks the terminal’s language', async () => {
  const people: string[] = []
  for (const [language, words] of [
    ['zh_CN.UTF-8', '按 Ctrl-C 停止'],
    ['C', 'Ctrl-C stops both'],
  ] as const) {
    await using dev = startCommand(['dev'], { LANG: language, PORT: '0', EMULATOR_PORT: '0' })
    await dev.printed(new RegExp(words))
    const [feishu, url] = [...dev.output.stderr.matchAll(/http:\/\/[^/\s]+/g)].map(([address]) => address)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    const answer = await fetch(`${url}/get_appid`)
    people.push(((await answer.json()) as { appid: string }).appid)
    expect((await fetch(`${feishu}/_emulator/`)).status).toBe(200)
    expect(await dev.stop('SIGINT')).toBe(0)
  }
  expect(people[0]).toBe(people[1])
})

test('whom dev names may open the console after signing in, and nobody else', async () => {
  await using dev = startCommand(['dev'], { PORT: '0', EMULATOR_PORT: '0' })
  await dev.printed(/Ctrl-C stops both/)
  const [, url = '', name = ''] =
    /The console +(\S+)\/console\n +Sign in to the app as (.+), who becomes/.exec(dev.output.stderr) ?? []
  const open = async (place: number) => {
    const visitor = createVisitor(url)
    const location = (await visitor.open('/auth/authorize')).headers.get('location') ?? ''
    const chooser = await (await fetch(location)).text()
    const people = [...new Set(chooser.match(/ou_[0-9a-f]{32}/g))]
    const body = new URLSearchParams({ open_id: people[place] ?? '', decision: 'approve' })
    const confirmed = await fetch(location, { method: 'POST', body, redirect: 'manual' })
    await visitor.open(confirmed.headers.get('location') ?? '')
    return visitor.open('/console')
  }
  expect((await open(1)).status).toBe(403)
  const page = await open(0)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain(name)
  expect((await open(1)).status).toBe(403)
})

test('emulator prints exactly the lines of a .env file on stdout', async () => {
  await using command = startCommand([
    'emulator',
    ...[
      '--port',
      '0',
      '--seed',
      '3',
      '--users',
      '5',
      '--app-id',
      'cli_0123456789abcdef',
      '--app-secret',
      's3cret',
    ],
    ...['--redirect-url', 'http://127.0.0.1:1/a', '--redirect-url', 'http://127.0.0.1:1/b'],
    ...['--trusted-domain', '127.0.0.1:1'],
  ])
  await command.printed(/Ctrl-C/)
  const [host = ''] = /http:\S+/.exec(command.output.stdout) ?? []
  expect(command.output.stdout).toBe(`APP_ID=cli_0123456789abcdef\nAPP_SECRET=s3cret\nFEISHU_HOST=${host}\n`)
  const authorize = (redirect: string) =>
    fetch(
      `${host}/open-apis/authen/v1/authorize?client_id=cli_0123456789abcdef&response_type=code&redirect_uri=${redirect}`,
    )
  expect(await (await authorize('http://127.0.0.1:1/b')).text()).not.toContain('20029')
  expect(await (await authorize('http://127.0.0.1:1/c')).text()).toContain('20029')
  expect(await command.stop('SIGTERM')).toBe(0)
})

test('start works with the lines that emulator prints', async () => {
  await using emulator = startCommand(['emulator', '--port', '0'])
  await emulator.printed(/Ctrl-C/)
  const lines = emulator.output.stdout.trim().split('\n')
  const env = Object.fromEntries(lines.map((line) => line.split('=', 2)))
  await using command = startCommand(['start'], { ...app, ...env, NODE_ENV: 'development' })
  const [, url = ''] = await command.printed(/"url":"([^"]+)"/)
  const start = await fetch(`${url}/auth/authorize`, { redirect: 'manual' })
  expect(start.headers.get('location')).toContain(`${env.FEISHU_HOST}/open-apis/authen/v1/authorize?`)
})

test.each([
  [['emulator', '--users', 'many'], /--users must be a whole number/],
  [['emulator', '--seed', '-1'], /--seed|seed/],
  [['emulator', '--port', '70000'], /--port must be a whole number/],
  [['nonsense'], /unknown command/],
  [['start', '--nonsense'], /unknown option/],
])('%j is refused with 2', async (words, sentence) => {
  await using command = startCommand(words)
  expect(await command.ended).toBe(2)
  expect(command.output.stderr).toMatch(sentence)
})

test('whoever reads no further, as `head` does, makes no failure', async () => {
  const child = spawn(process.execPath, ['src/cli/main.ts', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const [code] = await once(child, 'close')
  expect([code, said]).toEqual([0, ''])
})

test.each([
  [['--help'], /start [\s\S]*dev [\s\S]*emulator /],
  [['--version'], /^\d+\.\d+\.\d+\n$/],
])('%j answers on stdout with 0', async (words, shown) => {
  await using command = startCommand(words)
  expect(await command.ended).toBe(0)
  expect(command.output.stdout).toMatch(shown)
})
